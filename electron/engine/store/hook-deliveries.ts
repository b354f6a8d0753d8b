import type { Database } from 'better-sqlite3';
import { trailEntrySchema, type TrailEntry } from '../../../shared/domain/message.ts';
import type { HookDelivery, HookEvent } from '../../../shared/domain/hook.ts';
import { plainErrorSchema, type PlainError } from '../../../shared/errors.ts';
import { recallTimes } from './recall-times.ts';
import { all, one, run } from './statement.ts';

/** What was delivered stays in the list so long: 30 days. */
const KEPT_MS = 30 * 86_400_000;

/** A delivery that is to be made now. */
export interface DueDelivery {
  readonly id: number;
  readonly hookId: string;
  readonly key: string;
  readonly event: HookEvent;
  readonly messageId: number;
  readonly at: number;
  readonly params: TrailEntry['params'];
  readonly attempts: number;
}

/**
 * What waits for one receiver, about messages that are parsed: what the rules do with one comes with the parsing. By time,
 * as the index has it: with a hundred thousand waiting each of these questions must still cost next to nothing.
 */
const WAITING = `FROM hook_deliveries AS delivery INDEXED BY hook_deliveries_waiting
  CROSS JOIN messages ON messages.id = delivery.message_id AND messages.processed = 1
  WHERE delivery.state = 'waiting'`;
const BY_TIME = 'ORDER BY delivery.next_attempt_at, delivery.id LIMIT 1';

/**
 * Makes due what would wait longer than anything does: its time was set before the clock was set back.
 *
 * @param longestMs the longest time that a delivery waits
 */
export function recallDeliveries(database: Database, now: number, longestMs: number): void {
  const place = { table: 'hook_deliveries', column: 'next_attempt_at', among: "state = 'waiting'" };
  recallTimes(database, place, { now, latest: now + longestMs });
}

/** Active receivers for which something is due. */
export function hooksWithDue(database: Database, now: number): string[] {
  return all<{ id: string }>(
    database,
    `SELECT id FROM hooks WHERE active = 1
       AND EXISTS (SELECT 1 ${WAITING} AND delivery.hook_id = hooks.id AND delivery.next_attempt_at <= ?)`,
    now,
  ).map(({ id }) => id);
}

/** The one that has been due for a receiver the longest. */
export function nextDelivery(database: Database, hookId: string, now: number): DueDelivery | undefined {
  const row = one<{
    id: number;
    key: string;
    event: HookEvent;
    message_id: number;
    at: number;
    params: string;
    attempts: number;
  }>(
    database,
    `SELECT delivery.* ${WAITING} AND delivery.hook_id = ? AND delivery.next_attempt_at <= ? ${BY_TIME}`,
    hookId,
    now,
  );
  if (row === undefined) return undefined;
  const { id, key, event, message_id: messageId, at, attempts } = row;
  const params = trailEntrySchema.shape.params.parse(JSON.parse(row.params));
  return { id, hookId, key, event, messageId, at, params, attempts };
}

/** When the next one becomes due. UTC ms. */
export function nextDueAt(database: Database): number | undefined {
  const row = one<{ at: number | null }>(
    database,
    `SELECT min((SELECT delivery.next_attempt_at ${WAITING} AND delivery.hook_id = hooks.id ${BY_TIME})) AS at
     FROM hooks WHERE active = 1`,
  );
  return row?.at ?? undefined;
}

/** Notes that the receiver has it. */
export function markDelivered(database: Database, { id }: DueDelivery, now: number): void {
  run(
    database,
    `UPDATE hook_deliveries SET state = 'delivered', attempts = attempts + 1, next_attempt_at = NULL,
       delivered_at = ?, error = NULL WHERE id = ?`,
    now,
    id,
  );
}

/** Forgets what was delivered long ago. Looks at every row: once for many deliveries. */
export function forgetDelivered(database: Database, now: number): void {
  run(database, "DELETE FROM hook_deliveries WHERE state = 'delivered' AND delivered_at < ?", now - KEPT_MS);
}

/** Notes a failed attempt and when the next one is; undefined: there is none. */
export function markRefused(
  database: Database,
  { id }: DueDelivery,
  error: PlainError,
  nextAttemptAt: number | undefined,
): void {
  run(
    database,
    `UPDATE hook_deliveries SET state = ?, attempts = attempts + 1, next_attempt_at = ?, error = ? WHERE id = ?`,
    nextAttemptAt === undefined ? 'failed' : 'waiting',
    nextAttemptAt ?? null,
    JSON.stringify(error),
    id,
  );
}

/** Notes why nothing could be attempted: that is no attempt. */
export function noteHindrance(database: Database, { id }: DueDelivery, error: PlainError): void {
  run(database, 'UPDATE hook_deliveries SET error = ? WHERE id = ?', JSON.stringify(error), id);
}

/** Nothing is tried for this receiver before then: it can't be reached. */
export function pauseHook(database: Database, hookId: string, until: number): void {
  run(
    database,
    `UPDATE hook_deliveries SET next_attempt_at = max(next_attempt_at, ?) WHERE hook_id = ? AND state = 'waiting'`,
    until,
    hookId,
  );
}

/** Tries one again from the beginning. Returns whose it is; undefined when the receiver has it, or there is none. */
export function retryDelivery(database: Database, id: number, now: number): string | undefined {
  return one<{ hook_id: string }>(
    database,
    `UPDATE hook_deliveries SET state = 'waiting', attempts = 0, next_attempt_at = ?, error = NULL
     WHERE id = ? AND state <> 'delivered' RETURNING hook_id`,
    now,
    id,
  )?.hook_id;
}

/** Newest first, by key and never by offset. */
export function listDeliveries(
  database: Database,
  hookId: string,
  before: number,
  limit: number,
): HookDelivery[] {
  return all<{
    id: number;
    key: string;
    event: HookEvent;
    message_id: number;
    subject: string | null;
    at: number;
    state: HookDelivery['state'];
    attempts: number;
    next_attempt_at: number | null;
    delivered_at: number | null;
    error: string | null;
  }>(
    database,
    `SELECT *, (SELECT subject FROM messages WHERE messages.id = hook_deliveries.message_id) AS subject
     FROM hook_deliveries WHERE hook_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
    hookId,
    before,
    limit,
  ).map((row) => ({
    id: row.id,
    key: row.key,
    event: row.event,
    messageId: row.message_id,
    ...(row.subject === null ? {} : { subject: row.subject }),
    at: row.at,
    state: row.state,
    attempts: row.attempts,
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
    ...(row.delivered_at === null ? {} : { deliveredAt: row.delivered_at }),
    ...(row.error === null ? {} : { error: plainErrorSchema.parse(JSON.parse(row.error)) }),
  }));
}
