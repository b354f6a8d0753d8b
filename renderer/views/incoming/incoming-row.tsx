import ChevronRight from 'lucide-react/icons/chevron-right';
import Pencil from 'lucide-react/icons/pencil';
import RefreshCw from 'lucide-react/icons/refresh-cw';
import X from 'lucide-react/icons/x';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { pollNow } from '../../actions.ts';
import { invoke } from '../../bridge.ts';
import { IconButton } from '../../components/button.tsx';
import { Countdown, ListTime, RelativeTime } from '../../components/time.tsx';
import { attempt } from '../../components/toasts.tsx';
import { formatCount } from '../../format.ts';
import { useAccounts } from '../../stores/accounts.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { AccountMenu } from '../accounts/account-menu.tsx';
import { AccountDetails } from './account-details.tsx';
import { AccountState } from './account-state.tsx';
import { AccountNotices } from './account-notices.tsx';
import { PollProgressBar } from './poll-progress-bar.tsx';

interface IncomingRowProps {
  readonly overview: IncomingOverview;
  readonly selected: boolean;
  readonly onSelect: () => void;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
}

/** One account: how it is doing, what there is to say about it, and on request everything that is known. */
export function IncomingRow({ overview, selected, onSelect, onEdit, onDelete }: IncomingRowProps) {
  const { t } = useTranslation();
  const details = useId();
  const [unfolded, setUnfolded] = useState(false);
  const { account, status, waiting } = overview;
  const putIncoming = useAccounts((state) => state.putIncoming);
  const load = useAccounts((state) => state.load);
  const go = useNavigation((state) => state.go);
  const polling = status.state === 'polling';
  const succeeded =
    status.lastSuccessAt !== undefined && status.lastRun?.error === undefined ? status.lastRun : undefined;
  return (
    <tbody
      aria-current={selected ? true : undefined}
      className="row-group"
      onClick={onSelect}
      onDoubleClick={onEdit}
    >
      <tr>
        <td data-label={t('incoming.column.name')} className="with-fold">
          <IconButton
            className="fold"
            label={t(unfolded ? 'incoming.foldDetails' : 'incoming.unfoldDetails', { name: account.name })}
            aria-expanded={unfolded}
            aria-controls={unfolded ? details : undefined}
            onClick={() => setUnfolded(!unfolded)}
          >
            <ChevronRight size={14} aria-hidden />
          </IconButton>
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
          {polling && <PollProgressBar progress={status.progress} />}
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
          {succeeded !== undefined && (
            <div className="secondary">{t('incoming.imported', { count: succeeded.imported })}</div>
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
          <AccountMenu
            account={account}
            duplicate={async () => {
              const copy = await attempt(invoke('incoming.duplicate', { id: account.id }));
              if (copy === undefined) return;
              putIncoming(copy);
              go({ view: 'incoming', form: { id: copy.account.id } });
            }}
            pauseOrResume={async () => {
              const changed = await attempt(
                invoke('incoming.setActive', { id: account.id, active: !account.active }),
              );
              if (changed !== undefined) putIncoming(changed);
              void load();
            }}
            remove={onDelete}
          />
        </td>
      </tr>
      <AccountNotices overview={overview} unfolded={unfolded} onEdit={onEdit} />
      {unfolded && (
        <tr className="row-details" id={details}>
          <td colSpan={7}>
            <AccountDetails overview={overview} onEdit={onEdit} />
          </td>
        </tr>
      )}
    </tbody>
  );
}
