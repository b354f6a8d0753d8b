import type { Rule } from '../../../shared/domain/rule.ts';

/** The part of a message that rules look at. */
export interface RuleSubject {
  readonly subject: string;
}

/** The first rule by rank whose conditions all hold (S28), or undefined. Expects active rules in order. */
export function firstMatch(rules: readonly Rule[], message: RuleSubject): Rule | undefined {
  return rules.find((rule) =>
    rule.conditions.every((condition) => contains(message.subject, condition.value)),
  );
}

function contains(text: string, part: string): boolean {
  return fold(text).includes(fold(part));
}

/** Letter case and the form of composed characters make no difference. */
function fold(text: string): string {
  return text.normalize('NFKC').toLocaleLowerCase('und');
}
