import { MAX_RANK, type Rule } from '../../../shared/domain/rule.ts';

/** Between the ranks that are proposed, so that a rule fits in between. */
const STEP = 10;

/** The rank for a rule behind all others of an account; where there is no room behind them, the highest that is free. */
export function nextRank(rules: readonly Rule[]): number {
  const taken = new Set(rules.map(({ rank }) => rank));
  const behind = Math.max(0, ...taken) + STEP;
  if (behind <= MAX_RANK) return behind;
  let free = MAX_RANK;
  while (taken.has(free)) free--;
  return free;
}
