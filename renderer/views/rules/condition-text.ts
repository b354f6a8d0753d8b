import i18next from 'i18next';
import { isYesField, type RuleCondition } from '../../../shared/domain/rule.ts';
import { formatSize } from '../../format.ts';
import { formatLocale } from '../../i18n.ts';

/** A condition as part of a sentence, such as `the subject contains “printer”`. */
export function conditionText({
  field,
  name,
  operator,
  value,
  negate = false,
  caseSensitive = false,
}: RuleCondition): string {
  const turned = negate ? 'not' : 'plain';
  if (isYesField(field, name)) return i18next.t(`ruleSays.${field}.${turned}`);
  const text = i18next.t(`ruleSays.${operator}.${turned}`, {
    field: i18next.t(`ruleSubject.${field === 'attachment' ? `attachment_${name}` : field}`, { name }),
    value: typeof value === 'number' ? formatSize(value) : value,
  });
  return caseSensitive ? `${text} ${i18next.t('ruleSays.caseSensitive')}` : text;
}

/** All conditions of a rule in one sentence. */
export function conditionsText(conditions: readonly RuleCondition[], match: 'all' | 'any' = 'all'): string {
  const list = new Intl.ListFormat(formatLocale(), { type: match === 'all' ? 'conjunction' : 'disjunction' });
  return list.format(conditions.map(conditionText));
}
