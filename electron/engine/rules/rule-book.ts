import type { Rule } from '../../../shared/domain/rule.ts';
import type { Database } from '../store/database.ts';
import { activeRules } from '../store/rules.ts';
import { readSettings } from '../store/settings.ts';

/** What decides about new messages, read once for all messages of a transaction. */
export interface RuleBook {
  /** The account's active rules in order. */
  rulesOf(accountId: string): readonly Rule[];
  /** Whether mail that another account has already is put away. */
  readonly putsCopiesAway: boolean;
}

export function openRuleBook(database: Database): RuleBook {
  const rules = new Map<string, readonly Rule[]>();
  return {
    rulesOf(accountId) {
      const known = rules.get(accountId) ?? activeRules(database, accountId);
      rules.set(accountId, known);
      return known;
    },
    putsCopiesAway: readSettings(database).sameMailInSeveralAccounts === 'archive',
  };
}
