import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { plainErrorSchema, type PlainError } from '../../../shared/errors.ts';
import type { OutboxEntry, OutboxState } from '../../../shared/domain/outbound.ts';
import { all, flag, one, orNull, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

export interface NewOutboxEntry {
  readonly id: string;
  readonly state: 'queued' | 'tooLarge';
  readonly accountId: string;
  readonly accountName: string;
  readonly why: OutboxEntry['why'];
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly subject: string;
  readonly messageId: string;
  readonly source: Buffer;
  readonly charsetFallback: boolean;
  readonly createdAt: number;
  readonly error?: PlainError | undefined;
}

/** An entry with the bytes and addresses that go over the wire. */
export interface QueuedMessage {
  readonly id: string;
  readonly accountId: string;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly source: Buffer;
}

export function insertOutboxEntry(database: Database, entry: NewOutboxEntry): void {
  run(
    database,
    `INSERT INTO outbox (id, sequence, state, account_id, account_name, why, sender, recipients, subject,
       message_id, source, size_bytes, charset_fallback, created_at, next_attempt_at, error)
     VALUES (?, (SELECT coalesce(max(sequence), 0) + 1 FROM outbox), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    entry.id,
    entry.state,
    entry.accountId,
    entry.accountName,
    entry.why,
    entry.sender,
    JSON.stringify(entry.recipients),
    entry.subject,
    entry.messageId,
    entry.source,
    entry.source.length,
    flag(entry.charsetFallback),
    entry.createdAt,
    entry.state === 'queued' ? entry.createdAt : null,
    entry.error === undefined ? null : JSON.stringify(entry.error),
  );
}

/**
 * Takes the next due entry for sending and marks it `sending` in the same step, so that it can't be taken
 * twice. A crash while it is `sending` shows as `unknown` after the restart.
 */
export function claimDue(database: Database, now: number): QueuedMessage | undefined {
  return inTransaction(database, () => {
    const row = one<{ id: string; account_id: string; sender: string; recipients: string; source: Buffer }>(
      database,
      `SELECT id, account_id, sender, recipients, source FROM outbox
       WHERE state IN ('queued', 'deferred') AND next_attempt_at <= ? ORDER BY sequence LIMIT 1`,
      now,
    );
    if (row === undefined) return undefined;
    run(database, `UPDATE outbox SET state = 'sending', next_attempt_at = NULL WHERE id = ?`, row.id);
    return {
      id: row.id,
      accountId: row.account_id,
      sender: row.sender,
      recipients: z.array(z.string()).parse(JSON.parse(row.recipients)),
      source: row.source,
    };
  });
}

/** Makes entries due that only waited for a secret which could not be reached. */
export function wakeWaitingForSecrets(database: Database, now: number): void {
  run(
    database,
    `UPDATE outbox SET next_attempt_at = ? WHERE state = 'deferred' AND json_extract(error, '$.code') LIKE 'secret.%'`,
    now,
  );
}

/** When the next entry is due, or undefined when none waits. UTC ms. */
export function nextDueAt(database: Database): number | undefined {
  const row = one<{ at: number | null }>(
    database,
    `SELECT min(next_attempt_at) AS at FROM outbox WHERE state IN ('queued', 'deferred')`,
  );
  return row?.at ?? undefined;
}

/** Entries a crash left in the middle of sending: whether they arrived is not known, and they say so. */
export function surfaceInterrupted(database: Database, error: PlainError): number {
  return run(
    database,
    `UPDATE outbox SET state = 'unknown', error = ? WHERE state = 'sending'`,
    JSON.stringify(error),
  );
}

export interface AttemptResult {
  readonly state: OutboxState;
  readonly outcome: 'sent' | 'partlyRefused' | 'deferred' | 'failed' | 'unknown';
  readonly at: number;
  readonly ms: number;
  readonly reply?: string | undefined;
  readonly error?: PlainError | undefined;
  readonly nextAttemptAt?: number | undefined;
}

export function recordAttempt(database: Database, id: string, result: AttemptResult): void {
  const error = result.error === undefined ? null : JSON.stringify(result.error);
  inTransaction(database, () => {
    run(
      database,
      'UPDATE outbox SET state = ?, error = ?, next_attempt_at = ? WHERE id = ?',
      result.state,
      error,
      orNull(result.nextAttemptAt),
      id,
    );
    run(
      database,
      'INSERT INTO delivery_attempts (outbox_id, at, ms, outcome, reply, error) VALUES (?, ?, ?, ?, ?, ?)',
      id,
      result.at,
      Math.round(result.ms),
      result.outcome,
      orNull(result.reply),
      error,
    );
  });
}

/** Changes the state if it is one of `from`; returns whether it was. */
export function changeOutboxState(
  database: Database,
  id: string,
  from: readonly OutboxState[],
  to: OutboxState,
  nextAttemptAt: number | undefined,
): boolean {
  const marks = from.map(() => '?').join(', ');
  return (
    run(
      database,
      `UPDATE outbox SET state = ?, next_attempt_at = ?, error = NULL WHERE id = ? AND state IN (${marks})`,
      to,
      orNull(nextAttemptAt),
      id,
      ...from,
    ) === 1
  );
}

interface Row {
  readonly id: string;
  readonly state: OutboxState;
  readonly account_id: string;
  readonly account_name: string;
  readonly why: OutboxEntry['why'];
  readonly sender: string;
  readonly recipients: string;
  readonly subject: string;
  readonly message_id: string;
  readonly size_bytes: number;
  readonly charset_fallback: number;
  readonly created_at: number;
  readonly next_attempt_at: number | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly last_reply: string | null;
}

const SELECT = `SELECT id, state, account_id, account_name, why, sender, recipients, subject, message_id,
  size_bytes, charset_fallback, created_at, next_attempt_at, error,
  (SELECT count(*) FROM delivery_attempts WHERE outbox_id = outbox.id) AS attempts,
  (SELECT reply FROM delivery_attempts WHERE outbox_id = outbox.id ORDER BY id DESC LIMIT 1) AS last_reply
  FROM outbox`;

function fromRow(row: Row): OutboxEntry {
  return {
    id: row.id,
    state: row.state,
    accountId: row.account_id,
    account: row.account_name,
    why: row.why,
    from: row.sender,
    to: z.array(z.string()).parse(JSON.parse(row.recipients)),
    subject: row.subject,
    messageId: row.message_id,
    sizeBytes: row.size_bytes,
    createdAt: row.created_at,
    attempts: row.attempts,
    charsetFallback: row.charset_fallback === 1,
    ...(row.next_attempt_at === null ? {} : { nextAttempt: row.next_attempt_at }),
    ...(row.last_reply === null ? {} : { lastReply: row.last_reply }),
    ...(row.error === null ? {} : { error: plainErrorSchema.parse(JSON.parse(row.error)) }),
  };
}

/** Newest first, from the entry after `after` on. */
export function listOutbox(database: Database, limit: number, after?: string): OutboxEntry[] {
  if (after === undefined) {
    return all<Row>(database, `${SELECT} ORDER BY sequence DESC LIMIT ?`, limit).map(fromRow);
  }
  const older = 'WHERE sequence < (SELECT sequence FROM outbox WHERE id = ?)';
  return all<Row>(database, `${SELECT} ${older} ORDER BY sequence DESC LIMIT ?`, after, limit).map(fromRow);
}

export function findOutboxEntry(database: Database, id: string): OutboxEntry | undefined {
  const row = one<Row>(database, `${SELECT} WHERE id = ?`, id);
  return row === undefined ? undefined : fromRow(row);
}

export function outboxCounts(database: Database): { readonly waiting: number; readonly problems: number } {
  const row = one<{ waiting: number | null; problems: number | null }>(
    database,
    `SELECT sum(state IN ('queued', 'sending', 'deferred')) AS waiting,
       sum(state IN ('failed', 'unknown', 'tooLarge', 'partlyRefused')) AS problems FROM outbox`,
  );
  return { waiting: row?.waiting ?? 0, problems: row?.problems ?? 0 };
}

/** The last thing that happened to mail of an outgoing account. */
export function lastDelivery(
  database: Database,
  accountId: string,
): { readonly sentAt: number | undefined; readonly error: PlainError | undefined } {
  const last = one<{ error: string | null }>(
    database,
    `SELECT delivery_attempts.error FROM delivery_attempts JOIN outbox ON outbox.id = outbox_id
     WHERE account_id = ? ORDER BY delivery_attempts.id DESC LIMIT 1`,
    accountId,
  );
  const sent = one<{ at: number | null }>(
    database,
    `SELECT max(delivery_attempts.at) AS at FROM delivery_attempts JOIN outbox ON outbox.id = outbox_id
     WHERE account_id = ? AND outcome IN ('sent', 'partlyRefused')`,
    accountId,
  );
  return {
    sentAt: sent?.at ?? undefined,
    error:
      last === undefined || last.error === null ? undefined : plainErrorSchema.parse(JSON.parse(last.error)),
  };
}
