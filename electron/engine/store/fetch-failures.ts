import type { Database } from 'better-sqlite3';
import type { ServerMailbox } from './left-alone.ts';
import type { ServerPlace } from './receipts.ts';
import { all, one, run } from './statement.ts';

/** A message that the server lists but did not hand over whole. */
export interface FetchFailure {
  readonly failures: number;
  /** Not before this UTC ms. */
  readonly nextTryAt: number;
  /** Its entry in the inbox, once it is set aside. */
  readonly messageId: number | undefined;
}

interface Row {
  readonly server_key: string;
  readonly failures: number;
  readonly next_try_at: number;
  readonly message_id: number | null;
}

/** All failures in a mailbox by server key. */
export function fetchFailures(database: Database, place: ServerMailbox): ReadonlyMap<string, FetchFailure> {
  const rows = all<Row>(
    database,
    'SELECT * FROM fetch_failures WHERE account_id = ? AND mailbox = ? AND validity = ?',
    place.accountId,
    place.mailbox,
    place.validity,
  );
  return new Map(
    rows.map((row) => [
      row.server_key,
      { failures: row.failures, nextTryAt: row.next_try_at, messageId: row.message_id ?? undefined },
    ]),
  );
}

/** Counts one more failure and says how many there are now. */
export function countFailure(database: Database, place: ServerPlace, nextTryAt: number): number {
  const row = one<{ failures: number }>(
    database,
    `INSERT INTO fetch_failures (account_id, mailbox, validity, server_key, failures, next_try_at)
     VALUES (?, ?, ?, ?, 1, ?)
     ON CONFLICT DO UPDATE SET failures = failures + 1, next_try_at = excluded.next_try_at RETURNING failures`,
    place.accountId,
    place.mailbox,
    place.validity,
    place.serverKey,
    nextTryAt,
  );
  return row?.failures ?? 1;
}

/** Connects a failure with the entry that shows it. */
export function attachMessage(database: Database, place: ServerPlace, messageId: number): void {
  run(
    database,
    `UPDATE fetch_failures SET message_id = ?
     WHERE account_id = ? AND mailbox = ? AND validity = ? AND server_key = ?`,
    messageId,
    place.accountId,
    place.mailbox,
    place.validity,
    place.serverKey,
  );
}

/** The message came at last. Returns its entry in the inbox, if there was one. */
export function forgetFailure(database: Database, place: ServerPlace): number | undefined {
  const row = one<{ message_id: number | null }>(
    database,
    `DELETE FROM fetch_failures WHERE account_id = ? AND mailbox = ? AND validity = ? AND server_key = ?
     RETURNING message_id`,
    place.accountId,
    place.mailbox,
    place.validity,
    place.serverKey,
  );
  return row?.message_id ?? undefined;
}

/**
 * The message of this entry is tried at the next poll: the entry stands for a message that never came, or holds what
 * came of it. Returns false when nothing waits.
 */
export function retryFailure(database: Database, messageId: number): boolean {
  const changed = run(
    database,
    `UPDATE fetch_failures SET next_try_at = 0 WHERE message_id = ? OR
       (account_id, mailbox, validity, server_key) IN
       (SELECT account_id, mailbox, validity, server_key FROM receipts WHERE message_id = ?)`,
    messageId,
    messageId,
  );
  return changed > 0;
}
