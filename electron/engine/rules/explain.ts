import type { RuleInput } from '../../../shared/domain/rule.ts';
import type { RuleOutcome } from '../../../shared/domain/rehearsal.ts';
import { ruleHolds, type CompiledRule } from './evaluate.ts';
import type { MessageFacts } from './facts.ts';

/**
 * Per rule and condition what was found or not. The answers are those of `matchingRules`, which asks the same
 * conditions. Rules behind the end of the search are explained too; `reached` tells that they have no say.
 */
export function explainRules(rules: readonly CompiledRule<RuleInput>[], facts: MessageFacts): RuleOutcome[] {
  let reached = true;
  return rules.map((compiled) => {
    const { rule, conditions } = compiled;
    const outcome: RuleOutcome = {
      title: rule.title,
      rank: rule.rank,
      holds: ruleHolds(compiled, facts),
      reached,
      conditions: conditions.map((condition) => condition.explain(facts)),
    };
    if (outcome.holds && rule.continue !== true) reached = false;
    return outcome;
  });
}
