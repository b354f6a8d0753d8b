import { describe, expect, it } from 'vitest';
import type { Database } from '../../../electron/engine/store/database.ts';
import {
  changeOutboxState,
  claimDue,
  findOutboxEntry,
  insertOutboxEntry,
  lastDelivery,
  listOutbox,
  nextDueAt,
  outboxCounts,
  recordAttempt,
  surfaceInterrupted,
  type NewOutboxEntry,
} from '../../../electron/engine/store/outbox.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { outboxEntrySchema } from '../../../shared/domain/outbound.ts';
import { temporaryDatabase } from '../../support/store.ts';

const refused = new MailroomError('send.temporary', 'submit', { transient: true }).toPlain();

function queue(database: Database, id: string, changes: Partial<NewOutboxEntry> = {}): void {
  insertOutboxEntry(database, {
    id,
    state: 'queued',
    accountId: 'out-1',
    accountName: 'Sending',
    why: 'default',
    steps: [],
    automatic: false,
    sentCopy: false,
    sender: 'support@example.com',
    recipients: [{ address: 'anna@example.com', kind: 'to' }],
    subject: 'Hello',
    messageId: `<${id}@example.com>`,
    source: Buffer.from(`source of ${id}`),
    charsetFallback: false,
    createdAt: 100,
    ...changes,
  });
}

describe('the outbox', () => {
  it('hands out each due entry once, in order', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    queue(database, 'b');
    queue(database, 'later', { createdAt: 500 });
    expect(nextDueAt(database)).toBe(100);
    expect(claimDue(database, 99)).toBeUndefined();
    expect(claimDue(database, 100)).toMatchObject({ id: 'a', source: Buffer.from('source of a') });
    expect(claimDue(database, 100)?.id).toBe('b');
    expect(claimDue(database, 100)).toBeUndefined();
    expect(nextDueAt(database)).toBe(500);
    expect(findOutboxEntry(database, 'a')?.state).toBe('sending');
  });

  it('records attempts: deferred comes back when due, sent never', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    claimDue(database, 100);
    recordAttempt(database, 'a', {
      state: 'deferred',
      outcome: 'deferred',
      at: 100,
      ms: 1.6,
      reply: '451 later',
      error: refused,
      nextAttemptAt: 200,
    });
    expect(findOutboxEntry(database, 'a')).toMatchObject({
      state: 'deferred',
      attempts: 1,
      nextAttempt: 200,
      lastReply: '451 later',
      error: refused,
    });
    expect(claimDue(database, 199)).toBeUndefined();
    expect(claimDue(database, 200)?.id).toBe('a');
    recordAttempt(database, 'a', { state: 'sent', outcome: 'sent', at: 200, ms: 2, reply: '250 ok' });
    const sent = findOutboxEntry(database, 'a');
    expect(sent).toMatchObject({ state: 'sent', attempts: 2, lastReply: '250 ok' });
    expect(sent).not.toHaveProperty('error');
    expect(claimDue(database, 10_000)).toBeUndefined();
    expect(lastDelivery(database, 'out-1')).toEqual({ sentAt: 200, error: undefined });
    outboxEntrySchema.parse(sent);
  });

  it('shows what a crash left in the middle as unknown, and never hands it out again', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    queue(database, 'b');
    claimDue(database, 100);
    const unknown = new MailroomError('send.unknown', 'submit').toPlain();
    expect(surfaceInterrupted(database, unknown)).toBe(1);
    expect(findOutboxEntry(database, 'a')).toMatchObject({ state: 'unknown', error: unknown });
    expect(claimDue(database, 10_000)?.id).toBe('b');
    expect(claimDue(database, 10_000)).toBeUndefined();
    expect(changeOutboxState(database, 'a', ['unknown'], 'queued', 300)).toBe(true);
    expect(claimDue(database, 300)?.id).toBe('a');
  });

  it('changes the state only from those named', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    claimDue(database, 100);
    expect(changeOutboxState(database, 'a', ['queued', 'deferred'], 'cancelled', undefined)).toBe(false);
    expect(findOutboxEntry(database, 'a')?.state).toBe('sending');
  });

  it('does not hand out what is too large, and counts problems apart', () => {
    const database = temporaryDatabase();
    queue(database, 'a');
    queue(database, 'b', {
      state: 'tooLarge',
      error: new MailroomError('send.tooLarge', 'submit').toPlain(),
    });
    expect(outboxCounts(database)).toEqual({ all: 2, waiting: 1, problems: 1, done: 0 });
    expect(claimDue(database, 1000)?.id).toBe('a');
    expect(claimDue(database, 1000)).toBeUndefined();
    expect(listOutbox(database, { limit: 10, filter: 'all' }).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(listOutbox(database, { limit: 1, filter: 'all' }).map(({ id }) => id)).toEqual(['b']);
    expect(listOutbox(database, { limit: 10, filter: 'all', after: 'b' }).map(({ id }) => id)).toEqual(['a']);
    expect(listOutbox(database, { limit: 10, filter: 'all', after: 'a' })).toEqual([]);
  });
});
