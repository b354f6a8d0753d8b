import Asterisk from 'lucide-react/icons/asterisk';
import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CirclePause from 'lucide-react/icons/circle-pause';
import Copy from 'lucide-react/icons/copy';
import Pause from 'lucide-react/icons/pause';
import Pencil from 'lucide-react/icons/pencil';
import Play from 'lucide-react/icons/play';
import Send from 'lucide-react/icons/send';
import Star from 'lucide-react/icons/star';
import Trash from 'lucide-react/icons/trash-2';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OutgoingOverview } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Badge, State } from '../../components/state.tsx';
import { RelativeTime } from '../../components/time.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { errorText } from '../../error-text.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { OutgoingForm } from './outgoing-form.tsx';
import { SendTestDialog } from './send-test-dialog.tsx';

/** Outgoing accounts: the list, or the form of one. */
export function OutgoingView() {
  const { t } = useTranslation();
  const { place } = useNavigation();
  const { outgoing } = useAccounts();
  if (place.form !== undefined) {
    const { id, field } = place.form;
    const overview = outgoing.find(({ account }) => account.id === id);
    if (id !== undefined && overview === undefined) return <Page title={t('nav.outgoing')}>{null}</Page>;
    return <OutgoingForm key={id ?? 'new'} overview={overview} focus={field} />;
  }
  return <OutgoingList />;
}

function OutgoingList() {
  const { t } = useTranslation();
  const { outgoing, loaded, error } = useAccounts();
  const go = useNavigation((state) => state.go);
  const [selected, setSelected] = useState<string>();
  const [deleting, setDeleting] = useState<OutgoingOverview>();
  const [testing, setTesting] = useState<OutgoingOverview>();
  const create = (): void => go({ view: 'outgoing', form: {} });
  const edit = (overview: OutgoingOverview): void =>
    go({
      view: 'outgoing',
      form: {
        id: overview.account.id,
        ...(overview.lastError?.field === undefined ? {} : { field: overview.lastError.field }),
      },
    });
  useListKeys({
    count: outgoing.length,
    index: outgoing.findIndex(({ account }) => account.id === selected),
    select: (index) => setSelected(outgoing[index]?.account.id),
    open: (index) => {
      const overview = outgoing[index];
      if (overview !== undefined) edit(overview);
    },
  });
  return (
    <Page
      title={t('nav.outgoing')}
      actions={
        <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={create}>
          {t('outgoing.new')}
        </Button>
      }
    >
      {error !== undefined && <ErrorBox error={error} />}
      {loaded && outgoing.length === 0 && (
        <EmptyState
          icon={<Send size={32} />}
          title={t('outgoing.emptyTitle')}
          action={
            <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={create}>
              {t('outgoing.new')}
            </Button>
          }
        >
          {t('outgoing.emptyText')}
        </EmptyState>
      )}
      {outgoing.length > 0 && (
        <table className="table accounts-table outgoing-table">
          <thead>
            <tr>
              <th>{t('incoming.column.name')}</th>
              <th>{t('outgoing.column.sender')}</th>
              <th>{t('outgoing.column.server')}</th>
              <th>{t('incoming.column.state')}</th>
              <th>{t('outgoing.column.lastSent')}</th>
              <th>
                <span className="hidden">{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          {outgoing.map((overview) => (
            <OutgoingRow
              key={overview.account.id}
              overview={overview}
              selected={overview.account.id === selected}
              onSelect={() => setSelected(overview.account.id)}
              onEdit={() => edit(overview)}
              onDelete={() => setDeleting(overview)}
              onTest={() => setTesting(overview)}
            />
          ))}
        </table>
      )}
      {deleting !== undefined && <DeleteAccount overview={deleting} onDone={() => setDeleting(undefined)} />}
      {testing !== undefined && (
        <SendTestDialog account={testing.account} onClose={() => setTesting(undefined)} />
      )}
    </Page>
  );
}

interface OutgoingRowProps {
  readonly overview: OutgoingOverview;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
  readonly onTest: () => void;
}

function OutgoingRow({ overview, selected, onSelect, onEdit, onDelete, onTest }: OutgoingRowProps) {
  const { t } = useTranslation();
  const { account, lastError, lastSentAt } = overview;
  const { putOutgoing, load } = useAccounts();
  const go = useNavigation((state) => state.go);
  const isOnly = useAccounts((state) => state.outgoing.length === 1);
  return (
    <tbody
      aria-current={selected ? true : undefined}
      className="row-group"
      onClick={onSelect}
      onDoubleClick={onEdit}
    >
      <tr>
        <td data-label={t('incoming.column.name')}>
          <button type="button" className="row-title" onClick={onEdit}>
            {account.name}
          </button>{' '}
          {account.isDefault && <Badge>{t('outgoing.default')}</Badge>}
          {account.description !== '' && <div className="secondary ellipsis">{account.description}</div>}
        </td>
        <td data-label={t('outgoing.column.sender')}>
          <span className="ellipsis" title={account.senderName}>
            {account.senderName}
          </span>
          <div className="secondary ellipsis" title={account.senderAddress}>
            {account.senderAddress}
          </div>
        </td>
        <td data-label={t('outgoing.column.server')}>
          <span className="ellipsis" title={account.host}>
            {account.host}
          </span>
          <div className="secondary">
            {t('fields.port')} {account.port} · {t(`encryptionShort.${account.encryption}`)}
          </div>
        </td>
        <td data-label={t('incoming.column.state')}>
          {!account.active ? (
            <State meaning="neutral" icon={<CirclePause size={16} />}>
              {t('accountState.paused')}
            </State>
          ) : lastError !== undefined ? (
            <State meaning={lastError.transient ? 'warning' : 'error'} icon={<CircleAlert size={16} />}>
              {lastError.transient ? t('accountState.retrying') : t('accountState.attention')}
            </State>
          ) : (
            <State meaning="ok" icon={<CircleCheck size={16} />}>
              {t('outgoing.ready')}
            </State>
          )}
        </td>
        <td data-label={t('outgoing.column.lastSent')}>
          {lastSentAt === undefined ? (
            <span className="secondary">{t('time.never')}</span>
          ) : (
            <RelativeTime at={lastSentAt} />
          )}
        </td>
        <td className="row-actions">
          <IconButton label={t('outgoing.sendTest')} onClick={onTest}>
            <Send size={16} aria-hidden />
          </IconButton>
          <IconButton label={t('action.edit')} onClick={onEdit}>
            <Pencil size={16} aria-hidden />
          </IconButton>
          <RowMenu
            label={t('action.more', { name: account.name })}
            actions={[
              {
                label: t('outgoing.makeDefault'),
                icon: <Star size={16} aria-hidden />,
                disabled: account.isDefault || !account.active,
                run: async () => {
                  const changed = await attempt(invoke('outgoing.setDefault', { id: account.id }));
                  if (changed === undefined) return;
                  putOutgoing(changed);
                  notify({ title: t('outgoing.nowDefault', { name: account.name }) });
                },
              },
              {
                label: t('action.duplicate'),
                icon: <Copy size={16} aria-hidden />,
                run: async () => {
                  const copy = await attempt(invoke('outgoing.duplicate', { id: account.id }));
                  if (copy === undefined) return;
                  putOutgoing(copy);
                  go({ view: 'outgoing', form: { id: copy.account.id } });
                },
              },
              {
                label: account.active ? t('action.pause') : t('action.resume'),
                icon: account.active ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />,
                disabled: account.isDefault && account.active,
                run: async () => {
                  const changed = await attempt(
                    invoke('outgoing.setActive', { id: account.id, active: !account.active }),
                  );
                  if (changed !== undefined) putOutgoing(changed);
                  void load();
                },
              },
              {
                label: t('action.deleteDots'),
                icon: <Trash size={16} aria-hidden />,
                danger: true,
                disabled: account.isDefault && !isOnly,
                run: onDelete,
              },
            ]}
          />
        </td>
      </tr>
      {lastError !== undefined && (
        <tr className="row-error">
          <td colSpan={6}>
            <div className="row-error-words" data-meaning={lastError.transient ? 'warning' : 'error'}>
              <span>
                <strong>{errorText(lastError, 'sending').title}.</strong>{' '}
                {errorText(lastError, 'sending').remedy}
                {lastError.detail !== undefined && (
                  <code className="row-error-detail">{lastError.detail}</code>
                )}
              </span>
              {!lastError.transient && (
                <Button kind="quiet" onClick={onEdit}>
                  {t('action.fix')}
                </Button>
              )}
            </div>
          </td>
        </tr>
      )}
    </tbody>
  );
}

function DeleteAccount({
  overview,
  onDone,
}: {
  readonly overview: OutgoingOverview;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const load = useAccounts((state) => state.load);
  const { account } = overview;
  return (
    <Confirm
      danger
      title={t('outgoing.deleteTitle', { name: account.name })}
      confirm={t('incoming.deleteConfirm')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const answer = await attempt(invoke('outgoing.remove', { id: account.id }));
        if (answer === undefined) return;
        await load();
        notify({ title: t('incoming.deleted', { name: account.name }) });
      }}
    >
      <p>{t('outgoing.deleteText')}</p>
      {account.isDefault && <p>{t('outgoing.deleteLast')}</p>}
    </Confirm>
  );
}
