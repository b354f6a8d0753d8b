import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { RuleInput } from '../../../shared/domain/rule.ts';
import type { Database } from '../store/database.ts';
import { findIncomingAccount } from '../store/incoming-accounts.ts';
import { activeRules } from '../store/rules.ts';
import { readSettings } from '../store/settings.ts';
import { compileRules, type CompiledRule } from './evaluate.ts';

/** What decides about messages, read once for all messages of a transaction. */
export interface RuleBook {
  /** The account's active rules in order. */
  rulesOf(accountId: string): readonly CompiledRule<RuleInput>[];
  /** Undefined when it is deleted. */
  accountOf(accountId: string): IncomingAccount | undefined;
  /** Whether mail that another account has already is put away. */
  readonly putsCopiesAway: boolean;
  /** Whether the owner of a ticket gets word of mail for it. */
  readonly tellsOwners: boolean;
}

/** Compiled rules by account, and what they were compiled from: rule books are opened more often than rules change. */
const cache = new WeakMap<
  Database,
  Map<string, { text: string; rules: readonly CompiledRule<RuleInput>[] }>
>();

export function openRuleBook(database: Database): RuleBook {
  const rules = new Map<string, readonly CompiledRule<RuleInput>[]>();
  const accounts = new Map<string, IncomingAccount | undefined>();
  const { sameMailInSeveralAccounts, tellOwners } = readSettings(database);
  return {
    rulesOf(accountId) {
      const known = rules.get(accountId) ?? compiledRules(database, accountId);
      rules.set(accountId, known);
      return known;
    },
    accountOf(accountId) {
      if (!accounts.has(accountId)) accounts.set(accountId, findIncomingAccount(database, accountId));
      return accounts.get(accountId);
    },
    putsCopiesAway: sameMailInSeveralAccounts === 'archive',
    tellsOwners: tellOwners,
  };
}

/** The same book with other rules for one account, whether they are stored or not. */
export function withRules(book: RuleBook, accountId: string, rules: readonly RuleInput[]): RuleBook {
  const active = rules.filter((rule) => rule.active).toSorted((one, other) => one.rank - other.rank);
  const compiled = compileRules(active);
  return { ...book, rulesOf: (id) => (id === accountId ? compiled : book.rulesOf(id)) };
}

function compiledRules(database: Database, accountId: string): readonly CompiledRule<RuleInput>[] {
  const ofDatabase = cache.get(database) ?? new Map();
  cache.set(database, ofDatabase);
  const stored = activeRules(database, accountId);
  const text = JSON.stringify(stored);
  const known = ofDatabase.get(accountId);
  if (known?.text === text) return known.rules;
  const rules = compileRules<RuleInput>(stored);
  ofDatabase.set(accountId, { text, rules });
  return rules;
}
