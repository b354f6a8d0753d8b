import type { Database } from 'better-sqlite3';
import type { Arrivals } from '../alarms/rhythm.ts';
import { one, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

/** Remembers that a poll run brought messages, and forgets what is older than `keepFrom`. UTC ms. */
export function recordArrival(database: Database, accountId: string, at: number, keepFrom: number): void {
  inTransaction(database, () => {
    run(
      database,
      'INSERT INTO arrivals (account_id, at) SELECT id, ? FROM incoming_accounts WHERE id = ? ON CONFLICT DO NOTHING',
      at,
      accountId,
    );
    run(database, 'DELETE FROM arrivals WHERE account_id = ? AND at < ?', accountId, keepFrom);
  });
}

/** When poll runs brought messages since `since` (UTC ms). Undefined without any. */
export function arrivalsOf(database: Database, accountId: string, since: number): Arrivals | undefined {
  const row = one<{ count: number; first: number | null; last: number | null; longest: number | null }>(
    database,
    `SELECT count(*) AS count, min(at) AS first, max(at) AS last, max(gap) AS longest FROM (
       SELECT at, at - lag(at) OVER (ORDER BY at) AS gap FROM arrivals WHERE account_id = ? AND at >= ?)`,
    accountId,
    since,
  );
  if (row === undefined || row.first === null || row.last === null) return undefined;
  return { count: row.count, first: row.first, last: row.last, longestGap: row.longest ?? 0 };
}
