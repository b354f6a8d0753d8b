import Check from 'lucide-react/icons/check';
import Minus from 'lucide-react/icons/minus';
import X from 'lucide-react/icons/x';
import { useTranslation } from 'react-i18next';
import type { ConditionOutcome, RuleOutcome } from '../../../shared/domain/rehearsal.ts';
import type { RuleCondition, RuleInput } from '../../../shared/domain/rule.ts';
import { Badge } from '../../components/state.tsx';
import { formatSize } from '../../format.ts';
import { actionText } from '../rules/action-text.ts';
import { conditionText } from '../rules/condition-text.ts';
import { useDirectoryNames } from '../rules/rule-names.ts';

interface RuleOutcomeItemProps {
  readonly outcome: RuleOutcome;
  readonly rule: RuleInput | undefined;
  readonly acts: boolean;
}

/** One rule and one message: whether it holds, condition by condition. */
export function RuleOutcomeItem({ outcome, rule, acts }: RuleOutcomeItemProps) {
  const { t } = useTranslation();
  const names = useDirectoryNames();
  const verdict = acts ? 'acts' : !outcome.reached ? 'notReached' : outcome.holds ? 'overruled' : 'not';
  return (
    <li className="rule-outcome" data-verdict={verdict}>
      <p className="rule-outcome-title">
        <strong>
          <span className="tabular">{outcome.rank}</span> {outcome.title}
        </strong>{' '}
        <Badge meaning={acts ? 'ok' : 'neutral'}>{t(`ruleVerdict.${verdict}`)}</Badge>
      </p>
      <ul>
        {outcome.conditions.map((condition, index) => (
          <ConditionLine key={index} outcome={condition} condition={rule?.conditions[index]} />
        ))}
      </ul>
      {acts && rule !== undefined && (
        <p className="secondary">→ {rule.actions.map((action) => actionText(action, names)).join('; ')}</p>
      )}
    </li>
  );
}

interface ConditionLineProps {
  readonly outcome: ConditionOutcome;
  readonly condition: RuleCondition | undefined;
}

function ConditionLine({ outcome: { holds, found, seen }, condition }: ConditionLineProps) {
  const { t } = useTranslation();
  const words = found ?? seen;
  const evidence =
    words !== undefined && condition?.field === 'sizeBytes' ? formatSize(Number(words)) : words;
  return (
    <li className="condition-outcome" data-holds={holds}>
      <span className="condition-icon">
        {holds ? (
          <Check size={14} aria-label={t('rehearsal.holds')} />
        ) : (
          <X size={14} aria-label={t('rehearsal.holdsNot')} />
        )}
      </span>
      <span>
        {condition === undefined ? '' : conditionText(condition)}
        <span className="condition-evidence">
          {evidence === undefined ? (
            <>
              <Minus size={12} aria-hidden /> {t('rehearsal.nothingThere')}
            </>
          ) : (
            <>
              {t(found === undefined ? 'rehearsal.seen' : 'rehearsal.found')} <q>{evidence}</q>
            </>
          )}
        </span>
      </span>
    </li>
  );
}
