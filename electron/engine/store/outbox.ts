import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { plainErrorSchema, type PlainError } from '../../../shared/errors.ts';
import {
  outboxStates,
  statesOf,
  type OutboxEntry,
  type OutboxFilter,
  type OutboxState,
  type RecipientKind,
  type RouteReason,
  type RouteStep,
} from '../../../shared/domain/outbound.ts';
import { GIVE_UP_AFTER_MS } from '../sending/retry.ts';
import { all, flag, insert, one, orNull, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

export interface NewOutboxEntry {
  readonly id: string;
  readonly state: 'queued' | 'tooLarge';
  readonly accountId: string;
  readonly accountName: string;
  readonly why: RouteReason;
  readonly steps: readonly RouteStep[];
  readonly sender: string;
  /** Without doubles. */
  readonly recipients: readonly { readonly address: string; readonly kind: RecipientKind }[];
  readonly subject: string;
  readonly messageId: string;
  readonly source: Buffer;
  readonly charsetFallback: boolean;
  readonly automatic: boolean;
  readonly ticketId?: number | undefined;
  readonly createdAt: number;
  /** Whether a copy goes into the account's Sent mailbox. */
  readonly sentCopy: boolean;
  readonly error?: PlainError | undefined;
}

/** An entry with the bytes and addresses that go over the wire. */
export interface QueuedMessage {
  readonly id: string;
  readonly accountId: string;
  readonly sender: string;
  /** Those that have not got it yet. */
  readonly recipients: readonly string[];
  readonly source: Buffer;
}

export function insertOutboxEntry(database: Database, entry: NewOutboxEntry): void {
  inTransaction(database, () => {
    const sequence = insert(
      database,
      `INSERT INTO outbox (id, state, account_id, account_name, why, steps, sender, subject, message_id, size_bytes,
         charset_fallback, automatic, ticket_id, created_at, series_at, series_attempts, next_attempt_at, attempts,
         error, sent_copy)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0, ?, ?)`,
      entry.id,
      entry.state,
      entry.accountId,
      entry.accountName,
      entry.why,
      JSON.stringify(entry.steps),
      entry.sender,
      entry.subject,
      entry.messageId,
      entry.source.length,
      flag(entry.charsetFallback),
      flag(entry.automatic),
      orNull(entry.ticketId),
      entry.createdAt,
      entry.createdAt,
      entry.state === 'queued' ? entry.createdAt : null,
      entry.error === undefined ? null : JSON.stringify(entry.error),
      entry.sentCopy ? 'waiting' : null,
    );
    run(database, 'INSERT INTO outbox_sources (outbox, source) VALUES (?, ?)', sequence, entry.source);
    entry.recipients.forEach(({ address, kind }, position) =>
      run(
        database,
        `INSERT INTO outbox_recipients (outbox, position, address, kind, state) VALUES (?, ?, ?, ?, 'pending')`,
        sequence,
        position,
        address,
        kind,
      ),
    );
  });
}

/**
 * Takes the next due entry for sending and marks it `sending` in the same step, so that it can't be taken
 * twice. A crash while it is `sending` shows as `unknown` after the restart.
 */
export function claimDue(database: Database, now: number): QueuedMessage | undefined {
  return inTransaction(database, () => {
    const row = one<{ sequence: number; id: string; account_id: string; sender: string }>(
      database,
      `SELECT sequence, id, account_id, sender FROM outbox
       WHERE state IN ('queued', 'deferred') AND next_attempt_at <= ? ORDER BY sequence LIMIT 1`,
      now,
    );
    if (row === undefined) return undefined;
    run(
      database,
      `UPDATE outbox SET state = 'sending', next_attempt_at = NULL WHERE sequence = ?`,
      row.sequence,
    );
    return {
      id: row.id,
      accountId: row.account_id,
      sender: row.sender,
      recipients: all<{ address: string }>(
        database,
        `SELECT address FROM outbox_recipients WHERE outbox = ? AND state = 'pending' ORDER BY position`,
        row.sequence,
      ).map(({ address }) => address),
      source:
        one<{ source: Buffer }>(database, 'SELECT source FROM outbox_sources WHERE outbox = ?', row.sequence)
          ?.source ?? Buffer.alloc(0),
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
      `UPDATE outbox SET state = ?, error = ?, next_attempt_at = ?, attempts = attempts + 1,
         series_attempts = series_attempts + 1, last_reply = ?, sent_at = ? WHERE id = ?`,
      result.state,
      error,
      orNull(result.nextAttemptAt),
      orNull(result.reply),
      result.state === 'sent' || result.state === 'partlyRefused' ? result.at : null,
      id,
    );
    run(
      database,
      `INSERT INTO outgoing_states (account_id, last_sent_at, error, failing_since)
         SELECT outgoing_accounts.id, ?, ?, ?
         FROM outgoing_accounts JOIN outbox ON account_id = outgoing_accounts.id WHERE outbox.id = ?
       ON CONFLICT (account_id) DO UPDATE SET last_sent_at = coalesce(excluded.last_sent_at, last_sent_at),
         error = excluded.error,
         failing_since = CASE WHEN excluded.error IS NULL THEN NULL ELSE coalesce(failing_since, excluded.failing_since) END`,
      result.state === 'sent' || result.state === 'partlyRefused' ? result.at : null,
      error,
      error === null ? null : result.at,
      id,
    );
    run(
      database,
      `INSERT INTO delivery_attempts (outbox, at, ms, outcome, reply, error)
       VALUES ((SELECT sequence FROM outbox WHERE id = ?), ?, ?, ?, ?, ?)`,
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
  readonly account_active: number | null;
  readonly why: RouteReason;
  readonly sender: string;
  readonly recipients: string;
  readonly subject: string;
  readonly message_id: string;
  readonly size_bytes: number;
  readonly charset_fallback: number;
  readonly automatic: number;
  readonly created_at: number;
  readonly series_at: number;
  readonly sent_at: number | null;
  readonly next_attempt_at: number | null;
  readonly error: string | null;
  readonly attempts: number;
  readonly last_reply: string | null;
  readonly ticket: string | null;
  readonly sent_copy: 'waiting' | 'done' | 'failed' | null;
}

const SELECT = `SELECT outbox.id, state, account_id, account_name, why, sender, subject, message_id,
  size_bytes, charset_fallback, automatic, outbox.created_at, series_at, sent_at, next_attempt_at, error, attempts,
  last_reply, sent_copy,
  (SELECT active FROM outgoing_accounts WHERE outgoing_accounts.id = account_id) AS account_active,
  (SELECT number FROM tickets WHERE tickets.id = ticket_id) AS ticket,
  (SELECT json_group_array(address ORDER BY position) FROM outbox_recipients
    WHERE outbox_recipients.outbox = sequence) AS recipients
  FROM outbox`;

function fromRow(row: Row): OutboxEntry {
  return {
    id: row.id,
    state: row.state,
    accountId: row.account_id,
    account: row.account_name,
    accountState: row.account_active === null ? 'deleted' : row.account_active === 1 ? 'ready' : 'paused',
    why: row.why,
    from: row.sender,
    to: z.array(z.string()).parse(JSON.parse(row.recipients)),
    subject: row.subject,
    messageId: row.message_id,
    sizeBytes: row.size_bytes,
    createdAt: row.created_at,
    expiresAt: row.series_at + GIVE_UP_AFTER_MS,
    attempts: row.attempts,
    charsetFallback: row.charset_fallback === 1,
    automatic: row.automatic === 1,
    ...(row.sent_at === null ? {} : { sentAt: row.sent_at }),
    ...(row.next_attempt_at === null ? {} : { nextAttempt: row.next_attempt_at }),
    ...(row.last_reply === null ? {} : { lastReply: row.last_reply }),
    ...(row.error === null ? {} : { error: plainErrorSchema.parse(JSON.parse(row.error)) }),
    ...(row.ticket === null ? {} : { ticket: row.ticket }),
    ...(row.sent_copy === null ? {} : { sentCopy: row.sent_copy }),
  };
}

/** Newest first, from the entry after `after` on. */
export function listOutbox(
  database: Database,
  query: {
    readonly limit: number;
    readonly after?: string | undefined;
    readonly filter: OutboxFilter;
    readonly accountId?: string | undefined;
  },
): OutboxEntry[] {
  const states = query.filter === 'all' ? outboxStates : statesOf[query.filter];
  const marks = states.map(() => '?').join(', ');
  return all<Row>(
    database,
    `${SELECT} WHERE state IN (${marks}) AND (? IS NULL OR account_id = ?)
       AND sequence < coalesce((SELECT sequence FROM outbox WHERE id = ?), 9e18)
     ORDER BY sequence DESC LIMIT ?`,
    ...states,
    orNull(query.accountId),
    orNull(query.accountId),
    orNull(query.after),
    query.limit,
  ).map(fromRow);
}

export function findOutboxEntry(database: Database, id: string): OutboxEntry | undefined {
  const row = one<Row>(database, `${SELECT} WHERE outbox.id = ?`, id);
  return row === undefined ? undefined : fromRow(row);
}

export interface OutboxCounts {
  readonly all: number;
  readonly waiting: number;
  readonly problems: number;
  readonly done: number;
}

/** From a table that triggers keep: costs the same whatever was sent. */
export function outboxCounts(database: Database): OutboxCounts {
  const rows = all<{ state: OutboxState; total: number }>(database, 'SELECT state, total FROM outbox_counts');
  const sum = (states: readonly OutboxState[]): number =>
    rows.reduce((total, row) => (states.includes(row.state) ? total + row.total : total), 0);
  return {
    all: sum(outboxStates),
    waiting: sum(statesOf.waiting),
    problems: sum(statesOf.problems),
    done: sum(statesOf.done),
  };
}

/** Messages of an account that are not yet sent. */
export function waitingThrough(database: Database, accountId: string): number {
  return (
    one<{ n: number }>(
      database,
      `SELECT count(*) AS n FROM outbox WHERE account_id = ? AND state IN ('queued', 'deferred')`,
      accountId,
    )?.n ?? 0
  );
}

/** The last thing that happened to mail of an outgoing account. */
export function lastDelivery(
  database: Database,
  accountId: string,
): { readonly sentAt: number | undefined; readonly error: PlainError | undefined } {
  const row = one<{ last_sent_at: number | null; error: string | null }>(
    database,
    'SELECT last_sent_at, error FROM outgoing_states WHERE account_id = ?',
    accountId,
  );
  return {
    sentAt: row?.last_sent_at ?? undefined,
    error:
      row === undefined || row.error === null ? undefined : plainErrorSchema.parse(JSON.parse(row.error)),
  };
}
