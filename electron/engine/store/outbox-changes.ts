import type { Database } from 'better-sqlite3';
import type { OutboxState, RecipientKind, RouteStep } from '../../../shared/domain/outbound.ts';
import { insertAttempt } from './outbox-delivery.ts';
import { all, one, orNull, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

/** What a person does with a message of the outbox. */

/** A message as far as changing it needs to know it. */
export interface ChangeableMessage {
  readonly sequence: number;
  readonly id: string;
  readonly state: OutboxState;
  readonly accountId: string;
  readonly sizeBytes: number;
  readonly source: Buffer;
  readonly recipients: readonly {
    readonly address: string;
    readonly kind: RecipientKind;
    readonly state: 'pending' | 'accepted' | 'refused';
  }[];
}

export function findChangeable(database: Database, id: string): ChangeableMessage | undefined {
  const row = one<{
    sequence: number;
    state: OutboxState;
    account_id: string;
    size_bytes: number;
    source: Buffer;
  }>(
    database,
    `SELECT sequence, state, account_id, size_bytes, source FROM outbox JOIN outbox_sources ON outbox = sequence
     WHERE id = ?`,
    id,
  );
  if (row === undefined) return undefined;
  return {
    sequence: row.sequence,
    id,
    state: row.state,
    accountId: row.account_id,
    sizeBytes: row.size_bytes,
    source: row.source,
    recipients: all(
      database,
      'SELECT address, kind, state FROM outbox_recipients WHERE outbox = ? ORDER BY position',
      row.sequence,
    ),
  };
}

/** Queues it anew for everybody who has not got it: a new series of attempts begins. */
export function requeue(database: Database, sequence: number, now: number): void {
  inTransaction(database, () => {
    run(
      database,
      `UPDATE outbox SET state = 'queued', error = NULL, next_attempt_at = ?, series_at = ?, series_attempts = 0
       WHERE sequence = ?`,
      now,
      now,
      sequence,
    );
    run(
      database,
      `UPDATE outbox_recipients SET state = 'pending', reply = NULL WHERE outbox = ? AND state = 'refused'`,
      sequence,
    );
  });
}

/**
 * Queues anew all that is deferred or failed, of one account or of all that exist.
 *
 * @returns how many
 */
export function requeueAll(database: Database, accountId: string | undefined, now: number): number {
  return inTransaction(database, () => {
    const found = all<{ sequence: number }>(
      database,
      `SELECT sequence FROM outbox WHERE state IN ('deferred', 'failed') AND (? IS NULL OR account_id = ?)
         AND account_id IN (SELECT id FROM outgoing_accounts)`,
      orNull(accountId),
      orNull(accountId),
    );
    for (const { sequence } of found) requeue(database, sequence, now);
    return found.length;
  });
}

export function cancel(database: Database, sequence: number): void {
  run(
    database,
    `UPDATE outbox SET state = 'cancelled', next_attempt_at = NULL, error = NULL WHERE sequence = ?`,
    sequence,
  );
}

/** Replaces the recipients who have not got it, and the source, whose header names them. */
export function replaceRecipients(
  database: Database,
  message: ChangeableMessage,
  recipients: readonly { readonly address: string; readonly kind: RecipientKind }[],
  source: Buffer,
): void {
  const { sequence } = message;
  inTransaction(database, () => {
    run(database, `DELETE FROM outbox_recipients WHERE outbox = ? AND state <> 'accepted'`, sequence);
    const first =
      one<{ next: number }>(
        database,
        'SELECT coalesce(max(position) + 1, 0) AS next FROM outbox_recipients WHERE outbox = ?',
        sequence,
      )?.next ?? 0;
    recipients.forEach(({ address, kind }, index) =>
      run(
        database,
        `INSERT INTO outbox_recipients (outbox, position, address, kind, state) VALUES (?, ?, ?, ?, 'pending')`,
        sequence,
        first + index,
        address,
        kind,
      ),
    );
    replaceSource(database, sequence, source);
  });
}

/** The account that sends instead, chosen by a person. */
export interface NewRoute {
  readonly accountId: string;
  readonly accountName: string;
  readonly sender: string;
  readonly steps: readonly RouteStep[];
  readonly sentCopy: boolean;
}

export function replaceAccount(database: Database, sequence: number, route: NewRoute, source: Buffer): void {
  inTransaction(database, () => {
    run(
      database,
      `UPDATE outbox SET account_id = ?, account_name = ?, sender = ?, why = 'requested', steps = ?,
         sent_copy = CASE WHEN sent_copy = 'done' THEN 'done' WHEN ? THEN 'waiting' END, sent_copy_error = NULL
       WHERE sequence = ?`,
      route.accountId,
      route.accountName,
      route.sender,
      JSON.stringify(route.steps),
      route.sentCopy ? 1 : 0,
      sequence,
    );
    replaceSource(database, sequence, source);
  });
}

/** A person knows that it arrived: with all about whom nothing else is known. */
export function confirmSent(database: Database, sequence: number, now: number): void {
  inTransaction(database, () => {
    run(
      database,
      `UPDATE outbox SET error = NULL, sent_at = coalesce(sent_at, ?),
         sent_copy_next_at = CASE WHEN sent_copy = 'waiting' THEN ? END,
         state = CASE WHEN EXISTS (SELECT 1 FROM outbox_recipients WHERE outbox = sequence
           AND outbox_recipients.state = 'refused') THEN 'partlyRefused' ELSE 'sent' END
       WHERE sequence = ?`,
      now,
      now,
      sequence,
    );
    run(
      database,
      `UPDATE outbox_recipients SET state = 'accepted' WHERE outbox = ? AND state = 'pending'`,
      sequence,
    );
    insertAttempt(database, sequence, { at: now, ms: 0, outcome: 'confirmed' });
  });
}

function replaceSource(database: Database, sequence: number, source: Buffer): void {
  run(database, 'UPDATE outbox_sources SET source = ? WHERE outbox = ?', source, sequence);
  run(database, 'UPDATE outbox SET size_bytes = ? WHERE sequence = ?', source.length, sequence);
}
