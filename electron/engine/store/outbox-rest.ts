import type { Database } from 'better-sqlite3';
import { plainErrorSchema, type PlainError, type Stage } from '../../../shared/errors.ts';
import { insertAttempt } from './outbox-delivery.ts';
import { one, orNull, run } from './statement.ts';

/** Mail that waits for its account: one that fails as a whole, rests, or is no more. */

/** A failure that stops an account, and until when it rests. */
export interface AccountRest {
  readonly error: PlainError;
  /** UTC ms. */
  readonly until: number;
}

/** When waiting mail is given up, and what it says then. */
export interface GivingUp {
  readonly afterMs: number;
  /** Who is longer overdue had no chance meanwhile, and that time does not count. */
  readonly overdueMs: number;
  readonly error: PlainError;
}

/**
 * All that waits for the account waits until the rest is over and says why, without an attempt of its own. What would
 * then be past its time is given up.
 */
export function deferForAccount(
  database: Database,
  accountId: string,
  { error, until }: AccountRest,
  giveUp: GivingUp,
  now: number,
): void {
  run(
    database,
    `UPDATE outbox INDEXED BY outbox_due SET series_at = series_at + ? - next_attempt_at
     WHERE account_id = ? AND state IN ('queued', 'deferred') AND next_attempt_at < ?`,
    now,
    accountId,
    now - giveUp.overdueMs,
  );
  run(
    database,
    `UPDATE outbox INDEXED BY outbox_due SET state = 'failed', next_attempt_at = NULL, error = ?
     WHERE account_id = ? AND state IN ('queued', 'deferred') AND next_attempt_at < ?
       AND ? - series_at > ?`,
    JSON.stringify(giveUp.error),
    accountId,
    until,
    until,
    giveUp.afterMs,
  );
  run(
    database,
    `UPDATE outbox INDEXED BY outbox_due SET state = 'deferred', next_attempt_at = ?, error = ?
     WHERE account_id = ? AND state IN ('queued', 'deferred') AND next_attempt_at < ?`,
    until,
    JSON.stringify(error),
    accountId,
    until,
  );
}

/** Counts an attempt that ended before the message could begin, for the message whose turn it was. */
export function recordAccountAttempt(
  database: Database,
  sequence: number,
  attempt: { readonly at: number; readonly ms: number; readonly error: PlainError },
): void {
  run(
    database,
    `UPDATE outbox SET attempts = attempts + 1, series_attempts = series_attempts + 1,
       last_reply = coalesce(?, last_reply)
     WHERE sequence = ?`,
    orNull(attempt.error.detail),
    sequence,
  );
  insertAttempt(database, sequence, { ...attempt, outcome: 'deferred', reply: attempt.error.detail });
}

/** The rest an account is in, as its waiting messages tell it: it outlives the program. */
export function restOf(
  database: Database,
  accountId: string,
  stages: readonly Stage[],
  now: number,
): AccountRest | undefined {
  const row = one<{ next_attempt_at: number; error: string }>(
    database,
    `SELECT next_attempt_at, error FROM outbox INDEXED BY outbox_due
     WHERE account_id = ? AND state IN ('queued', 'deferred') AND state = 'deferred' AND next_attempt_at > ?
       AND json_extract(error, '$.stage') IN (SELECT value FROM json_each(?))
     ORDER BY next_attempt_at DESC LIMIT 1`,
    accountId,
    now,
    JSON.stringify(stages),
  );
  if (row === undefined) return undefined;
  return { until: row.next_attempt_at, error: plainErrorSchema.parse(JSON.parse(row.error)) };
}

/** Makes due what only waited for its account to work again. */
export function wakeAccountMail(
  database: Database,
  accountId: string,
  stages: readonly Stage[],
  now: number,
): void {
  run(
    database,
    `UPDATE outbox INDEXED BY outbox_due SET next_attempt_at = ?
     WHERE account_id = ? AND state IN ('queued', 'deferred') AND next_attempt_at > ?
       AND json_extract(error, '$.stage') IN (SELECT value FROM json_each(?))`,
    now,
    accountId,
    now,
    JSON.stringify(stages),
  );
}

/** Mail of an account that is no more fails visibly: a person sends it through another one. */
export function failMailOf(database: Database, accountId: string, error: PlainError): number {
  return run(
    database,
    `UPDATE outbox INDEXED BY outbox_due SET state = 'failed', next_attempt_at = NULL, error = ?
     WHERE account_id = ? AND state IN ('queued', 'deferred')`,
    JSON.stringify(error),
    accountId,
  );
}
