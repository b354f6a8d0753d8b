import type { Database } from 'better-sqlite3';
import type { OversizeDecision } from '../../../shared/domain/message.ts';
import type { ServerMailbox } from './left-alone.ts';
import type { ServerPlace } from './receipts.ts';
import { all, one, run } from './statement.ts';

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

/** What is known of a message over the limit. */
export interface OversizeEntry {
  readonly messageId: number;
  /** As announced, or more when it turned out bigger. */
  readonly sizeBytes: number;
  readonly decision: OversizeDecision;
}

/** All messages over the limit in a mailbox by server key. */
export function oversizeEntries(
  database: Database,
  place: ServerMailbox,
): ReadonlyMap<string, OversizeEntry> {
  const rows = all<{
    server_key: string;
    message_id: number;
    size_bytes: number;
    decision: OversizeDecision;
  }>(
    database,
    `SELECT server_key, message_id, size_bytes, decision FROM oversize
     WHERE account_id = ? AND mailbox = ? AND validity = ?`,
    place.accountId,
    place.mailbox,
    place.validity,
  );
  return new Map(
    rows.map((row) => [
      row.server_key,
      { messageId: row.message_id, sizeBytes: row.size_bytes, decision: row.decision },
    ]),
  );
}

/** The message is no longer on the server; its entry in the inbox is no longer about one over the limit. */
export function forgetOversize(database: Database, messageId: number): void {
  run(database, 'DELETE FROM oversize WHERE message_id = ?', messageId);
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
