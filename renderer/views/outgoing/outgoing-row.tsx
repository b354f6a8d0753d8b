import CircleAlert from 'lucide-react/icons/circle-alert';
import CircleCheck from 'lucide-react/icons/circle-check';
import CirclePause from 'lucide-react/icons/circle-pause';
import Pencil from 'lucide-react/icons/pencil';
import Send from 'lucide-react/icons/send';
import Star from 'lucide-react/icons/star';
import { useTranslation } from 'react-i18next';
import type { OutgoingOverview } from '../../../shared/ipc/contract.ts';
import { invoke } from '../../bridge.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { Badge, State } from '../../components/state.tsx';
import { RelativeTime } from '../../components/time.tsx';
import { attempt, notify } from '../../components/toasts.tsx';
import { errorText } from '../../error-text.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { AccountMenu } from '../accounts/account-menu.tsx';

interface OutgoingRowProps {
  readonly overview: OutgoingOverview;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onEdit: () => void;
  readonly onPause: () => void;
  readonly onDelete: () => void;
  readonly onTest: () => void;
}

/** One account: how it is doing, and what can be done with it. */
export function OutgoingRow({
  overview,
  selected,
  onSelect,
  onEdit,
  onPause,
  onDelete,
  onTest,
}: OutgoingRowProps) {
  const { t } = useTranslation();
  const { account, lastError, lastSentAt } = overview;
  const { putOutgoing, load } = useAccounts();
  const go = useNavigation((state) => state.go);
  const isOnly = useAccounts((state) => state.outgoing.length === 1);
  const resume = async (): Promise<void> => {
    const changed = await attempt(invoke('outgoing.setActive', { id: account.id, active: true }));
    if (changed !== undefined) putOutgoing(changed);
    void load();
  };
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
          {overview.waiting > 0 && (
            <div className="secondary">{t('outgoing.waiting', { count: overview.waiting })}</div>
          )}
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
          <AccountMenu
            account={account}
            first={[
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
            ]}
            duplicate={async () => {
              const copy = await attempt(invoke('outgoing.duplicate', { id: account.id }));
              if (copy === undefined) return;
              putOutgoing(copy);
              go({ view: 'outgoing', form: { id: copy.account.id } });
            }}
            pauseOrResume={account.active ? onPause : resume}
            remove={onDelete}
            staysActive={account.isDefault && account.active ? t('outgoing.otherDefaultFirst') : undefined}
            stays={account.isDefault && !isOnly ? t('outgoing.otherDefaultFirst') : undefined}
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
