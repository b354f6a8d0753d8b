import { useTranslation } from 'react-i18next';
import type { DecisionSummary, RehearsedMessage } from '../../../shared/domain/rehearsal.ts';
import type { RuleInput } from '../../../shared/domain/rule.ts';
import { ErrorBox } from '../../components/error-box.tsx';
import { decisionReason, decisionText } from './decision-text.ts';
import { RuleOutcomeItem } from './rule-outcome.tsx';

interface RehearsedDetailProps {
  readonly message: RehearsedMessage;
  /** The rules that were tried; an outcome is found by its rank. */
  readonly rules: readonly RuleInput[];
  readonly isEdited: boolean;
}

/** One message: what would become of it, and what every rule says. */
export function RehearsedDetail({ message, rules, isEdited }: RehearsedDetailProps) {
  const { t } = useTranslation();
  const { decision, today, error } = message;
  return (
    <div className="rehearsed">
      <h3>{message.subject === '' ? t('message.noSubject') : message.subject}</h3>
      <p className="secondary">{message.from}</p>
      {error !== undefined && <ErrorBox error={error} meaning="warning" />}
      {decision !== undefined && (
        <dl className="facts rehearsed-decisions">
          {today !== undefined && (
            <>
              <dt>{t('rehearsal.today')}</dt>
              <dd>
                <Decision decision={today} />
              </dd>
            </>
          )}
          <dt>{t(isEdited ? 'rehearsal.edited' : 'rehearsal.result')}</dt>
          <dd>
            <Decision decision={decision} />
            {isEdited && today === undefined && <p className="secondary">{t('rehearsal.sameAsToday')}</p>}
          </dd>
        </dl>
      )}
      {message.rules.length > 0 && <h4>{t('rehearsal.rules')}</h4>}
      <ol className="rule-outcomes">
        {message.rules.map((outcome) => (
          <RuleOutcomeItem
            key={outcome.rank}
            outcome={outcome}
            rule={rules.find(({ rank }) => rank === outcome.rank)}
            acts={decision?.rules.includes(outcome.title) === true && outcome.holds && outcome.reached}
          />
        ))}
      </ol>
    </div>
  );
}

function Decision({ decision }: { readonly decision: DecisionSummary }) {
  const { t } = useTranslation();
  const notes = [
    decision.createsContact && t('decisionNote.contact'),
    decision.completed !== undefined && t(`decisionNote.${decision.completed}`),
    decision.otherTickets.length > 0 &&
      t('decisionNote.otherTickets', { tickets: decision.otherTickets.join(', ') }),
  ].filter((note) => note !== false);
  return (
    <>
      <strong>{decisionText(decision)}</strong>
      <p className="secondary">{[decisionReason(decision), ...notes].join(' · ')}</p>
    </>
  );
}
