import type { Rule, RuleInput } from '../../../shared/domain/rule.ts';
import { compileCondition, type CompiledCondition } from './conditions.ts';
import type { MessageFacts } from './facts.ts';
import { PatternRefusal } from './pattern.ts';

/** A rule ready to be asked about many messages. */
export interface CompiledRule<R extends RuleInput = Rule> {
  readonly rule: R;
  readonly conditions: readonly CompiledCondition[];
}

/** @throws PatternRefusal for a regular expression that can't be used */
export function compileRule<R extends RuleInput>(rule: R): CompiledRule<R> {
  return { rule, conditions: rule.conditions.map(compileCondition) };
}

export function ruleHolds({ rule, conditions }: CompiledRule<RuleInput>, facts: MessageFacts): boolean {
  const holds = (condition: CompiledCondition): boolean => condition.holds(facts);
  return rule.match === 'any' ? conditions.some(holds) : conditions.every(holds);
}

/**
 * The rules that act on a message: by rank the first one that holds, and those after it for as long as each says that the
 * search goes on (S28). Expects active rules in order.
 */
export function matchingRules<R extends RuleInput>(
  rules: readonly CompiledRule<R>[],
  facts: MessageFacts,
): R[] {
  const matching: R[] = [];
  for (const compiled of rules) {
    if (!ruleHolds(compiled, facts)) continue;
    matching.push(compiled.rule);
    if (compiled.rule.continue !== true) break;
  }
  return matching;
}

/** Those that can be used: a pattern that this version of the program does not take must not stop all mail. */
export function compileRules<R extends RuleInput>(rules: readonly R[]): CompiledRule<R>[] {
  return rules.flatMap((rule) => {
    try {
      return [compileRule(rule)];
    } catch (error) {
      if (error instanceof PatternRefusal) return [];
      throw error;
    }
  });
}
