import { useTranslation } from 'react-i18next';
import type { DeliveryAttempt } from '../../../shared/domain/outbound.ts';
import { ExactTime } from '../../components/time.tsx';
import { errorText } from '../../error-text.ts';
import { formatDuration } from '../../format.ts';

/** Every attempt to hand the message over, newest first. */
export function Attempts({ attempts }: { readonly attempts: readonly DeliveryAttempt[] }) {
  const { t } = useTranslation();
  if (attempts.length === 0) return null;
  return (
    <table className="small-table">
      <caption>{t('outbox.attempts')}</caption>
      <thead className="hidden">
        <tr>
          <th scope="col">{t('outbox.column.time')}</th>
          <th scope="col">{t('outbox.column.outcome')}</th>
          <th scope="col">{t('outbox.column.duration')}</th>
        </tr>
      </thead>
      <tbody>
        {attempts
          .toSorted((one, other) => other.at - one.at)
          .map(({ at, ms, outcome, reply, error }) => (
            <tr key={at}>
              <td className="tabular">
                <ExactTime at={at} />
              </td>
              <td>
                <strong>{t(`attemptOutcome.${outcome}`)}</strong>
                {error !== undefined && <> {errorText(error, 'sending').title}</>}
                {(reply ?? error?.detail) !== undefined && (
                  <code className="reply">{reply ?? error?.detail}</code>
                )}
              </td>
              <td className="tabular secondary">{formatDuration(ms)}</td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
