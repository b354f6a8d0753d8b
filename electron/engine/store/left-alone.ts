import type { Database } from 'better-sqlite3';
import type { ServerPlace } from './receipts.ts';
import { all, one, run } from './statement.ts';

/** A mailbox in which server keys are comparable. */
export type ServerMailbox = Omit<ServerPlace, 'serverKey'>;

/** Keys of messages that were in the mailbox before the account and are to stay there. */
export function leftAlone(database: Database, place: ServerMailbox): ReadonlySet<string> {
  const rows = all<{ server_key: string }>(
    database,
    'SELECT server_key FROM left_alone WHERE account_id = ? AND mailbox = ? AND validity = ?',
    place.accountId,
    place.mailbox,
    place.validity,
  );
  return new Set(rows.map((row) => row.server_key));
}

/** Whether anything in this mailbox was left alone under keys that are void now (changed UIDVALIDITY). */
export function wasLeftAloneBefore(database: Database, place: ServerMailbox): boolean {
  const other = one(
    database,
    'SELECT 1 FROM left_alone WHERE account_id = ? AND mailbox = ? AND validity <> ? LIMIT 1',
    place.accountId,
    place.mailbox,
    place.validity,
  );
  return other !== undefined;
}

/** Replaces what is left alone in one mailbox; keys of an earlier validity go. */
export function leaveAlone(database: Database, place: ServerMailbox, keys: readonly string[]): void {
  run(
    database,
    'DELETE FROM left_alone WHERE account_id = ? AND mailbox = ?',
    place.accountId,
    place.mailbox,
  );
  for (const key of keys) {
    run(
      database,
      'INSERT OR IGNORE INTO left_alone (account_id, mailbox, validity, server_key) VALUES (?, ?, ?, ?)',
      place.accountId,
      place.mailbox,
      place.validity,
      key,
    );
  }
}

/** One more message that is to stay on the server. */
export function alsoLeaveAlone(database: Database, place: ServerPlace): void {
  run(
    database,
    'INSERT OR IGNORE INTO left_alone (account_id, mailbox, validity, server_key) VALUES (?, ?, ?, ?)',
    place.accountId,
    place.mailbox,
    place.validity,
    place.serverKey,
  );
}
