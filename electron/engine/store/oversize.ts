import type { Database } from 'better-sqlite3';
import type { ServerPlace } from './receipts.ts';
import { one, run } from './statement.ts';

/** A message over the limit that is already listed in the inbox, so that it is not listed at every poll. */
export function findOversize(
  database: Database,
  place: ServerPlace,
): { readonly messageId: number; readonly sizeBytes: number } | undefined {
  const row = one<{ message_id: number; size_bytes: number }>(
    database,
    `SELECT message_id, size_bytes FROM oversize
     WHERE account_id = ? AND mailbox = ? AND validity = ? AND server_key = ?`,
    place.accountId,
    place.mailbox,
    place.validity,
    place.serverKey,
  );
  return row === undefined ? undefined : { messageId: row.message_id, sizeBytes: row.size_bytes };
}

export function insertOversize(
  database: Database,
  place: ServerPlace,
  sizeBytes: number,
  messageId: number,
): void {
  run(
    database,
    `INSERT INTO oversize (account_id, mailbox, validity, server_key, size_bytes, message_id)
     VALUES (?, ?, ?, ?, ?, ?)`,
    place.accountId,
    place.mailbox,
    place.validity,
    place.serverKey,
    sizeBytes,
    messageId,
  );
}
