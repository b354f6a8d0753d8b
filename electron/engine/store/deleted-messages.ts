import type { Database } from 'better-sqlite3';
import { REASON_IN_INBOX, STATE_IN_INBOX } from './messages.ts';
import { one, run } from './statement.ts';

/** Throws a message away, so that it can be brought back. Returns false if it is thrown away already. */
export function moveToDeleted(database: Database, id: number): boolean {
  return (
    run(
      database,
      `UPDATE messages SET deleted_from = folder, folder = 'deleted', state = 'deleted'
       WHERE id = ? AND folder <> 'deleted'`,
      id,
    ) === 1
  );
}

/** Brings a message back to where it was, as what it was. Returns false if it was not thrown away. */
export function bringBack(database: Database, id: number): boolean {
  return (
    run(
      database,
      `UPDATE messages SET folder = deleted_from, deleted_from = NULL, reason = ${REASON_IN_INBOX},
         state = CASE WHEN deleted_from = 'archive' THEN 'archived' ELSE ${STATE_IN_INBOX} END
       WHERE id = ? AND folder = 'deleted'`,
      id,
    ) === 1
  );
}

/**
 * Deletes a message that was thrown away, with its source, its attachments and its trail. That it was fetched stays
 * known by its receipt, so that it is never imported again. One that was never fetched is left alone on the server.
 *
 * @returns false for one over the limit that is about to be deleted on the server: its entry still has to say so
 */
export function deleteForGood(database: Database, id: number): boolean {
  const pending = one(database, "SELECT 1 FROM oversize WHERE message_id = ? AND decision = 'delete'", id);
  if (pending !== undefined) return false;
  for (const table of ['oversize', 'fetch_failures'] as const)
    run(
      database,
      `INSERT OR IGNORE INTO left_alone (account_id, mailbox, validity, server_key)
       SELECT account_id, mailbox, validity, server_key FROM ${table} WHERE message_id = ?`,
      id,
    );
  run(database, 'DELETE FROM fetch_failures WHERE message_id = ?', id);
  return run(database, "DELETE FROM messages WHERE id = ? AND folder = 'deleted'", id) === 1;
}
