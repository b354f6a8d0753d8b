import ShieldCheck from 'lucide-react/icons/shield-check';
import { useTranslation } from 'react-i18next';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { MailboxLook } from '../../../shared/domain/mailbox.ts';
import { Badge } from '../../components/state.tsx';
import { formatCount, formatDay, formatSize } from '../../format.ts';

interface FirstContactReportProps {
  readonly look: MailboxLook;
  readonly account: IncomingAccount;
}

/** What the look into a mailbox saw. */
export function FirstContactReport({ look, account }: FirstContactReportProps) {
  const { t } = useTranslation();
  return (
    <>
      <p className="looked">
        <ShieldCheck size={16} aria-hidden />
        {t('firstContact.nothingChanged')}
      </p>
      {look.found === 0 ? (
        <p className="notice">{t('firstContact.empty')}</p>
      ) : (
        <div className="look-columns">
          <section>
            <h3>{t('firstContact.there')}</h3>
            <dl className="facts tabular">
              <dt>{t('firstContact.messages')}</dt>
              <dd>{formatCount(look.found)}</dd>
              <dt>{t('firstContact.period')}</dt>
              <dd>
                {look.oldest === undefined || look.newest === undefined
                  ? t('firstContact.noDates')
                  : `${formatDay(look.oldest)} – ${formatDay(look.newest)}`}
              </dd>
              <dt>{t('firstContact.size')}</dt>
              <dd>
                {formatSize(look.bytes)}{' '}
                <span className="secondary">
                  · {t('firstContact.largest', { size: formatSize(look.largestBytes) })}
                </span>
              </dd>
              {account.maxSizeBytes > 0 && (
                <>
                  <dt>{t('firstContact.overLimit', { limit: formatSize(account.maxSizeBytes) })}</dt>
                  <dd>{formatCount(look.oversize)}</dd>
                </>
              )}
            </dl>
          </section>
          <Ages look={look} />
          <Rules look={look} />
        </div>
      )}
    </>
  );
}

/** How many messages are how old, each age with the ones before it. */
function Ages({ look }: { readonly look: MailboxLook }) {
  const { t } = useTranslation();
  if (look.byAge.length === 0) return null;
  const share = (messages: number) => `${(100 * messages) / look.found}%`;
  return (
    <section>
      <h3>{t('firstContact.byAge')}</h3>
      <dl className="ages tabular">
        {look.byAge
          .toSorted((a, b) => a.days - b.days)
          .map(({ days, messages }) => (
            <div key={days}>
              <dt>{t('firstContact.lastDays', { count: days })}</dt>
              <dd>
                <span className="age-bar" style={{ inlineSize: share(messages) }} aria-hidden />
                <span>{formatCount(messages)}</span>
              </dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

function Rules({ look }: { readonly look: MailboxLook }) {
  const { t } = useTranslation();
  return (
    <section>
      <h3>{t('firstContact.rules')}</h3>
      {look.rules.length === 0 ? (
        <p className="secondary">{t('firstContact.noRules')}</p>
      ) : (
        <>
          <p className="secondary">
            {look.sampled >= look.found
              ? t('firstContact.sampledAll')
              : t('firstContact.sampled', { count: look.sampled, shown: formatCount(look.sampled) })}
          </p>
          <ul className="look-rules tabular">
            {look.rules.map((rule, index) => (
              <li key={index}>
                <span className="look-rule-count">{formatCount(rule.messages)}</span>
                <span>{rule.title ?? <em>{t('firstContact.noRuleFits')}</em>}</span>
                {rule.createsTicket && <Badge meaning="warning">{t('firstContact.createsTickets')}</Badge>}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
