import type { Database } from 'better-sqlite3';
import { recallTimes } from './recall-times.ts';
import { one, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

/** What alarms are judged by, and can only have been. */
const PAST = [
  { table: 'poll_states', column: 'failing_since' },
  { table: 'poll_states', column: 'last_success_at' },
  { table: 'outgoing_states', column: 'failing_since' },
  { table: 'alarms', column: 'since' },
  { table: 'alarms', column: 'raised_at' },
] as const;

/** By account, so that the key of the table is used: there may be many. */
const ARRIVED_AHEAD = 'account_id IN (SELECT id FROM incoming_accounts) AND at > ?';

/**
 * Takes times in the future for now: the clock was set back since they were noted, and alarms would wait until it has
 * caught up.
 *
 * @param now UTC ms
 */
export function recallAlarmTimes(database: Database, now: number): void {
  for (const place of PAST) recallTimes(database, place, { now, latest: now });
  if (one(database, `SELECT 1 FROM arrivals WHERE ${ARRIVED_AHEAD} LIMIT 1`, now) === undefined) return;
  inTransaction(database, () => {
    run(
      database,
      `INSERT INTO arrivals (account_id, at) SELECT DISTINCT account_id, ? FROM arrivals WHERE ${ARRIVED_AHEAD}
       ON CONFLICT DO NOTHING`,
      now,
      now,
    );
    run(database, `DELETE FROM arrivals WHERE ${ARRIVED_AHEAD}`, now);
  });
}
