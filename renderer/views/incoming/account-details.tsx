import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { FirstContact, IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { PollRun } from '../../../shared/domain/poll.ts';
import type { IncomingOverview } from '../../../shared/ipc/contract.ts';
import { Button } from '../../components/button.tsx';
import { ErrorBox } from '../../components/error-box.tsx';
import { Countdown, ExactTime } from '../../components/time.tsx';
import { formatCount, formatDay, formatDuration, formatSize } from '../../format.ts';
import { useSecretsOutOfReach } from '../../stores/status.ts';
import { startOfDay, dayOfChoice } from './first-contact-day.ts';

interface AccountDetailsProps {
  readonly overview: IncomingOverview;
  readonly onEdit: () => void;
}

/** Everything that is known of an account: what its state means, the last run in numbers, the settings in short. */
export function AccountDetails({ overview, onEdit }: AccountDetailsProps) {
  const { t } = useTranslation();
  const { account, status } = overview;
  const { error, lastRun } = status;
  return (
    <div className="account-details">
      {error !== undefined && (
        <ErrorBox error={error} meaning={status.state === 'attention' ? 'error' : 'warning'}>
          {error.field !== undefined && (
            <p>
              <Button kind="quiet" onClick={onEdit}>
                {t('tester.showField', { field: t(`fields.${error.field}`) })}
              </Button>
            </p>
          )}
        </ErrorBox>
      )}
      <div className="account-details-columns">
        <section>
          <h3>{t('details.state')}</h3>
          <p className="account-details-meaning">
            <Meaning overview={overview} />
          </p>
          <dl className="facts">
            <dt>{t('incoming.column.lastSuccess')}</dt>
            <dd className="tabular">
              {status.lastSuccessAt === undefined ? t('time.never') : <ExactTime at={status.lastSuccessAt} />}
            </dd>
            <dt>{t('incoming.column.nextPoll')}</dt>
            <dd className="tabular">
              {status.nextPollAt === undefined ? '—' : <Countdown at={status.nextPollAt} />}
            </dd>
            {status.failingSince !== undefined && (
              <>
                <dt>{t('details.failingSince')}</dt>
                <dd className="tabular">
                  <ExactTime at={status.failingSince} />
                </dd>
              </>
            )}
          </dl>
        </section>
        <section>
          <h3>{t('details.lastRun')}</h3>
          {lastRun === undefined ? (
            <p className="secondary">{t('details.noRun')}</p>
          ) : (
            <LastRun run={lastRun} at={status.lastRunAt} />
          )}
        </section>
        <section>
          <h3>{t('details.settings')}</h3>
          <SettingsInShort account={account} />
        </section>
      </div>
    </div>
  );
}

function Meaning({ overview }: { readonly overview: IncomingOverview }) {
  const { t } = useTranslation();
  const { state, lastRun } = overview.status;
  const outOfReach = useSecretsOutOfReach();
  if (outOfReach && (state === 'idle' || state === 'new')) return t('settings.secretsMissingText');
  return t(`stateMeaning.${state}`, {
    duration: lastRun === undefined ? '' : formatDuration(lastRun.ms),
  });
}

const counts = [
  'found',
  'imported',
  'removed',
  'moved',
  'leftAlone',
  'duplicates',
  'oversize',
  'quarantined',
  'failed',
] as const satisfies readonly (keyof PollRun)[];

/** What the last run found and did. */
function LastRun({ run, at }: { readonly run: PollRun; readonly at: number | undefined }) {
  const { t } = useTranslation();
  return (
    <>
      <p className="secondary tabular">
        <ExactTime at={at ?? run.startedAt} /> · {formatDuration(run.ms)}
        {run.bytes > 0 && <> · {formatSize(run.bytes)}</>}
        {run.connectMs > 0 && <> · {t('details.connect', { duration: formatDuration(run.connectMs) })}</>}
      </p>
      <dl className="counts">
        {counts.map((name) => (
          <div key={name} data-zero={run[name] === 0 || undefined}>
            <dt>{t(`runCount.${name}`)}</dt>
            <dd className="tabular">{formatCount(run[name])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function SettingsInShort({ account }: { readonly account: IncomingAccount }) {
  const { t } = useTranslation();
  return (
    <dl className="facts">
      <dt>{t('outgoing.column.server')}</dt>
      <dd>
        {account.host}:{account.port}{' '}
        <span className="secondary">· {t(`encryptionShort.${account.encryption}`)}</span>
      </dd>
      {account.serverType === 'imap4' && (
        <>
          <dt>{t('fields.mailbox')}</dt>
          <dd>{account.mailbox}</dd>
        </>
      )}
      <dt>{t('fields.pollIntervalSeconds')}</dt>
      <dd>{formatDuration(account.pollIntervalSeconds * 1000)}</dd>
      <dt>{t('fields.maxSizeBytes')}</dt>
      <dd>{account.maxSizeBytes === 0 ? t('details.unlimited') : formatSize(account.maxSizeBytes)}</dd>
      <dt>{t('fields.afterRetrieval')}</dt>
      <dd>{t(`details.after.${account.afterRetrieval}`, { mailbox: account.moveTo ?? '' })}</dd>
      <dt>{t('details.firstContact')}</dt>
      <dd>{contactWords(account.firstContact, t)}</dd>
    </dl>
  );
}

function contactWords(choice: FirstContact, t: TFunction): string {
  if (choice === 'ask' || choice === 'all' || choice === 'none') return t(`details.contact.${choice}`);
  return t('details.contact.newer', { date: formatDay(startOfDay(dayOfChoice(choice))) });
}
