import Asterisk from 'lucide-react/icons/asterisk';
import Copy from 'lucide-react/icons/copy';
import Inbox from 'lucide-react/icons/mail-plus';
import Pause from 'lucide-react/icons/pause';
import Pencil from 'lucide-react/icons/pencil';
import Play from 'lucide-react/icons/play';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import Trash from 'lucide-react/icons/trash-2';
import X from 'lucide-react/icons/x';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Confirm } from '../../components/dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Page } from '../../components/page.tsx';
import { RowMenu } from '../../components/row-menu.tsx';
import { Countdown, ListTime, RelativeTime, useNow } from '../../components/time.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { useListKeys } from '../../components/use-list-keys.ts';
import { errorText } from '../../error-text.ts';
import { formatCount } from '../../format.ts';
import { pollNow } from '../../actions.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { AccountState } from './account-state.tsx';
import { IncomingForm } from './incoming-form.tsx';

/** The specification's patience with a new account that brings no mail. */
const QUIET_AFTER_MS = 15 * 60_000;

/** Incoming accounts: the list, or the form of one. */
export function IncomingView() {
  const { t } = useTranslation();
  const { place } = useNavigation();
  const { incoming, loaded, error } = useAccounts();
  if (place.form !== undefined) {
    const { id, field } = place.form;
    const overview = incoming.find(({ account }) => account.id === id);
    // While the list is still on its way there is nothing to fill the form with.
    if (id !== undefined && overview === undefined) return <Page title={t('nav.incoming')}>{null}</Page>;
    return <IncomingForm key={id ?? 'new'} overview={overview} focus={field} />;
  }
  return <IncomingList accounts={incoming} loaded={loaded} error={error} />;
}

interface IncomingListProps {
  readonly accounts: readonly IncomingOverview[];
  readonly loaded: boolean;
  readonly error: ReturnType<typeof useAccounts.getState>['error'];
}

function IncomingList({ accounts, loaded, error }: IncomingListProps) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const [selected, setSelected] = useState<string>();
  const [deleting, setDeleting] = useState<IncomingOverview>();
  const create = (): void => go({ view: 'incoming', form: {} });
  const edit = (overview: IncomingOverview): void =>
    go({
      view: 'incoming',
      form: {
        id: overview.account.id,
        ...(overview.status.error?.field === undefined ? {} : { field: overview.status.error.field }),
      },
    });

  useListKeys({
    count: accounts.length,
    index: accounts.findIndex(({ account }) => account.id === selected),
    select: (index) => setSelected(accounts[index]?.account.id),
    open: (index) => {
      const overview = accounts[index];
      if (overview !== undefined) edit(overview);
    },
  });

  return (
    <Page
      title={t('nav.incoming')}
      actions={
        <>
          {accounts.length > 0 && (
            <Button icon={<RefreshCw size={16} aria-hidden />} onClick={() => void pollNow()}>
              {t('incoming.pollAll')}
            </Button>
          )}
          <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={create}>
            {t('incoming.new')}
          </Button>
        </>
      }
    >
      {error !== undefined && <ErrorBox error={error} />}
      {loaded && accounts.length === 0 && (
        <EmptyState
          icon={<Inbox size={32} />}
          title={t('incoming.emptyTitle')}
          action={
            <Button kind="primary" icon={<Asterisk size={16} aria-hidden />} onClick={create}>
              {t('action.setUpAccount')}
            </Button>
          }
        >
          {t('incoming.emptyText')}
        </EmptyState>
      )}
      {accounts.length > 0 && (
        <table className="table accounts-table incoming-table">
          <thead>
            <tr>
              <th>{t('incoming.column.name')}</th>
              <th>{t('incoming.column.type')}</th>
              <th>{t('incoming.column.state')}</th>
              <th>{t('incoming.column.lastSuccess')}</th>
              <th>{t('incoming.column.nextPoll')}</th>
              <th className="number">{t('incoming.column.waiting')}</th>
              <th>
                <span className="hidden">{t('column.actions')}</span>
              </th>
            </tr>
          </thead>
          {accounts.map((overview) => (
            <IncomingRow
              key={overview.account.id}
              overview={overview}
              selected={overview.account.id === selected}
              onSelect={() => setSelected(overview.account.id)}
              onEdit={() => edit(overview)}
              onDelete={() => setDeleting(overview)}
            />
          ))}
        </table>
      )}
      {deleting !== undefined && <DeleteAccount overview={deleting} onDone={() => setDeleting(undefined)} />}
    </Page>
  );
}

interface IncomingRowProps {
  readonly overview: IncomingOverview;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

function IncomingRow({ overview, selected, onSelect, onEdit, onDelete }: IncomingRowProps) {
  const { t } = useTranslation();
  const { account, status, waiting } = overview;
  const putIncoming = useAccounts((state) => state.putIncoming);
  const load = useAccounts((state) => state.load);
  const go = useNavigation((state) => state.go);
  const polling = status.state === 'polling';
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
          </button>
          <div className="secondary ellipsis" title={account.user}>
            {account.user}
          </div>
        </td>
        <td data-label={t('incoming.column.type')}>
          <span className="ellipsis">
            {t(`serverType.${account.serverType}`)}
            {account.serverType === 'imap4' && ` · ${account.mailbox}`}
          </span>
          <div className="secondary ellipsis" title={`${account.host}:${account.port}`}>
            {account.host}
          </div>
        </td>
        <td data-label={t('incoming.column.state')}>
          <AccountState status={status} />
          {status.failingSince !== undefined && (
            <div className="secondary">
              {t('status.since')} <ListTime at={status.failingSince} />
            </div>
          )}
        </td>
        <td data-label={t('incoming.column.lastSuccess')}>
          {status.lastSuccessAt === undefined ? (
            <span className="secondary">{t('time.never')}</span>
          ) : (
            <RelativeTime at={status.lastSuccessAt} />
          )}
          {status.lastRun !== undefined && status.lastRun.error === undefined && (
            <div className="secondary">{t('incoming.imported', { count: status.lastRun.imported })}</div>
          )}
        </td>
        <td data-label={t('incoming.column.nextPoll')} className="tabular">
          {status.nextPollAt === undefined || polling ? (
            <span className="secondary">{polling ? t('time.running') : '—'}</span>
          ) : (
            <Countdown at={status.nextPollAt} />
          )}
        </td>
        <td data-label={t('incoming.column.waiting')} className="number">
          {formatCount(waiting)}
        </td>
        <td className="row-actions">
          {polling ? (
            <IconButton
              label={t('incoming.cancelPoll')}
              onClick={() => void attempt(invoke('incoming.cancelPoll', { id: account.id }))}
            >
              <X size={16} aria-hidden />
            </IconButton>
          ) : (
            <IconButton
              label={t('incoming.pollNow')}
              disabled={!account.active}
              onClick={() => void pollNow([account.id])}
            >
              <RefreshCw size={16} aria-hidden />
            </IconButton>
          )}
          <IconButton label={t('action.edit')} onClick={onEdit}>
            <Pencil size={16} aria-hidden />
          </IconButton>
          <RowMenu
            label={t('action.more', { name: account.name })}
            actions={[
              {
                label: t('action.duplicate'),
                icon: <Copy size={16} aria-hidden />,
                run: async () => {
                  const copy = await attempt(invoke('incoming.duplicate', { id: account.id }));
                  if (copy === undefined) return;
                  putIncoming(copy);
                  go({ view: 'incoming', form: { id: copy.account.id } });
                },
              },
              {
                label: account.active ? t('action.pause') : t('action.resume'),
                icon: account.active ? <Pause size={16} aria-hidden /> : <Play size={16} aria-hidden />,
                run: async () => {
                  const changed = await attempt(
                    invoke('incoming.setActive', { id: account.id, active: !account.active }),
                  );
                  if (changed !== undefined) putIncoming(changed);
                  void load();
                },
              },
              {
                label: t('action.deleteDots'),
                icon: <Trash size={16} aria-hidden />,
                danger: true,
                run: onDelete,
              },
            ]}
          />
        </td>
      </tr>
      {status.state === 'idle' && !overview.hasReceived && <QuietRow overview={overview} onEdit={onEdit} />}
      {status.error !== undefined && <ErrorRow overview={overview} onEdit={onEdit} />}
    </tbody>
  );
}

/** A new account that works but brings nothing for a while: perhaps the wrong mailbox (S24). */
function QuietRow({
  overview,
  onEdit,
}: {
  readonly overview: IncomingOverview;
  readonly onEdit: () => void;
}) {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const { createdAt } = overview.account;
  if (now - createdAt < QUIET_AFTER_MS) return null;
  return (
    <tr className="row-error">
      <td colSpan={7}>
        <div className="row-error-words" data-meaning="warning">
          <span>
            <strong>
              {t('incoming.quiet')} <RelativeTime at={createdAt} />.
            </strong>{' '}
            {t('incoming.quietText')}
          </span>
          <Button kind="quiet" onClick={onEdit}>
            {t('action.edit')}
          </Button>
        </div>
      </td>
    </tr>
  );
}

function ErrorRow({
  overview,
  onEdit,
}: {
  readonly overview: IncomingOverview;
  readonly onEdit: () => void;
}) {
  const { t } = useTranslation();
  const { error, state } = overview.status;
  if (error === undefined) return null;
  const { title, remedy } = errorText(error);
  return (
    <tr className="row-error">
      <td colSpan={7}>
        <div className="row-error-words" data-meaning={state === 'attention' ? 'error' : 'warning'}>
          <span>
            <strong>{title}.</strong> {remedy}
            {error.detail !== undefined && <code className="row-error-detail">{error.detail}</code>}
          </span>
          {state === 'attention' && (
            <Button kind="quiet" onClick={onEdit}>
              {t('action.fix')}
            </Button>
          )}
        </div>
      </td>
    </tr>
  );
}

function DeleteAccount({
  overview,
  onDone,
}: {
  readonly overview: IncomingOverview;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const load = useAccounts((state) => state.load);
  const { account } = overview;
  return (
    <Confirm
      danger
      title={t('incoming.deleteTitle', { name: account.name })}
      confirm={t('incoming.deleteConfirm')}
      onCancel={onDone}
      onConfirm={async () => {
        onDone();
        const answer = await attempt(invoke('incoming.remove', { id: account.id }));
        if (answer === undefined) return;
        await load();
        notify({
          title: t('incoming.deleted', { name: account.name }),
          text: t('incoming.deletedText', { count: answer.keptMessages }),
        });
      }}
    >
      <p>{t('incoming.deleteText')}</p>
      <p>{t('incoming.deleteRest')}</p>
    </Confirm>
  );
}
