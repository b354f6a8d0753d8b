import type { Database } from 'better-sqlite3';
import { flag, run } from './statement.ts';

/**
 * Takes a message out of the quarantine. Returns false when it is not in it.
 *
 * @param again whether its source is to be parsed once more and the rules are to get it
 */
export function leaveQuarantine(database: Database, messageId: number, again: boolean): boolean {
  return (
    run(
      database,
      `UPDATE messages SET state = 'new', reason = NULL, processed = ? WHERE id = ? AND state = 'quarantined'`,
      flag(!again),
      messageId,
    ) === 1
  );
}
