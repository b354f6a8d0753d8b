import { useTranslation } from 'react-i18next';
import type { RuleInput } from '../../../shared/domain/rule.ts';
import { actionText } from './action-text.ts';
import { conditionsText } from './condition-text.ts';
import { useDirectoryNames } from './rule-names.ts';

/** A rule in one sentence: when, then. */
export function RuleSummary({
  rule,
}: {
  readonly rule: Pick<RuleInput, 'conditions' | 'actions' | 'match' | 'continue'>;
}) {
  const { t } = useTranslation();
  const names = useDirectoryNames();
  const actions = rule.actions.map((action) => actionText(action, names));
  return (
    <p className="rule-summary">
      {t('rules.when', { conditions: conditionsText(rule.conditions, rule.match) })}{' '}
      <span aria-hidden>→</span>
      <span className="hidden">{t('rules.then')}</span>{' '}
      {[...actions, ...(rule.continue === true ? [t('rules.goesOn')] : [])].join('; ')}
    </p>
  );
}
