import { useTranslation } from 'react-i18next';
import type { OutboxDetail } from '../../../shared/domain/outbound.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ErrorBox, ServerWords } from '../../components/error-box.tsx';
import { Countdown, ExactTime } from '../../components/time.tsx';
import { formatSize } from '../../format.ts';
import { useNavigation } from '../../stores/navigation.ts';
import { RouteChain } from '../routes/route-chain.tsx';
import { AccountNotice } from './account-notice.tsx';
import { Attempts } from './attempts.tsx';
import { DeliveryReports } from './delivery-reports.tsx';
import { OutboxState } from './outbox-state.tsx';
import { Recipients } from './recipients.tsx';
import { SentCopy } from './sent-copy.tsx';

/** What became of a message, for whom, in which attempts, and why it goes through this account. */
export function EntryOverview({ detail }: { readonly detail: OutboxDetail }) {
  const { t } = useTranslation();
  const { state, error } = detail;
  return (
    <div className="outbox-overview">
      <p className="outbox-state-line">
        <OutboxState state={state} />
        {(error === undefined || state === 'deferred') && (
          <span className="secondary">{t(`outboxExplained.${state}`)}</span>
        )}
      </p>
      <AccountNotice detail={detail} />
      {error !== undefined && (
        <ErrorBox
          doing="sending"
          meaning={error.transient || state === 'unknown' || state === 'partlyRefused' ? 'warning' : 'error'}
          error={{ ...error, detail: error.detail ?? detail.lastReply }}
        />
      )}
      {detail.charsetFallback && <p className="notice">{t('outbox.charsetFallback')}</p>}
      <Recipients recipients={detail.recipients} />
      <DeliveryReports id={detail.id} />
      <Facts detail={detail} />
      {error === undefined && <ServerWords text={detail.lastReply} />}
      {detail.steps.length > 0 && (
        <section>
          <h3>{t('route.why')}</h3>
          <RouteChain steps={detail.steps} />
        </section>
      )}
      <Attempts attempts={detail.attemptList} />
    </div>
  );
}

function Facts({ detail }: { readonly detail: OutboxDetail }) {
  const { t } = useTranslation();
  const go = useNavigation((state) => state.go);
  const { ticket, nextAttempt } = detail;
  return (
    <dl className="facts">
      <dt>{t('outbox.from')}</dt>
      <dd>{detail.from}</dd>
      <dt>{t('outbox.account')}</dt>
      <dd>
        {detail.account} <span className="secondary">({t(`routeReason.${detail.why}`)})</span>
      </dd>
      {ticket !== undefined && (
        <>
          <dt>{t('fields.ticket')}</dt>
          <dd>
            <button type="button" className="link" onClick={() => go({ view: 'tickets', ticket })}>
              {ticket}
            </button>
          </dd>
        </>
      )}
      <dt>{t('outbox.queuedAt')}</dt>
      <dd>
        <ExactTime at={detail.createdAt} />
        {detail.automatic && <span className="secondary"> · {t('outbox.automatic')}</span>}
      </dd>
      {detail.sentAt !== undefined && (
        <>
          <dt>{t('outbox.sentAt')}</dt>
          <dd>
            <ExactTime at={detail.sentAt} />
          </dd>
        </>
      )}
      {nextAttempt !== undefined && (
        <>
          <dt>{t('outbox.nextAttempt')}</dt>
          <dd className="tabular">
            <Countdown at={nextAttempt} />{' '}
            <span className="secondary">
              · {t('outbox.givenUpAt')} <ExactTime at={detail.expiresAt} />
            </span>
          </dd>
        </>
      )}
      <SentCopy detail={detail} />
      <dt>{t('outbox.size')}</dt>
      <dd className="tabular">{formatSize(detail.sizeBytes)}</dd>
      <dt>Message-ID</dt>
      <dd className="technical">
        <code>{detail.messageId}</code>
        <CopyButton text={detail.messageId} />
      </dd>
    </dl>
  );
}
