// What becomes of a message, for every answer a server can give.
import { describe, expect, it } from 'vitest';
import { nextAttemptAt } from '../../../electron/engine/sending/retry.ts';
import { markSending } from '../../../electron/engine/store/outbox-delivery.ts';
import { lastDelivery } from '../../../electron/engine/store/outgoing-states.ts';
import { readOutboxSource } from '../../../electron/engine/store/outbox.ts';
import { cancel, confirmSent, findChangeable } from '../../../electron/engine/store/outbox-changes.ts';
import { LostReply } from '../../../electron/engine/sending/transport.ts';
import { failure } from '../../support/scripted-transport.ts';
import { settle } from '../../support/fake-clock.ts';
import { deliveryBench, HOUR, MINUTE } from './delivery-bench.ts';

const two = [
  { address: 'anna@example.com', kind: 'to' },
  { address: 'bert@example.com', kind: 'cc' },
] as const;

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

describe('a message', () => {
  it('is sent once, in the order of queueing, and keeps the reply', async () => {
    const { queue, start, sent, entry, history } = await deliveryBench();
    queue('a');
    queue('b', { recipients: two });
    const deliverer = start();
    await Promise.all([deliverer.flush(), deliverer.flush()]);
    await deliverer.flush();
    expect(sent).toEqual(['a@example.com', 'anna@example.com bert@example.com']);
    expect(entry('a')).toMatchObject({ state: 'sent', attempts: 1, lastReply: '250 2.0.0 ok' });
    expect(entry('a')?.sentAt).toBeGreaterThan(0);
    expect(history('b')).toMatchObject({
      recipients: [
        { address: 'anna@example.com', kind: 'to', state: 'accepted', reply: '250 2.0.0 ok' },
        { address: 'bert@example.com', kind: 'cc', state: 'accepted' },
      ],
      attemptList: [{ outcome: 'sent', reply: '250 2.0.0 ok' }],
    });
  });

  it('is marked on disk before a byte of its content goes out, and not earlier than it is begun', async () => {
    const seen: (string | undefined)[] = [];
    const bench = await deliveryBench({
      onSend: () => void seen.push(...bench.states('a', 'b')),
      onBody: () => void seen.push(...bench.states('a', 'b')),
    });
    await bench.account({ maxConnections: 1 });
    bench.queue('a');
    bench.queue('b');
    await bench.start().flush();
    expect(seen).toEqual(['queued', 'queued', 'sending', 'queued', 'sending', 'queued', 'sent', 'sending']);
  });

  it('is tried again after passing refusals, by the clock, and given up after two days', async () => {
    let attempts = 0;
    const { queue, clock, start, entry } = await deliveryBench({
      onBody() {
        attempts += 1;
        throw failure('send.temporary', 'submit', { transient: true, detail: `451 no ${attempts}` });
      },
    });
    queue('a');
    const deliverer = start();
    deliverer.start();
    await settle();
    expect(entry('a')).toMatchObject({ state: 'deferred', attempts: 1, error: { code: 'send.temporary' } });
    expect(entry('a')?.nextAttempt).toBe(clock.now() + MINUTE);
    await clock.advance(MINUTE);
    await clock.advance(5 * MINUTE);
    expect(attempts).toBe(3);
    await clock.advance(48 * HOUR);
    expect(entry('a')).toMatchObject({
      state: 'failed',
      error: { code: 'send.expired', params: { hours: 48 }, detail: `451 no ${attempts}` },
    });
    const end = attempts;
    await clock.advance(10 * HOUR);
    expect(attempts).toBe(end);
    await deliverer.stop();
  });

  it.each([
    ['send.refused', 'failed', 'refused'],
    ['send.senderRefused', 'failed', 'refused'],
    ['send.unknown', 'unknown', 'pending'],
    ['send.tooLarge', 'tooLarge', 'pending'],
    ['internal.unexpected', 'failed', 'pending'],
  ] as const)('that ends in %s is shown as %s and not repeated by itself', async (code, state, recipient) => {
    const bench = await deliveryBench({
      onBody() {
        throw failure(code, code === 'internal.unexpected' ? 'internal' : 'submit');
      },
    });
    bench.queue('a');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    await bench.clock.advance(10 * HOUR);
    expect(bench.sent).toHaveLength(1);
    expect(bench.entry('a')).toMatchObject({ state, attempts: 1, error: { code }, lastReply: 'the words' });
    expect(bench.history('a').recipients).toMatchObject([{ state: recipient }]);
    // Only what concerns the account is held against it.
    expect(lastDelivery(bench.database, 'out-1').error?.code).toBe(
      code === 'send.senderRefused' ? code : undefined,
    );
    await deliverer.stop();
  });

  it('names those who were refused for good while others got it', async () => {
    const { queue, start, entry, history, database } = await deliveryBench({
      onBody: () => ({ refused: { 'bert@example.com': '550 no such user' } }),
    });
    queue('a', { recipients: two });
    await start().flush();
    expect(entry('a')).toMatchObject({
      state: 'partlyRefused',
      error: {
        code: 'send.recipientUnknown',
        params: { recipients: 'bert@example.com' },
        detail: '550 no such user',
      },
    });
    expect(history('a').recipients.map(({ state }) => state)).toEqual(['accepted', 'refused']);
    expect(lastDelivery(database, 'out-1')).toMatchObject({ error: undefined, sentAt: expect.any(Number) });
  });

  it('is held against the account when the sender is refused at every recipient, not when at some', async () => {
    const [anna, bert] = two.map(({ address }) => address);
    const refused: Record<string, string> = { [String(anna)]: '553 not your sender' };
    const { queue, start, entry, database } = await deliveryBench({ onBody: () => ({ refused }) });
    const deliverer = start();
    queue('a', { recipients: two });
    await deliverer.flush();
    expect(entry('a')?.state).toBe('partlyRefused');
    expect(lastDelivery(database, 'out-1').error).toBeUndefined();
    refused[String(bert)] = '553 not your sender';
    queue('b', { recipients: two });
    await deliverer.flush();
    expect(entry('b')?.state).toBe('failed');
    expect(lastDelivery(database, 'out-1')).toMatchObject({
      error: { code: 'send.senderRefused' },
      failures: 1,
    });
  });

  it('fails when nobody is accepted', async () => {
    const { queue, start, entry, history } = await deliveryBench({
      onBody: () => ({
        reply: '550 gone',
        refused: { 'anna@example.com': '550 gone', 'bert@example.com': '550 gone too' },
      }),
    });
    queue('a', { recipients: two });
    await start().flush();
    expect(entry('a')).toMatchObject({
      state: 'failed',
      error: { params: { recipients: 'anna@example.com, bert@example.com' } },
    });
    expect(entry('a')).not.toHaveProperty('sentAt');
    expect(history('a').recipients.map(({ state }) => state)).toEqual(['refused', 'refused']);
  });

  it('goes again only to those who were refused for now', async () => {
    const replies = ['452 full', '452 still full', undefined];
    const { queue, start, sent, entry, history, clock } = await deliveryBench({
      onBody() {
        const words = replies.shift();
        return words === undefined ? {} : { refused: { 'bert@example.com': words } };
      },
    });
    queue('a', { recipients: two });
    const deliverer = start();
    deliverer.start();
    await settle();
    expect(entry('a')).toMatchObject({
      state: 'deferred',
      error: { code: 'send.mailboxFull', params: { recipients: 'bert@example.com' }, detail: '452 full' },
    });
    expect(history('a').recipients).toMatchObject([
      { state: 'accepted' },
      { state: 'pending', reply: '452 full' },
    ]);
    await clock.advance(6 * MINUTE);
    expect(sent).toEqual(['anna@example.com bert@example.com', 'bert@example.com', 'bert@example.com']);
    expect(entry('a')).toMatchObject({ state: 'sent', attempts: 3 });
    expect(entry('a')).not.toHaveProperty('error');
    await deliverer.stop();
  });

  it('is partly refused when the last who was open is refused, or stays so for two days', async () => {
    const replies: (string | undefined)[] = ['452 full', '550 gone'];
    const bench = await deliveryBench({
      onBody: ({ recipients }) => {
        const words = recipients.includes('c@example.com') ? '452 full' : replies.shift();
        return { refused: { 'bert@example.com': words ?? '', 'c@example.com': words ?? '' } };
      },
    });
    bench.queue('a', { recipients: two });
    bench.queue('b', { recipients: [two[0], { address: 'c@example.com', kind: 'to' }] });
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    await bench.clock.advance(2 * MINUTE);
    expect(bench.entry('a')).toMatchObject({
      state: 'partlyRefused',
      error: { code: 'send.recipientUnknown', params: { recipients: 'bert@example.com' } },
    });
    await bench.clock.advance(48 * HOUR);
    expect(bench.entry('b')).toMatchObject({
      state: 'partlyRefused',
      error: { code: 'send.expired', params: { hours: 48 }, detail: '452 full' },
    });
    expect(bench.history('b').recipients.map(({ state }) => state)).toEqual(['accepted', 'pending']);
    await deliverer.stop();
  });

  it('keeps a refusal of an earlier attempt when the others got it later', async () => {
    const replies: Record<string, string>[] = [
      { 'anna@example.com': '550 gone', 'bert@example.com': '452 full' },
      {},
    ];
    const { queue, start, entry, clock } = await deliveryBench({
      onBody: () => ({ refused: replies.shift() ?? {} }),
    });
    queue('a', { recipients: [...two, { address: 'c@example.com', kind: 'bcc' }] });
    const deliverer = start();
    deliverer.start();
    await settle();
    await clock.advance(2 * MINUTE);
    expect(entry('a')).toMatchObject({
      state: 'partlyRefused',
      error: {
        code: 'send.recipientsRefused',
        params: { recipients: 'anna@example.com' },
        detail: '550 gone',
      },
    });
    await deliverer.stop();
  });

  it('whose reply was lost keeps who was refused before, and a person’s word does not change that', async () => {
    const error = failure('send.mailboxFull', 'submit', { transient: true }).toPlain();
    const refused = [{ recipient: 'bert@example.com', reply: '452 full', error }];
    const { queue, start, entry, history, database } = await deliveryBench({
      onBody() {
        throw new LostReply(refused);
      },
    });
    queue('a', { recipients: two });
    await start().flush();
    expect(entry('a')).toMatchObject({ state: 'unknown', error: { code: 'send.unknown' } });
    const results = () => history('a').recipients.map(({ state, reply }) => [state, reply]);
    expect(results()).toEqual([
      ['pending', undefined],
      ['refused', '452 full'],
    ]);
    confirmSent(database, 1, 1);
    expect(results()).toEqual([
      ['accepted', undefined],
      ['refused', '452 full'],
    ]);
  });

  it('is kept as it was really sent', async () => {
    const { queue, start, entry, database } = await deliveryBench({
      onBody: () => ({ sentSource: Buffer.from('rewritten for an old server') }),
    });
    queue('a');
    await start().flush();
    expect(String(readOutboxSource(database, 'a'))).toBe('rewritten for an old server');
    expect(entry('a')?.sizeBytes).toBe(27);
  });

  it('that a crash left in the middle is unknown and left alone; one before its mark goes out', async () => {
    const { database, queue, start, sent, entry } = await deliveryBench();
    queue('a');
    queue('b');
    markSending(database, 1);
    await start().flush();
    expect(sent).toEqual(['b@example.com']);
    expect(entry('a')).toMatchObject({ state: 'unknown', error: { code: 'send.unknown' } });
  });

  it('that is cancelled in the last moment is not sent', async () => {
    const bench = await deliveryBench({
      // The mark is asked for, and not yet written.
      onSend() {
        const message = findChangeable(bench.database, 'a');
        if (message !== undefined) cancel(bench.database, message.sequence);
      },
      onBody() {
        throw new Error('the content must not be asked for');
      },
    });
    bench.queue('a');
    await bench.start().flush();
    expect(bench.entry('a')).toMatchObject({ state: 'cancelled', attempts: 0 });
  });

  it('is taken for being sent from its claim to the end of its result', async () => {
    const seen: boolean[] = [];
    const bench = await deliveryBench({ onBody: () => void seen.push(deliverer.isBeingSent('a')) });
    const deliverer = bench.start();
    bench.queue('a');
    seen.push(deliverer.isBeingSent('a'));
    await deliverer.flush();
    seen.push(deliverer.isBeingSent('a'));
    expect(seen).toEqual([false, true, false]);
  });
});

describe('the end of the program', () => {
  it('lets the message in hand come to its end and takes no other', async () => {
    let finish: () => void = () => {};
    const bench = await deliveryBench({
      onBody: () => new Promise((resolve) => (finish = () => resolve(undefined))),
    });
    await bench.account({ maxConnections: 1 });
    bench.queue('a');
    bench.queue('b');
    const deliverer = bench.start();
    void deliverer.flush();
    await settle();
    const stopped = deliverer.stop();
    finish();
    await stopped;
    expect(bench.states('a', 'b')).toEqual(['sent', 'queued']);
    expect(bench.connections).toEqual(['open smtp.example.com', 'quit smtp.example.com']);
  });

  it('waits for it no longer than ten seconds, and counts no attempt for what was not handed over', async () => {
    let end: (error: Error) => void = () => {};
    const bench = await deliveryBench({
      onSend: () => new Promise((_resolve, reject) => (end = reject)),
      onClose: () => end(failure('connect.closed', 'submit', { transient: true })),
    });
    bench.queue('a');
    const deliverer = bench.start();
    void deliverer.flush();
    await settle();
    const stopped = deliverer.stop();
    await bench.clock.advance(10_000);
    await stopped;
    expect(bench.entry('a')).toMatchObject({ state: 'queued', attempts: 0 });
  });
});

describe('a disk that is full', () => {
  const failWrites =
    "CREATE TEMP TRIGGER full BEFORE UPDATE ON outbox BEGIN SELECT raise(ABORT, 'full'); END";

  it('lets nothing go out unmarked, and the outbox rest', async () => {
    let bodies = 0;
    const { database, clock, queue, start, entry, sent } = await deliveryBench({
      onBody: () => void (bodies += 1),
    });
    queue('a');
    const deliverer = start();
    database.exec(failWrites);
    deliverer.start();
    await settle();
    await clock.advance(30_000);
    expect(sent).toHaveLength(1);
    expect([entry('a')?.state, bodies]).toEqual(['queued', 0]);
    database.exec('DROP TRIGGER full');
    await clock.advance(40_000);
    expect(entry('a')).toMatchObject({ state: 'sent', attempts: 1 });
    expect(bodies).toBe(1);
    await deliverer.stop();
  });

  it('or can’t be read keeps a message waiting no longer than it lasts', async () => {
    const { database, clock, queue, start, entry } = await deliveryBench();
    queue('a');
    const deliverer = start();
    database.exec('ALTER TABLE outbox_sources RENAME TO unreadable');
    deliverer.start();
    await settle();
    database.exec('ALTER TABLE unreadable RENAME TO outbox_sources');
    // Nor until a clock that was set back has caught up.
    clock.jump(-24 * HOUR);
    await clock.advance(61_000);
    expect(entry('a')).toMatchObject({ state: 'sent', attempts: 1 });
    await deliverer.stop();
  });

  it('does not make it forget what was sent: it is written down when there is room', async () => {
    const bench = await deliveryBench({ onBody: () => void bench.database.exec(failWrites) });
    bench.queue('a');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    expect(bench.entry('a')?.state).toBe('sending');
    bench.database.exec('DROP TRIGGER full');
    await bench.clock.advance(61_000);
    expect(bench.entry('a')).toMatchObject({ state: 'sent', attempts: 1 });
    expect(bench.sent).toHaveLength(1);
    await deliverer.stop();
  });
});
