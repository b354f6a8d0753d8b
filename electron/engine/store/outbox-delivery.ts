import type { Database } from 'better-sqlite3';
import type { PlainError } from '../../../shared/errors.ts';
import type { DeliveryAttempt, OutboxState, RecipientResult } from '../../../shared/domain/outbound.ts';
import { recordAccountState } from './outgoing-states.ts';
import { all, insert, LIMIT, one, orNull, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

/**
 * What the delivery of the outbox reads and writes. What is being sent is claimed in memory, not here. The indexes are
 * named because SQLite would take others, which hold all that was ever sent.
 */

export interface Candidate {
  readonly sequence: number;
  readonly ofTicket: boolean;
}

/** A message with the bytes and addresses that go over the wire. */
export interface DueMessage {
  readonly sequence: number;
  readonly id: string;
  readonly accountId: string;
  readonly sender: string;
  /** Those that have not got it yet. */
  readonly recipients: readonly { readonly position: number; readonly address: string }[];
  /** How many got it in earlier attempts. */
  readonly acceptedBefore: number;
  /** Who was refused for good in earlier attempts, with the server's words. */
  readonly refusedBefore: readonly { readonly recipient: string; readonly reply: string }[];
  /** When the attempt was due, UTC ms. */
  readonly dueAt: number;
  /** From when on the time until it is given up counts, UTC ms. */
  readonly seriesAt: number;
  readonly seriesAttempts: number;
  readonly source: Buffer;
}

interface RecipientRow {
  readonly position: number;
  readonly address: string;
  readonly state: RecipientResult['state'];
  readonly reply: string | null;
}

/** Accounts that have something waiting, deleted ones too. */
export function accountsWithMail(database: Database): string[] {
  return all<{ account_id: string }>(
    database,
    `SELECT DISTINCT account_id FROM outbox INDEXED BY outbox_due WHERE state IN ('queued', 'deferred')`,
  ).map((row) => row.account_id);
}

/** What is due of an account, in the order of queueing, from behind `after` on. */
export function dueOf(
  database: Database,
  accountId: string,
  now: number,
  after: number,
  limit: number,
): Candidate[] {
  return all<{ sequence: number; ticket_id: number | null }>(
    database,
    `SELECT sequence, ticket_id FROM outbox INDEXED BY outbox_due
     WHERE account_id = ? AND state IN ('queued', 'deferred') AND sequence > ? AND next_attempt_at <= ?
     ORDER BY sequence ${LIMIT}`,
    accountId,
    after,
    now,
    limit,
  ).map((row) => ({ sequence: row.sequence, ofTicket: row.ticket_id !== null }));
}

/** The message if it is still due and still this account's: a person may have changed it since it was listed. */
export function readDue(
  database: Database,
  sequence: number,
  accountId: string,
  now: number,
): DueMessage | undefined {
  const row = one<{
    id: string;
    sender: string;
    next_attempt_at: number;
    series_at: number;
    series_attempts: number;
    source: Buffer;
  }>(
    database,
    `SELECT id, sender, next_attempt_at, series_at, series_attempts, source
     FROM outbox JOIN outbox_sources ON outbox = sequence
     WHERE sequence = ? AND account_id = ? AND state IN ('queued', 'deferred') AND next_attempt_at <= ?`,
    sequence,
    accountId,
    now,
  );
  if (row === undefined) return undefined;
  const recipients = all<RecipientRow>(
    database,
    'SELECT position, address, state, reply FROM outbox_recipients WHERE outbox = ? ORDER BY position',
    sequence,
  );
  return {
    sequence,
    id: row.id,
    accountId,
    sender: row.sender,
    recipients: recipients.filter(({ state }) => state === 'pending'),
    acceptedBefore: recipients.filter(({ state }) => state === 'accepted').length,
    refusedBefore: recipients
      .filter(({ state }) => state === 'refused')
      .map(({ address, reply }) => ({ recipient: address, reply: reply ?? '' })),
    dueAt: row.next_attempt_at,
    seriesAt: row.series_at,
    seriesAttempts: row.series_attempts,
    source: row.source,
  };
}

/** The nearest earlier message of the same ticket that still waits and has one of its recipients. */
export function earlierOfTicket(database: Database, sequence: number): number | undefined {
  return one<{ sequence: number }>(
    database,
    `SELECT earlier.sequence FROM outbox AS mine
       JOIN outbox AS earlier ON earlier.ticket_id = mine.ticket_id AND earlier.sequence < mine.sequence
     WHERE mine.sequence = ? AND earlier.state IN ('queued', 'sending', 'deferred')
       AND EXISTS (SELECT 1 FROM outbox_recipients AS theirs JOIN outbox_recipients AS ours
         ON lower(theirs.address) = lower(ours.address)
         WHERE theirs.outbox = earlier.sequence AND theirs.state = 'pending'
           AND ours.outbox = mine.sequence AND ours.state = 'pending')
     ORDER BY earlier.sequence DESC LIMIT 1`,
    sequence,
  )?.sequence;
}

/** The account of a message that may go now; undefined when it may not. */
export function accountOfDue(database: Database, sequence: number, now: number): string | undefined {
  return one<{ account_id: string }>(
    database,
    `SELECT account_id FROM outbox WHERE sequence = ? AND state IN ('queued', 'deferred') AND next_attempt_at <= ?`,
    sequence,
    now,
  )?.account_id;
}

/**
 * Makes due what would wait longer than anything does: its time was set before the clock was set back.
 *
 * @param longestMs the longest time that something waits for its next attempt
 */
export function recallFromFuture(database: Database, now: number, longestMs: number): void {
  const latest = now + longestMs;
  // Asked first, because even a change of nothing takes the lock of a writer.
  const isAny = one(
    database,
    `SELECT 1 FROM outbox INDEXED BY outbox_next WHERE state IN ('queued', 'deferred') AND next_attempt_at > ? LIMIT 1`,
    latest,
  );
  if (isAny === undefined) return;
  run(
    database,
    `UPDATE outbox INDEXED BY outbox_next SET next_attempt_at = ?, series_at = min(series_at, ?)
     WHERE state IN ('queued', 'deferred') AND next_attempt_at > ?`,
    now,
    now,
    latest,
  );
}

/** When something becomes due after `now`; undefined when nothing waits for a time. UTC ms. */
export function nextDueAfter(database: Database, now: number): number | undefined {
  const row = one<{ at: number | null }>(
    database,
    `SELECT min(next_attempt_at) AS at FROM outbox INDEXED BY outbox_next WHERE state IN ('queued', 'deferred') AND next_attempt_at > ?`,
    now,
  );
  return row?.at ?? undefined;
}

/**
 * Marks that the message may be at the server from now on: a crash shows it as `unknown`.
 *
 * @returns false when a person took it back before
 */
export function markSending(database: Database, sequence: number): boolean {
  return (
    run(
      database,
      `UPDATE outbox SET state = 'sending', next_attempt_at = NULL WHERE sequence = ? AND state IN ('queued', 'deferred')`,
      sequence,
    ) === 1
  );
}

/** Nothing of it was handed over: it is queued as before, and no attempt counted. */
export function unmarkSending(database: Database, sequence: number, dueAt: number): void {
  run(
    database,
    `UPDATE outbox SET state = 'queued', next_attempt_at = ? WHERE sequence = ? AND state = 'sending'`,
    dueAt,
    sequence,
  );
}

/** Entries a crash left in the middle of sending: whether they arrived is not known, and they say so. */
export function surfaceInterrupted(database: Database, error: PlainError, now: number): number {
  return inTransaction(database, () => {
    const left = all<{ sequence: number }>(database, `SELECT sequence FROM outbox WHERE state = 'sending'`);
    for (const { sequence } of left) {
      run(
        database,
        `UPDATE outbox SET state = 'unknown', error = ?, attempts = attempts + 1 WHERE sequence = ?`,
        JSON.stringify(error),
        sequence,
      );
      insertAttempt(database, sequence, { at: now, ms: 0, outcome: 'unknown', error });
    }
    return left.length;
  });
}

/** What an attempt tells about one recipient. */
export interface RecipientChange {
  readonly position: number;
  readonly state: RecipientResult['state'];
  readonly reply: string;
}

export interface AttemptResult {
  readonly state: OutboxState;
  readonly outcome: DeliveryAttempt['outcome'];
  readonly at: number;
  readonly ms: number;
  readonly reply?: string | undefined;
  readonly error?: PlainError | undefined;
  readonly nextAttemptAt?: number | undefined;
  /** From when on the time until it is given up counts, where that has changed. UTC ms. */
  readonly seriesAt?: number | undefined;
  readonly recipients: readonly RecipientChange[];
  /** The bytes that went out, where they are not those of the outbox. */
  readonly sentSource?: Buffer | undefined;
  /** What it says about the account: that it works, what is wrong with it, or nothing. */
  readonly account: 'works' | PlainError | undefined;
}

/** Writes down what an attempt came to. */
export function recordResult(database: Database, sequence: number, result: AttemptResult): void {
  const sent = result.state === 'sent' || result.state === 'partlyRefused';
  const taken = result.recipients.some(({ state }) => state === 'accepted');
  run(
    database,
    `UPDATE outbox SET state = ?, error = ?, next_attempt_at = ?, attempts = attempts + 1,
       series_at = coalesce(?, series_at), series_attempts = series_attempts + 1, last_reply = coalesce(?, last_reply), sent_at = coalesce(?, sent_at),
       sent_copy_next_at = CASE WHEN ? AND sent_copy = 'waiting' THEN coalesce(sent_copy_next_at, ?) END
     WHERE sequence = ?`,
    result.state,
    result.error === undefined ? null : JSON.stringify(result.error),
    orNull(result.nextAttemptAt),
    orNull(result.seriesAt),
    orNull(result.reply),
    taken ? result.at : null,
    sent ? 1 : 0,
    result.at,
    sequence,
  );
  for (const { position, state, reply } of result.recipients) {
    run(
      database,
      'UPDATE outbox_recipients SET state = ?, reply = ? WHERE outbox = ? AND position = ?',
      state,
      reply,
      sequence,
      position,
    );
  }
  if (result.sentSource !== undefined) {
    run(database, 'UPDATE outbox_sources SET source = ? WHERE outbox = ?', result.sentSource, sequence);
    run(database, 'UPDATE outbox SET size_bytes = ? WHERE sequence = ?', result.sentSource.length, sequence);
  }
  insertAttempt(database, sequence, result);
  if (result.account === undefined) return;
  recordAccountState(database, accountOf(database, sequence), {
    at: result.at,
    sent: taken,
    error: result.account === 'works' ? undefined : result.account,
  });
}

/** Adds a line to the history of a message. */
export function insertAttempt(
  database: Database,
  sequence: number,
  attempt: Pick<AttemptResult, 'at' | 'ms' | 'outcome' | 'reply' | 'error'>,
): void {
  insert(
    database,
    'INSERT INTO delivery_attempts (outbox, at, ms, outcome, reply, error) VALUES (?, ?, ?, ?, ?, ?)',
    sequence,
    attempt.at,
    Math.round(attempt.ms),
    attempt.outcome,
    orNull(attempt.reply),
    attempt.error === undefined ? null : JSON.stringify(attempt.error),
  );
}

function accountOf(database: Database, sequence: number): string {
  return (
    one<{ account_id: string }>(database, 'SELECT account_id FROM outbox WHERE sequence = ?', sequence)
      ?.account_id ?? ''
  );
}

/** When the last messages of an account began, oldest first, UTC ms. */
export function lastBegun(database: Database, accountId: string, since: number, limit: number): number[] {
  return all<{ sent_at: number }>(
    database,
    `SELECT sent_at FROM (SELECT sent_at FROM outbox WHERE account_id = ? ORDER BY sequence DESC ${LIMIT})
     WHERE sent_at > ? ORDER BY sent_at`,
    accountId,
    limit,
    since,
  ).map((row) => row.sent_at);
}
