import type { Database } from 'better-sqlite3';
import { one, run } from './statement.ts';

/**
 * Sets times that lie too far ahead to now: the clock was set back since they were noted, and nothing should wait until
 * it has caught up. Times in UTC ms.
 *
 * @param among which rows, in SQL: what the index of the column asks for
 */
export function recallTimes(
  database: Database,
  {
    table,
    column,
    among = 'TRUE',
  }: { readonly table: string; readonly column: string; readonly among?: string },
  { now, latest }: { readonly now: number; readonly latest: number },
): void {
  const where = `${among} AND ${column} > ?`;
  // Asked first, because even a change of nothing takes the lock of a writer.
  if (one(database, `SELECT 1 FROM ${table} WHERE ${where} LIMIT 1`, latest) === undefined) return;
  run(database, `UPDATE ${table} SET ${column} = ? WHERE ${where}`, now, latest);
}
