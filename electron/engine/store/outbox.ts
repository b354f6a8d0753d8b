import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { plainErrorSchema, type PlainError } from '../../../shared/errors.ts';
import {
  outboxStates,
  statesOf,
  routeStepSchema,
  type DeliveryAttempt,
  type OutboxDetail,
  type OutboxEntry,
  type OutboxFilter,
  type OutboxState,
  type RecipientKind,
  type RecipientResult,
  type RouteReason,
  type RouteStep,
} from '../../../shared/domain/outbound.ts';
import { GIVE_UP_AFTER_MS } from '../sending/retry.ts';
import { all, flag, insert, LIMIT, one, orNull, run } from './statement.ts';
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

/** Queues a message with its source and its recipients. */
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
  const after = one<{ sequence: number }>(
    database,
    'SELECT sequence FROM outbox WHERE id = ?',
    orNull(query.after),
  )?.sequence;
  const states = query.filter === 'all' ? outboxStates : statesOf[query.filter];
  const conditions = [
    ...(query.filter === 'all' ? [] : [`state IN (${states.map(() => '?').join(', ')})`]),
    ...(query.accountId === undefined ? [] : ['account_id = ?']),
    'sequence < ?',
  ];
  return all<Row>(
    database,
    `${SELECT} WHERE ${conditions.join(' AND ')} ORDER BY sequence DESC ${LIMIT}`,
    ...(query.filter === 'all' ? [] : states),
    ...(query.accountId === undefined ? [] : [query.accountId]),
    after ?? Number.MAX_SAFE_INTEGER,
    query.limit,
  ).map(fromRow);
}

/** One entry of the list. */
export function findOutboxEntry(database: Database, id: string): OutboxEntry | undefined {
  const row = one<Row>(database, `${SELECT} WHERE outbox.id = ?`, id);
  return row === undefined ? undefined : fromRow(row);
}

/** What {@link OutboxEntry} leaves out, as far as it is kept: the rest is read from the source. */
export type OutboxHistory = Pick<OutboxDetail, 'recipients' | 'steps' | 'attemptList' | 'sentCopyError'>;

export function outboxHistory(database: Database, id: string): OutboxHistory {
  const row = one<{ sequence: number; steps: string; sent_copy_error: string | null }>(
    database,
    'SELECT sequence, steps, sent_copy_error FROM outbox WHERE id = ?',
    id,
  );
  if (row === undefined) return { recipients: [], steps: [], attemptList: [] };
  return {
    steps: z.array(routeStepSchema).parse(JSON.parse(row.steps)),
    recipients: all<Omit<RecipientResult, 'reply'> & { reply: string | null }>(
      database,
      'SELECT address, kind, state, reply FROM outbox_recipients WHERE outbox = ? ORDER BY position',
      row.sequence,
    ).map(({ reply, ...recipient }) => ({ ...recipient, ...(reply === null ? {} : { reply }) })),
    attemptList: all<AttemptRow>(
      database,
      'SELECT at, ms, outcome, reply, error FROM delivery_attempts WHERE outbox = ? ORDER BY id',
      row.sequence,
    ).map(({ reply, error, ...attempt }) => ({
      ...attempt,
      ...(reply === null ? {} : { reply }),
      ...(error === null ? {} : { error: plainErrorSchema.parse(JSON.parse(error)) }),
    })),
    ...(row.sent_copy_error === null
      ? {}
      : { sentCopyError: plainErrorSchema.parse(JSON.parse(row.sent_copy_error)) }),
  };
}

interface AttemptRow {
  readonly at: number;
  readonly ms: number;
  readonly outcome: DeliveryAttempt['outcome'];
  readonly reply: string | null;
  readonly error: string | null;
}

/** The message byte for byte: as it was sent, once it was. */
export function readOutboxSource(database: Database, id: string): Buffer | undefined {
  return one<{ source: Buffer }>(
    database,
    'SELECT source FROM outbox_sources JOIN outbox ON sequence = outbox WHERE outbox.id = ?',
    id,
  )?.source;
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
      `SELECT count(*) AS n FROM outbox INDEXED BY outbox_due WHERE account_id = ? AND state IN ('queued', 'deferred')`,
      accountId,
    )?.n ?? 0
  );
}
