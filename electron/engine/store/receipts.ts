import type { Database } from 'better-sqlite3';
import type { Receipt } from '../../../shared/domain/message.ts';
import { all, insert, one, orNull, run } from './statement.ts';

/** Where a message was on the server. `serverKey` is only comparable within the same `validity`. */
export interface ServerPlace {
  readonly accountId: string;
  readonly mailbox: string;
  readonly validity: string;
  readonly serverKey: string;
}

export interface StoredReceipt extends ServerPlace {
  readonly id: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  /** Undefined once the message was deleted for good. */
  readonly messageId: number | undefined;
  readonly removedAt: number | undefined;
}

interface Row {
  readonly id: number;
  readonly account_id: string;
  readonly mailbox: string;
  readonly validity: string;
  readonly server_key: string;
  readonly size_bytes: number;
  readonly sha256: string;
  readonly message_id: number | null;
  readonly removed_at: number | null;
}

function fromRow(row: Row): StoredReceipt {
  return {
    id: row.id,
    accountId: row.account_id,
    mailbox: row.mailbox,
    validity: row.validity,
    serverKey: row.server_key,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    messageId: row.message_id ?? undefined,
    removedAt: row.removed_at ?? undefined,
  };
}

export interface NewReceipt extends ServerPlace {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly messageId: number;
  readonly fetchedAt: number;
  readonly committedAt: number;
}

export function insertReceipt(database: Database, receipt: NewReceipt): number {
  return insert(
    database,
    `INSERT INTO receipts (account_id, mailbox, validity, server_key, size_bytes, sha256, message_id,
       fetched_at, committed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    receipt.accountId,
    receipt.mailbox,
    receipt.validity,
    receipt.serverKey,
    receipt.sizeBytes,
    receipt.sha256,
    receipt.messageId,
    receipt.fetchedAt,
    receipt.committedAt,
  );
}

/** All receipts under one server key: more than one when the server gave a key to different messages. */
export function findReceipts(database: Database, place: ServerPlace): StoredReceipt[] {
  return all<Row>(
    database,
    `SELECT * FROM receipts WHERE account_id = ? AND mailbox = ? AND validity = ? AND server_key = ?
     ORDER BY id`,
    place.accountId,
    place.mailbox,
    place.validity,
    place.serverKey,
  ).map(fromRow);
}

/** Receipts of one mailbox, of any validity, whose message was never confirmed as gone from it, oldest first. */
export function openReceipts(database: Database, accountId: string, mailbox: string): StoredReceipt[] {
  return all<Row>(
    database,
    'SELECT * FROM receipts WHERE account_id = ? AND mailbox = ? AND removed_at IS NULL ORDER BY id',
    accountId,
    mailbox,
  ).map(fromRow);
}

/** Gives a receipt the key under which its message is found on the server now (changed UIDVALIDITY). */
export function moveReceipt(database: Database, id: number, place: ServerPlace): void {
  run(
    database,
    'UPDATE receipts SET validity = ?, server_key = ? WHERE id = ?',
    place.validity,
    place.serverKey,
    id,
  );
}

/** Closes a receipt: its message is no longer where it was fetched from. */
export function closeReceipt(
  database: Database,
  id: number,
  outcome: NonNullable<Receipt['outcome']>,
  at: number,
  movedTo?: string,
): void {
  run(
    database,
    'UPDATE receipts SET removed_at = ?, outcome = ?, moved_to = ? WHERE id = ?',
    at,
    outcome,
    orNull(movedTo),
    id,
  );
}

/** The receipt shown with a message. */
export function receiptOfMessage(database: Database, messageId: number): Receipt | undefined {
  const row = one<
    Row & {
      account_name: string;
      fetched_at: number;
      committed_at: number;
      outcome: Receipt['outcome'] | null;
      moved_to: string | null;
    }
  >(
    database,
    `SELECT receipts.*, messages.account_name FROM receipts JOIN messages ON messages.id = receipts.message_id
     WHERE receipts.message_id = ? ORDER BY receipts.id LIMIT 1`,
    messageId,
  );
  if (row === undefined) return undefined;
  return {
    account: row.account_name,
    mailbox: row.mailbox,
    serverKey: row.server_key,
    sizeBytes: row.size_bytes,
    sha256: row.sha256,
    fetchedAt: row.fetched_at,
    committedAt: row.committed_at,
    ...(row.removed_at === null ? {} : { removedAt: row.removed_at }),
    ...(row.outcome === null ? {} : { outcome: row.outcome }),
    ...(row.moved_to === null ? {} : { movedTo: row.moved_to }),
  };
}

/** Messages under this key that were set aside as shorter than announced. */
export function standInsAt(database: Database, place: ServerPlace): number[] {
  const rows = all<{ id: number }>(
    database,
    `SELECT messages.id FROM receipts JOIN messages ON messages.id = receipts.message_id
     WHERE receipts.account_id = ? AND mailbox = ? AND validity = ? AND server_key = ?
       AND state = 'quarantined' AND json_extract(reason, '$.code') = 'fetch.incomplete'`,
    place.accountId,
    place.mailbox,
    place.validity,
    place.serverKey,
  );
  return rows.map((row) => row.id);
}

/**
 * Closes the receipts of messages that the server no longer lists: removed by us, the confirmation lost in a
 * crash, or removed by somebody else. Left open, they would later be taken for another message of the same
 * bytes. Keys made from digests are never listed and stay.
 *
 * @param allSeen whether the bytes of every listed message were seen. If not, one of them may be a message
 *   whose key has changed, and its receipt must stay open until it is recognised.
 */
export function closeAbsentReceipts(
  database: Database,
  accountId: string,
  session: {
    readonly mailbox: string;
    readonly validity: string;
    readonly listedKeys: ReadonlySet<string>;
    readonly keysMayChange: boolean;
  },
  allSeen: boolean,
  at: number,
): void {
  const open = all<{ id: number; validity: string; server_key: string }>(
    database,
    `SELECT id, validity, server_key FROM receipts
     WHERE account_id = ? AND mailbox = ? AND removed_at IS NULL AND server_key NOT LIKE 'sha256:%'`,
    accountId,
    session.mailbox,
  );
  for (const receipt of open) {
    const comparable = receipt.validity === session.validity;
    if (comparable && session.listedKeys.has(receipt.server_key)) continue;
    const firm = comparable && !session.keysMayChange;
    if (firm || allSeen) closeReceipt(database, receipt.id, 'absent', at);
  }
}
