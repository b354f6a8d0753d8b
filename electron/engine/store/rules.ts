import type { Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import { ruleSchema, type Rule } from '../../../shared/domain/rule.ts';
import { all, flag, one, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

interface Row {
  readonly id: string;
  readonly account_id: string;
  readonly title: string;
  readonly rank: number;
  readonly active: number;
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
      `INSERT INTO rules (id, account_id, title, rank, active, conditions, actions) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET account_id = excluded.account_id, title = excluded.title,
         rank = excluded.rank, active = excluded.active, conditions = excluded.conditions,
         actions = excluded.actions`,
      rule.id,
      rule.accountId,
      rule.title,
      rule.rank,
      flag(rule.active),
      JSON.stringify(rule.conditions),
      JSON.stringify(rule.actions),
    );
  });
}

export function deleteRule(database: Database, id: string): boolean {
  return run(database, 'DELETE FROM rules WHERE id = ?', id) === 1;
}
