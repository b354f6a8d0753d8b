import type { Database } from 'better-sqlite3';
import type { PlainError } from '../../../shared/errors.ts';
import { recallTimes } from './recall-times.ts';
import { all, one, orNull, run } from './statement.ts';

/** Copies of sent messages that are still to be put into a mailbox: a queue in the columns of the outbox. */

export interface DueCopy {
  readonly sequence: number;
  readonly id: string;
  readonly outgoingAccountId: string;
  readonly messageId: string;
  readonly sentAt: number;
  /** Begun before: an answer may have been lost, and the copy may be there. */
  readonly attempts: number;
}

/**
 * Makes due what would wait longer than anything does: its time was set before the clock was set back.
 *
 * @param longestMs the longest time that a copy waits
 */
export function recallCopies(database: Database, now: number, longestMs: number): void {
  const place = { table: 'outbox', column: 'sent_copy_next_at', among: "sent_copy = 'waiting'" };
  recallTimes(database, place, { now, latest: now + longestMs });
}

export function dueCopies(database: Database, now: number, limit: number): DueCopy[] {
  return all<{
    sequence: number;
    id: string;
    account_id: string;
    message_id: string;
    sent_at: number | null;
    sent_copy_attempts: number;
  }>(
    database,
    `SELECT sequence, id, account_id, message_id, sent_at, sent_copy_attempts FROM outbox
     WHERE sent_copy = 'waiting' AND sent_copy_next_at <= ? ORDER BY sent_copy_next_at LIMIT ?`,
    now,
    limit,
  ).map((row) => ({
    sequence: row.sequence,
    id: row.id,
    outgoingAccountId: row.account_id,
    messageId: row.message_id,
    sentAt: row.sent_at ?? now,
    attempts: row.sent_copy_attempts,
  }));
}

/** When the next copy is due after `now`; undefined when none waits. UTC ms. */
export function nextCopyAfter(database: Database, now: number): number | undefined {
  return (
    one<{ at: number | null }>(
      database,
      `SELECT min(sent_copy_next_at) AS at FROM outbox WHERE sent_copy = 'waiting' AND sent_copy_next_at > ?`,
      now,
    )?.at ?? undefined
  );
}

/** Before the server is asked to take it: from here on it may be there. */
export function beginCopy(database: Database, sequence: number): void {
  run(database, 'UPDATE outbox SET sent_copy_attempts = sent_copy_attempts + 1 WHERE sequence = ?', sequence);
}

export function finishCopy(database: Database, sequence: number): void {
  run(
    database,
    `UPDATE outbox SET sent_copy = 'done', sent_copy_next_at = NULL, sent_copy_error = NULL WHERE sequence = ?`,
    sequence,
  );
}

/**
 * Tried again at `nextAt`, or given up without it. An attempt that never came to the server counts as well, or it
 * would be repeated for ever.
 */
export function postponeCopy(
  database: Database,
  { sequence, attempts }: DueCopy,
  error: PlainError,
  nextAt: number | undefined,
): void {
  run(
    database,
    `UPDATE outbox SET sent_copy = ?, sent_copy_next_at = ?, sent_copy_error = ?, sent_copy_attempts = ?
     WHERE sequence = ?`,
    nextAt === undefined ? 'failed' : 'waiting',
    orNull(nextAt),
    JSON.stringify(error),
    attempts + 1,
    sequence,
  );
}
