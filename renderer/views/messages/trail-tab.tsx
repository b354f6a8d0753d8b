import i18next from 'i18next';
import { useTranslation } from 'react-i18next';
import { skipReasons, type MessageDetail, type TrailEntry } from '../../../shared/domain/message.ts';
import { CopyButton } from '../../components/copy-button.tsx';
import { ExactTime } from '../../components/time.tsx';
import { formatCount, formatSize } from '../../format.ts';

/** One line of the trail. Reasons are kept as codes. */
function trailText({ event, params }: TrailEntry): string {
  const reason = skipReasons.find((code) => code === params['why']);
  const why = reason === undefined ? {} : { why: i18next.t(`skipReason.${reason}`) };
  return i18next.t(`trailEvent.${event}`, { ...params, ...why });
}

/** The receipt of a message and everything that happened to it. */
export function TrailTab({ message }: { readonly message: MessageDetail }) {
  const { t } = useTranslation();
  const { receipt, trail } = message;
  return (
    <div className="trail-tab">
      <section>
        <h3>{t('trail.receipt')}</h3>
        {receipt === undefined ? (
          <p className="secondary">{t('trail.noReceipt')}</p>
        ) : (
          <dl className="facts">
            <dt>{t('trail.account')}</dt>
            <dd>
              {receipt.account} <span className="secondary">· {receipt.mailbox}</span>
            </dd>
            <dt>{t('trail.fetchedAt')}</dt>
            <dd className="tabular">
              <ExactTime at={receipt.fetchedAt} />
            </dd>
            <dt>{t('trail.committedAt')}</dt>
            <dd className="tabular">
              <ExactTime at={receipt.committedAt} />
            </dd>
            <dt>
              {t(
                receipt.outcome === undefined || receipt.outcome === 'removed'
                  ? 'trail.removedAt'
                  : `trail.${receipt.outcome}At`,
              )}
            </dt>
            <dd className="tabular">
              {receipt.removedAt === undefined ? t('trail.notRemoved') : <ExactTime at={receipt.removedAt} />}
              {receipt.movedTo !== undefined && <span className="secondary"> · {receipt.movedTo}</span>}
            </dd>
            <dt>{t('trail.size')}</dt>
            <dd className="tabular">
              {formatSize(receipt.sizeBytes)}{' '}
              <span className="secondary">
                ({t('trail.bytes', { bytes: formatCount(receipt.sizeBytes) })})
              </span>
            </dd>
            <dt>{t('trail.serverKey')}</dt>
            <dd className="technical">
              <code>{receipt.serverKey}</code>
              <CopyButton text={receipt.serverKey} />
            </dd>
            <dt>SHA-256</dt>
            <dd className="technical">
              <code>{receipt.sha256}</code>
              <CopyButton text={receipt.sha256} />
            </dd>
          </dl>
        )}
      </section>
      <section>
        <h3>{t('trail.events')}</h3>
        <ol className="trail">
          {trail.map((entry, index) => (
            <li key={index}>
              <span className="tabular secondary">
                <ExactTime at={entry.at} />
              </span>
              <span>{trailText(entry)}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}
