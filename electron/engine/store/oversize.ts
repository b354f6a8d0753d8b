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

/** What concerns the entry of a message over the limit. */
export interface OversizeState {
  readonly decision: OversizeDecision;
  /** UTC ms; undefined while its sender was not told. */
  readonly senderNotifiedAt: number | undefined;
  /** The header section as it came, if it did. */
  readonly header: Buffer | undefined;
}

export function oversizeOf(database: Database, messageId: number): OversizeState | undefined {
  const row = one<{ decision: OversizeDecision; sender_notified_at: number | null; header: Buffer | null }>(
    database,
    'SELECT decision, sender_notified_at, header FROM oversize WHERE message_id = ?',
    messageId,
  );
  if (row === undefined) return undefined;
  return {
    decision: row.decision,
    senderNotifiedAt: row.sender_notified_at ?? undefined,
    header: row.header ?? undefined,
  };
}

/** Returns false when the message is not one over the limit that is still on the server. */
export function setOversizeDecision(
  database: Database,
  messageId: number,
  decision: OversizeDecision,
): boolean {
  return run(database, 'UPDATE oversize SET decision = ? WHERE message_id = ?', decision, messageId) === 1;
}

export function keepOversizeHeader(database: Database, messageId: number, header: Buffer): void {
  run(database, 'UPDATE oversize SET header = ? WHERE message_id = ?', header, messageId);
}
