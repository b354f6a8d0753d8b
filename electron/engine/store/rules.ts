import type { Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import {
  MAX_RANK,
  ruleSchema,
  rulesNaming,
  ruleWithout,
  type NamedByRules,
  type Rule,
} from '../../../shared/domain/rule.ts';
import { all, flag, one, orNull, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

/** Between the ranks the program gives out, so that a rule fits in between. */
const RANK_STEP = 10;

interface Row {
  readonly id: string;
  readonly account_id: string;
  readonly title: string;
  readonly rank: number;
  readonly active: number;
  readonly match: string | null;
  readonly continues: number;
  readonly conditions: string;
  readonly actions: string;
}

function fromRow(row: Row): Rule {
  return ruleSchema.parse({
    id: row.id,
    accountId: row.account_id,
    title: row.title,
    rank: row.rank,
    active: row.active === 1,
    ...(row.match === null ? {} : { match: row.match }),
    ...(row.continues === 1 ? { continue: true } : {}),
    conditions: JSON.parse(row.conditions),
    actions: JSON.parse(row.actions),
  });
}

/** Every rule, by account and rank. */
export function listRules(database: Database): Rule[] {
  return all<Row>(database, 'SELECT * FROM rules ORDER BY account_id, rank').map(fromRow);
}

/** The active rules of one account in the order in which they are tried. */
export function activeRules(database: Database, accountId: string): Rule[] {
  return all<Row>(
    database,
    'SELECT * FROM rules WHERE account_id = ? AND active = 1 ORDER BY rank',
    accountId,
  ).map(fromRow);
}

export function findRule(database: Database, id: string): Rule | undefined {
  const row = one<Row>(database, 'SELECT * FROM rules WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(row);
}

/**
 * Inserts or replaces a rule.
 *
 * @throws MailroomError `input.nameTaken` (field `rank`) when the account has a rule of this rank,
 *   `input.notFound` when there is no such account
 */
export function saveRule(database: Database, rule: Rule): void {
  inTransaction(database, () => {
    if (one(database, 'SELECT 1 FROM incoming_accounts WHERE id = ?', rule.accountId) === undefined) {
      throw new MailroomError('input.notFound', 'input', {
        field: 'accountId',
        params: { name: rule.accountId },
      });
    }
    const other = one(
      database,
      'SELECT 1 FROM rules WHERE account_id = ? AND rank = ? AND id <> ?',
      rule.accountId,
      rule.rank,
      rule.id,
    );
    if (other !== undefined) {
      throw new MailroomError('input.nameTaken', 'input', { field: 'rank', params: { name: rule.rank } });
    }
    run(
      database,
      `INSERT INTO rules (id, account_id, title, rank, active, match, continues, conditions, actions)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, title = excluded.title,
         rank = excluded.rank, active = excluded.active, match = excluded.match,
         continues = excluded.continues, conditions = excluded.conditions, actions = excluded.actions`,
      rule.id,
      rule.accountId,
      rule.title,
      rule.rank,
      flag(rule.active),
      orNull(rule.match),
      flag(rule.continue === true),
      JSON.stringify(rule.conditions),
      JSON.stringify(rule.actions),
    );
  });
}

/**
 * Puts a rule behind another one of its account, or first. Between two ranks it takes the middle; where there is none, the
 * account's rules are numbered anew in tens.
 *
 * @throws MailroomError `input.notFound` (field `after`) when that is no rule of the same account
 */
export function moveRule(database: Database, rule: Rule, after: string | undefined): void {
  inTransaction(database, () => {
    const others = listRules(database).filter(
      ({ accountId, id }) => accountId === rule.accountId && id !== rule.id,
    );
    const before = others.findIndex(({ id }) => id === after);
    if (after !== undefined && before < 0)
      throw new MailroomError('input.notFound', 'input', { field: 'after', params: { name: after } });
    const lower = others[before]?.rank ?? 0;
    const upper = others[before + 1]?.rank ?? lower + 2 * RANK_STEP;
    const between = Math.floor((lower + upper) / 2);
    if (between > lower && between < upper && between <= MAX_RANK) {
      run(database, 'UPDATE rules SET rank = ? WHERE id = ?', between, rule.id);
      return;
    }
    numberAnew(database, rule.accountId, others.toSpliced(before + 1, 0, rule));
  });
}

/** Rules that name a type, group, user or text do without it from now on. Returns those rules as they were. */
export function dropEntry(database: Database, entry: NamedByRules): Rule[] {
  return inTransaction(database, () => {
    const rules = rulesNaming(listRules(database), entry);
    for (const rule of rules) saveRule(database, ruleWithout(rule, entry));
    return rules;
  });
}

/** Gives all rules of an account new ranks, in this order. */
function numberAnew(database: Database, accountId: string, inOrder: readonly Rule[]): void {
  // Ranks are unique at every moment: out of the way first.
  run(database, 'UPDATE rules SET rank = -rank WHERE account_id = ?', accountId);
  for (const [index, { id }] of inOrder.entries())
    run(database, 'UPDATE rules SET rank = ? WHERE id = ?', (index + 1) * RANK_STEP, id);
}

/**
 * The rank for a rule behind all others of an account. Where the last one has the highest rank there is, the account's
 * rules are numbered anew in tens.
 */
export function nextRank(database: Database, accountId: string): number {
  return inTransaction(database, () => {
    const row = one<{ rank: number | null }>(
      database,
      'SELECT max(rank) AS rank FROM rules WHERE account_id = ?',
      accountId,
    );
    const next = (row?.rank ?? 0) + RANK_STEP;
    if (next <= MAX_RANK) return next;
    const rules = listRules(database).filter((rule) => rule.accountId === accountId);
    numberAnew(database, accountId, rules);
    return (rules.length + 1) * RANK_STEP;
  });
}

export function deleteRule(database: Database, id: string): boolean {
  return run(database, 'DELETE FROM rules WHERE id = ?', id) === 1;
}
