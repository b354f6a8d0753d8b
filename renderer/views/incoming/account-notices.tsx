import X from 'lucide-react/icons/x';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { Button, IconButton } from '../../components/button.tsx';
import { CopyButton } from '../../components/copy-button.tsx';
import { useNow } from '../../components/time.tsx';
import { errorText } from '../../error-text.ts';
import { formatCount, formatDuration, formatMoment } from '../../format.ts';
import { useDismissed } from '../../stores/dismissed.ts';
import { useNavigation } from '../../stores/navigation.ts';

/** The specification's patience with a new account that brings no mail. */
const QUIET_AFTER_MS = 15 * 60_000;
/** After that, having recovered is no news any more. */
const RECOVERED_NEWS_MS = 24 * 3_600_000;

interface AccountNoticesProps {
  readonly overview: IncomingOverview;
  /** The details below show the error in full. */
  readonly unfolded: boolean;
  readonly onEdit: () => void;
}

/** What there is to say about an account: a question, a failure, a recovery, or a suspicious silence. */
export function AccountNotices({ overview, unfolded, onEdit }: AccountNoticesProps) {
  const { status, hasReceived } = overview;
  return (
    <>
      {status.state === 'undecided' && <Undecided overview={overview} />}
      {status.error !== undefined && !unfolded && <Failure overview={overview} onEdit={onEdit} />}
      {status.recovered !== undefined && status.error === undefined && <Recovered overview={overview} />}
      {status.state === 'idle' && !hasReceived && <Quiet overview={overview} onEdit={onEdit} />}
    </>
  );
}

interface NoticeProps {
  readonly meaning: 'warning' | 'error' | 'ok' | 'question';
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

function Notice({ meaning, children, action }: NoticeProps) {
  return (
    <tr className="row-error">
      <td colSpan={7}>
        <div className="row-error-words" data-meaning={meaning}>
          <span>{children}</span>
          {action}
        </div>
      </td>
    </tr>
  );
}

function Undecided({ overview }: { readonly overview: IncomingOverview }) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const { account, status } = overview;
  const found = status.lastRun?.found ?? 0;
  return (
    <Notice
      meaning="question"
      action={
        <Button kind="primary" onClick={() => go({ view: 'incoming', firstContact: account.id })}>
          {t('firstContact.open')}
        </Button>
      }
    >
      <strong>
        {found === 0
          ? t('firstContact.waitingUnknown')
          : t('firstContact.waiting', { count: found, shown: formatCount(found) })}
      </strong>{' '}
      {t('firstContact.waitingText')}
    </Notice>
  );
}

/** A new account that works but brings nothing for a while: perhaps the wrong mailbox (S24). */
function Quiet({ overview, onEdit }: { readonly overview: IncomingOverview; readonly onEdit: () => void }) {
  const { t } = useTranslation();
  const now = useNow(30_000);
  const { createdAt } = overview.account;
  if (now - createdAt < QUIET_AFTER_MS) return null;
  return (
    <Notice
      meaning="warning"
      action={
        <Button kind="quiet" onClick={onEdit}>
          {t('action.edit')}
        </Button>
      }
    >
      <strong>{t('incoming.quiet', { time: formatMoment(createdAt, now) })}</strong> {t('incoming.quietText')}
    </Notice>
  );
}

function Failure({ overview, onEdit }: { readonly overview: IncomingOverview; readonly onEdit: () => void }) {
  const { t } = useTranslation();
  const { error, state } = overview.status;
  if (error === undefined) return null;
  const { title, remedy } = errorText(error);
  return (
    <Notice
      meaning={state === 'attention' ? 'error' : 'warning'}
      action={
        state === 'attention' && (
          <Button kind="quiet" onClick={onEdit}>
            {error.field === undefined
              ? t('action.fix')
              : t('tester.showField', { field: t(`fields.${error.field}`) })}
          </Button>
        )
      }
    >
      <strong>{title}.</strong> {remedy}
      {error.detail !== undefined && (
        <span className="row-error-detail">
          <code>{error.detail}</code>
          <CopyButton text={error.detail} />
        </span>
      )}
    </Notice>
  );
}

/** Told once: what was wrong, for how long, and that it is over. */
function Recovered({ overview }: { readonly overview: IncomingOverview }) {
  const { t } = useTranslation();
  const now = useNow(60_000);
  const { keys, dismiss } = useDismissed();
  const { recovered } = overview.status;
  if (recovered === undefined || now - recovered.at > RECOVERED_NEWS_MS) return null;
  const key = `recovered:${overview.account.id}:${recovered.at}`;
  if (keys.includes(key)) return null;
  return (
    <Notice
      meaning="ok"
      action={
        <IconButton label={t('incoming.dismiss')} onClick={() => dismiss(key)}>
          <X size={14} aria-hidden />
        </IconButton>
      }
    >
      <strong>{t('incoming.recovered', { time: formatMoment(recovered.at, now) })}</strong>{' '}
      {t('incoming.recoveredText', {
        duration: formatDuration(recovered.afterMs),
        title: errorText(recovered.error).title,
      })}
    </Notice>
  );
}
