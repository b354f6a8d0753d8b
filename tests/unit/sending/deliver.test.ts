import { describe, expect, it } from 'vitest';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { secretKey } from '../../../electron/engine/secrets/keys.ts';
import { createDeliverer } from '../../../electron/engine/sending/deliver.ts';
import { queueMessage } from '../../../electron/engine/sending/queue.ts';
import { nextAttemptAt } from '../../../electron/engine/sending/retry.ts';
import type { MailTransport, SubmissionResult } from '../../../electron/engine/sending/transport.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { insertSource, writeEnvelope } from '../../../electron/engine/store/messages.ts';
import { claimDue, findOutboxEntry } from '../../../electron/engine/store/outbox.ts';
import { saveOutgoingAccount } from '../../../electron/engine/store/outgoing-accounts.ts';
import { MailroomError, type ErrorCode } from '../../../shared/errors.ts';
import { sendRequestSchema, type OutboxEntry } from '../../../shared/domain/outbound.ts';
import { createFakeClock, settle } from '../../support/fake-clock.ts';
import { outgoingAccount, silentLogger, storedMessage, temporaryDatabase } from '../../support/store.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('retry times', () => {
  it('are 1, 5 and 15 minutes, then hours, for two days', () => {
    const waits: number[] = [];
    let now = 0;
    for (let attempts = 1; ; attempts++) {
      const next = nextAttemptAt(0, attempts, now);
      if (next === undefined) break;
      waits.push((next - now) / MINUTE);
      now = next;
    }
    expect(waits.slice(0, 5)).toEqual([1, 5, 15, 60, 60]);
    expect(now).toBeGreaterThan(46 * HOUR);
    expect(now).toBeLessThanOrEqual(48 * HOUR);
  });
});

type Outcome = SubmissionResult | MailroomError;
const accepted: SubmissionResult = { reply: '250 2.0.0 ok', accepted: ['anna@example.com'], refused: [] };
const failure = (code: ErrorCode, transient = false) =>
  new MailroomError(code, 'submit', { transient, detail: 'the words' });

async function bench(outcome: () => Outcome | Promise<Outcome>) {
  const database = temporaryDatabase();
  saveOutgoingAccount(database, outgoingAccount());
  const clock = createFakeClock();
  const secrets = createMemorySecrets();
  await secrets.set(secretKey('outgoing', 'out-1'), 'pw');
  const sent: string[] = [];
  const closed: string[] = [];
  const start = () =>
    createDeliverer({
      database,
      secrets,
      clock,
      logger: silentLogger,
      onChange() {},
      createTransport: (account, secret): MailTransport => ({
        verify: async () => {},
        open: async () => ({
          usable: true,
          async send(message) {
            sent.push(`${String(secret)} ${message.recipients.join(' ')}`);
            const result = await outcome();
            if (result instanceof MailroomError) throw result;
            return result;
          },
          quit: async () => {},
        }),
        close: () => void closed.push(account.host),
      }),
    });
  return { database, clock, sent, closed, start };
}

async function queue(database: Database, changes: object = {}): Promise<OutboxEntry> {
  const request = sendRequestSchema.parse({ to: ['anna@example.com'], subject: 's', text: 't', ...changes });
  return queueMessage(database, createFakeClock(), request);
}

describe('delivery', () => {
  it('sends what is queued, once, in order, and keeps the reply', async () => {
    const { database, sent, closed, start } = await bench(() => accepted);
    const deliverer = start();
    const first = await queue(database);
    await queue(database, { to: ['bert@example.com'], cc: ['bert@example.com', 'c@example.com'] });
    await Promise.all([deliverer.flush(), deliverer.flush()]);
    await deliverer.flush();
    expect(sent).toEqual(['pw anna@example.com', 'pw bert@example.com c@example.com']);
    expect(closed).toHaveLength(2);
    expect(findOutboxEntry(database, first.id)).toMatchObject({
      state: 'sent',
      attempts: 1,
      lastReply: '250 2.0.0 ok',
    });
  });

  it('tries again after passing failures, by the clock, and gives up after two days', async () => {
    let attempts = 0;
    const { database, clock, start } = await bench(() => {
      attempts += 1;
      return failure('send.temporary', true);
    });
    const entry = await queue(database);
    const deliverer = start();
    deliverer.start();
    await clock.advance(1000);
    expect([attempts, findOutboxEntry(database, entry.id)?.state]).toEqual([1, 'deferred']);
    await clock.advance(MINUTE);
    expect(attempts).toBe(2);
    await clock.advance(5 * MINUTE);
    expect(attempts).toBe(3);
    await clock.advance(49 * HOUR);
    expect(findOutboxEntry(database, entry.id)).toMatchObject({
      state: 'failed',
      error: { code: 'send.temporary' },
    });
    const end = attempts;
    await clock.advance(10 * HOUR);
    expect(attempts).toBe(end);
    await deliverer.stop();
  });

  it.each([
    ['send.refused', 'failed'],
    ['login.refused', 'failed'],
    ['send.unknown', 'unknown'],
    ['send.tooLarge', 'tooLarge'],
  ] as const)('shows %s as %s and does not repeat it by itself', async (code, state) => {
    const { database, clock, sent, start } = await bench(() => failure(code));
    const entry = await queue(database);
    const deliverer = start();
    deliverer.start();
    await clock.advance(10 * HOUR);
    expect(sent).toHaveLength(1);
    expect(findOutboxEntry(database, entry.id)).toMatchObject({
      state,
      error: { code },
      lastReply: 'the words',
    });
    await deliverer.stop();
  });

  it('names the recipients that were refused while others got it', async () => {
    const { database, start } = await bench(() => ({
      reply: '250 ok',
      accepted: ['anna@example.com'],
      refused: [
        { recipient: 'gone@example.com', reply: '550 no', error: failure('send.recipientUnknown').toPlain() },
      ],
    }));
    const entry = await queue(database, { to: ['anna@example.com', 'gone@example.com'] });
    await start().flush();
    expect(findOutboxEntry(database, entry.id)).toMatchObject({
      state: 'partlyRefused',
      error: { code: 'send.recipientsRefused', params: { recipients: 'gone@example.com' }, detail: '550 no' },
    });
  });

  it('shows what a crash interrupted as unknown and leaves it alone', async () => {
    const { database, sent, start } = await bench(() => accepted);
    const entry = await queue(database);
    claimDue(database, Number.MAX_SAFE_INTEGER);
    await start().flush();
    expect(sent).toEqual([]);
    expect(findOutboxEntry(database, entry.id)).toMatchObject({
      state: 'unknown',
      error: { code: 'send.unknown' },
    });
  });

  it('fails visibly when the account is gone or paused', async () => {
    const { database, start } = await bench(() => accepted);
    saveOutgoingAccount(database, outgoingAccount({ id: 'out-2', name: 'B', isDefault: false }));
    const entry = await queue(database, { accountId: 'out-2' });
    saveOutgoingAccount(
      database,
      outgoingAccount({ id: 'out-2', name: 'B', isDefault: false, active: false }),
    );
    await start().flush();
    expect(findOutboxEntry(database, entry.id)).toMatchObject({
      state: 'failed',
      error: { code: 'send.noAccount' },
    });
  });

  it('is not stopped by a transport that cannot even be made', async () => {
    let first = true;
    const { database, start } = await bench(() => {
      if (!first) return accepted;
      first = false;
      throw new TypeError('a fault of ours');
    });
    const [broken, good] = [await queue(database), await queue(database)];
    await start().flush();
    expect(findOutboxEntry(database, broken.id)).toMatchObject({
      state: 'failed',
      error: { code: 'internal.unexpected' },
    });
    expect(findOutboxEntry(database, good.id)?.state).toBe('sent');
  });

  it('lets the message in hand finish when it stops', async () => {
    let finish: (result: Outcome) => void = () => {};
    const { database, sent, start } = await bench(() => new Promise((resolve) => (finish = resolve)));
    const [first, second] = [await queue(database), await queue(database)];
    const deliverer = start();
    void deliverer.flush();
    await settle();
    const stopped = deliverer.stop();
    finish(accepted);
    await stopped;
    expect(sent).toHaveLength(1);
    expect([first, second].map(({ id }) => findOutboxEntry(database, id)?.state)).toEqual(['sent', 'queued']);
  });

  it('rests when the store fails, instead of trying without a pause', async () => {
    const { database, clock, sent, start } = await bench(() => accepted);
    const entry = await queue(database);
    const deliverer = start();
    database.exec(
      "CREATE TEMP TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT raise(ABORT, 'disk full'); END",
    );
    deliverer.start();
    await clock.advance(30_000);
    expect(clock.timers).toBe(1);
    database.exec('DROP TRIGGER full');
    await clock.advance(40_000);
    expect(sent).toHaveLength(1);
    expect(findOutboxEntry(database, entry.id)?.state).toBe('sent');
    await deliverer.stop();
  });
});

describe('queueing', () => {
  it('keeps what is too large with both figures, unsent', async () => {
    const { database, sent, start } = await bench(() => accepted);
    saveOutgoingAccount(database, outgoingAccount({ maxSizeBytes: 1000 }));
    const entry = await queue(database, { text: 'x'.repeat(5000) });
    expect(entry).toMatchObject({
      state: 'tooLarge',
      error: { code: 'send.tooLarge', params: { limit: 1000 } },
    });
    expect(entry.error?.params['size']).toBeGreaterThan(5000);
    await start().flush();
    expect(sent).toEqual([]);
  });

  it('takes the identifiers of the message it answers', async () => {
    const { database } = await bench(() => accepted);
    const id = storedMessage(database);
    insertSource(database, id, Buffer.from('x'));
    const nobody = { name: '', address: '' };
    writeEnvelope(database, id, {
      messageId: '<q@x>',
      inReplyTo: undefined,
      references: ['<p@x>'],
      from: nobody,
      to: [],
      cc: [],
      replyTo: [],
      subject: '',
      snippet: '',
      date: 1,
    });
    await queue(database, { inReplyTo: id });
    const source = String(claimDue(database, Number.MAX_SAFE_INTEGER)?.source);
    expect(source).toContain('In-Reply-To: <q@x>');
    expect(source).toContain('References: <p@x> <q@x>');
    await expect(queue(database, { inReplyTo: 999 })).rejects.toMatchObject({
      code: 'input.notFound',
      field: 'inReplyTo',
    });
  });
});
