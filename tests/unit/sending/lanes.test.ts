// Accounts side by side: connections, failures of an account as a whole, rates, the order within a ticket.
import { describe, expect, it } from 'vitest';
import { deleteOutgoingAccount } from '../../../electron/engine/store/outgoing-accounts.ts';
import {
  cancel,
  findChangeable,
  replaceAccount,
  requeue,
} from '../../../electron/engine/store/outbox-changes.ts';
import {
  doubtAccountError,
  lastDelivery,
  recordAccountState,
} from '../../../electron/engine/store/outgoing-states.ts';
import { insertTicket } from '../../../electron/engine/store/tickets.ts';
import { secretKey } from '../../../electron/engine/secrets/keys.ts';
import { failure, type Reply, type TransportScript } from '../../support/scripted-transport.ts';
import { settle } from '../../support/fake-clock.ts';
import { deliveryBench, HOUR, MINUTE } from './delivery-bench.ts';

const other = { id: 'out-2', name: 'Other', host: 'other.example.com', isDefault: false } as const;
const hanging = (): Promise<Reply | undefined> => new Promise(() => {});

describe('connections', () => {
  it('are used again, and end after a hundred messages or half a minute without one', async () => {
    const { account, queue, start, connections, clock, states } = await deliveryBench();
    await account({ maxConnections: 1 });
    for (let n = 0; n < 101; n++) queue(`m${n}`);
    const deliverer = start();
    await deliverer.flush();
    expect(states('m0', 'm99', 'm100')).toEqual(['sent', 'sent', 'sent']);
    expect(connections).toEqual(['open smtp.example.com', 'quit smtp.example.com', 'open smtp.example.com']);
    queue('late');
    await deliverer.flush();
    expect(connections).toHaveLength(3);
    await clock.advance(31_000);
    expect(connections).toHaveLength(4);
    expect(connections.at(-1)).toBe('quit smtp.example.com');
  });

  it('are as many as the account allows, and the first proves the account alone', async () => {
    let letIn: () => void = () => {};
    const first = new Promise<void>((resolve) => (letIn = resolve));
    const { account, queue, start, connections, sent } = await deliveryBench({
      onOpen: () => first,
      onBody: hanging,
    });
    await account({ maxConnections: 3 });
    for (const id of ['a', 'b', 'c', 'd']) queue(id);
    const deliverer = start();
    void deliverer.flush();
    await settle();
    expect(connections).toHaveLength(1);
    letIn();
    await settle();
    expect(connections).toHaveLength(3);
    expect(sent).toEqual(['a@example.com', 'b@example.com', 'c@example.com']);
  });

  it('are proved by one alone again when none is left', async () => {
    let isRefused = false;
    const { queue, start, connections, clock, states } = await deliveryBench({
      onOpen() {
        if (isRefused) throw failure('login.refused', 'login');
      },
    });
    const deliverer = start();
    queue('a');
    queue('b');
    await deliverer.flush();
    await clock.advance(31_000);
    isRefused = true;
    for (const id of ['c', 'd', 'e']) queue(id);
    const before = connections.length;
    await deliverer.flush();
    expect(connections.slice(before)).toEqual(['open smtp.example.com']);
    expect(states('a', 'b', 'c', 'd', 'e')).toEqual(['sent', 'sent', 'deferred', 'deferred', 'deferred']);
  });

  it('that went stale cost no attempt', async () => {
    const uses: string[] = [];
    let isStale = false;
    const { account, queue, start, entry, connections } = await deliveryBench({
      onSend({ recipients }) {
        uses.push(...recipients);
        if (!isStale || uses.length > 2) return;
        throw failure('connect.reset', 'submit', { transient: true });
      },
      staysUsable: () => !isStale || uses.length !== 2,
    });
    await account({ maxConnections: 1 });
    const deliverer = start();
    queue('a');
    await deliverer.flush();
    isStale = true;
    queue('b');
    await deliverer.flush();
    expect(uses).toEqual(['a@example.com', 'b@example.com', 'b@example.com']);
    expect(entry('b')).toMatchObject({ state: 'sent', attempts: 1 });
    expect(connections.filter((line) => line.startsWith('open'))).toHaveLength(2);
  });

  it('of old settings are not used again', async () => {
    const { queue, start, connections, account, scripts } = await deliveryBench();
    const deliverer = start();
    queue('a');
    await deliverer.flush();
    await account({ host: other.host });
    scripts.set(other.host, {});
    deliverer.accountChanged('out-1');
    queue('b');
    await deliverer.flush();
    expect(connections).toEqual(['open smtp.example.com', 'quit smtp.example.com', 'open other.example.com']);
  });
});

describe('a server that does not answer', () => {
  it('holds up no other account', async () => {
    const { account, queue, start, states, scripts } = await deliveryBench({
      onOpen: () => new Promise(() => {}),
    });
    await account(other);
    scripts.set(other.host, {});
    queue('a');
    queue('b', { accountId: 'out-2' });
    const deliverer = start();
    void deliverer.flush();
    await settle();
    expect(states('a', 'b')).toEqual(['queued', 'sent']);
  });

  it('keeps no other account from trying again in time', async () => {
    let isBusy = true;
    const { account, queue, start, states, scripts, clock } = await deliveryBench({ onBody: hanging });
    await account(other);
    scripts.set(other.host, {
      onSend() {
        if (isBusy) throw failure('send.temporary', 'submit', { transient: true });
      },
    });
    queue('a');
    queue('b', { accountId: 'out-2' });
    start().start();
    await settle();
    expect(states('a', 'b')).toEqual(['sending', 'deferred']);
    isBusy = false;
    await clock.advance(MINUTE);
    expect(states('a', 'b')).toEqual(['sending', 'sent']);
  });

  it('keeps nothing that a person sends through another account meanwhile', async () => {
    let refuse: (error: Error) => void = () => {};
    const { account, queue, start, states, scripts, sent, database, clock } = await deliveryBench({
      onOpen: () => new Promise((_, reject) => (refuse = reject)),
    });
    await account(other);
    scripts.set(other.host, {});
    queue('a');
    const deliverer = start();
    deliverer.start();
    await settle();
    const message = findChangeable(database, 'a');
    if (message === undefined) throw new Error('a is there');
    const { sequence, source } = message;
    const route = { accountName: 'Other', sender: 'b@example.com', steps: [], sentCopy: false };
    replaceAccount(database, sequence, { ...route, accountId: other.id }, source);
    requeue(database, sequence, clock.now());
    deliverer.retryNow(other.id);
    await settle();
    refuse(failure('connect.timeout', 'connect', { transient: true }));
    await settle();
    expect(states('a')).toEqual(['sent']);
    expect(sent).toEqual(['a@example.com']);
  });

  it('lets a test of another account come to its end', async () => {
    const { account, queue, start, states, scripts } = await deliveryBench({ onBody: hanging });
    await account(other);
    scripts.set(other.host, {});
    queue('a');
    queue('b', { accountId: 'out-2' });
    await start().flush('out-2');
    expect(states('a', 'b')).toEqual(['sending', 'sent']);
  });
});

describe('a clock that is set back', () => {
  it('lets nothing wait for the time it showed before', async () => {
    let isDown = true;
    const { queue, start, states, entry, clock } = await deliveryBench({
      onOpen() {
        if (isDown) throw failure('connect.timeout', 'connect', { transient: true });
      },
    });
    queue('a');
    start().start();
    await settle();
    expect(states('a')).toEqual(['deferred']);
    clock.jump(-365 * 24 * HOUR);
    isDown = false;
    await clock.advance(MINUTE);
    expect(states('a')).toEqual(['sent']);
    expect(entry('a')?.attempts).toBe(2);
  });
});

describe('a computer that slept for days', () => {
  it.each([
    ['a message', 'send.temporary', 'submit'],
    ['an account', 'connect.timeout', 'connect'],
  ] as const)('has not tried meanwhile: %s still gets its two days', async (_what, code, stage) => {
    const fail = (): never => {
      throw failure(code, stage, { transient: true });
    };
    let wakeUp: () => void = () => {};
    const bench = await deliveryBench({
      // The first attempt falls asleep in the middle.
      async onSend() {
        await new Promise<void>((resolve) => (wakeUp = resolve));
        fail();
      },
    });
    bench.queue('a');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    bench.clock.jump(60 * HOUR);
    wakeUp();
    await settle();
    expect(bench.entry('a')).toMatchObject({ state: 'deferred', attempts: 1 });
    bench.scripts.set('smtp.example.com', stage === 'connect' ? { onOpen: fail } : { onSend: fail });
    bench.clock.jump(60 * HOUR);
    await bench.clock.advance(40 * HOUR);
    expect(bench.entry('a')?.state).toBe('deferred');
    await bench.clock.advance(10 * HOUR);
    expect(bench.entry('a')).toMatchObject({ state: 'failed', error: { code: 'send.expired' } });
    await deliverer.stop();
  });
});

describe('an account that fails as a whole', () => {
  it('tries a refused password once for all its mail, waits an hour, and the others go on', async () => {
    const bench = await deliveryBench({
      onOpen() {
        throw failure('login.refused', 'login', { detail: '535 no' });
      },
    });
    await bench.account(other);
    bench.queue('a');
    bench.queue('b');
    bench.queue('c', { accountId: 'out-2' });
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    expect(bench.states('a', 'b', 'c')).toEqual(['deferred', 'deferred', 'sent']);
    expect([bench.entry('a')?.attempts, bench.entry('b')?.attempts]).toEqual([1, 0]);
    expect(bench.entry('b')).toMatchObject({ error: { code: 'login.refused', detail: '535 no' } });
    expect(lastDelivery(bench.database, 'out-1')).toMatchObject({
      error: { code: 'login.refused' },
      failingSince: expect.any(Number),
    });
    // What comes later waits with them.
    bench.queue('d');
    deliverer.kick();
    await settle();
    expect(bench.entry('d')).toMatchObject({ state: 'deferred', attempts: 0 });
    await bench.clock.advance(58 * MINUTE);
    const opened = (): number => bench.connections.filter((line) => line === 'open smtp.example.com').length;
    expect(opened()).toBe(1);
    await bench.clock.advance(2 * MINUTE);
    expect(opened()).toBe(2);
    await deliverer.stop();

    // The rest outlives the program.
    const next = bench.start();
    next.start();
    bench.queue('e');
    next.kick();
    await settle();
    expect(opened()).toBe(2);
    expect(bench.entry('e')?.state).toBe('deferred');
    await next.stop();
  });

  it('is tried at once when it was edited, and then sends all that waited', async () => {
    const bench = await deliveryBench({
      onOpen() {
        throw failure('login.refused', 'login');
      },
    });
    bench.queue('a');
    bench.queue('b');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    bench.scripts.set('smtp.example.com', {});
    deliverer.accountChanged('out-1');
    await settle();
    expect(bench.states('a', 'b')).toEqual(['sent', 'sent']);
    expect(lastDelivery(bench.database, 'out-1')).toMatchObject({
      error: undefined,
      failingSince: undefined,
    });
    await deliverer.stop();
  });

  it('is signed in to when it was edited and has no mail, and nothing is sent', async () => {
    const refuse = (): never => {
      throw failure('login.refused', 'login');
    };
    const bench = await deliveryBench({ onOpen: refuse });
    const state = () => {
      const { error, failingSince } = lastDelivery(bench.database, 'out-1');
      return [error?.code, failingSince !== undefined];
    };
    bench.queue('a');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    cancel(bench.database, 1);
    const edit = async (script: TransportScript): Promise<void> => {
      bench.scripts.set('smtp.example.com', script);
      doubtAccountError(bench.database, 'out-1');
      deliverer.accountChanged('out-1');
      await settle();
    };
    await edit({ onOpen: refuse });
    expect(state()).toEqual(['login.refused', true]);
    const tried: string[] = [];
    await edit({
      onTrySender(address) {
        tried.push(address);
        throw failure('send.senderRefused', 'submit');
      },
    });
    expect(state()).toEqual(['send.senderRefused', true]);
    await edit({});
    expect(state()).toEqual([undefined, false]);
    expect([tried, bench.sent]).toEqual([['support@example.com'], []]);
    const opened = bench.connections.length;
    await edit({});
    expect(bench.connections.slice(opened)).toEqual(['quit smtp.example.com']);
    await deliverer.stop();
  });

  it('and was edited while nothing ran is signed in to at the start', async () => {
    const { database, start, connections } = await deliveryBench();
    const error = failure('login.refused', 'login').toPlain();
    recordAccountState(database, 'out-1', { at: 1, sent: false, error });
    const first = start();
    first.start();
    await first.stop();
    expect(connections).toEqual([]);
    doubtAccountError(database, 'out-1');
    const next = start();
    next.start();
    await settle();
    expect(lastDelivery(database, 'out-1').failingSince).toBeUndefined();
    expect(connections).toEqual(['open smtp.example.com']);
    await next.stop();
  });

  it('that is edited while it signs in signs in anew, and nothing is held against it', async () => {
    let refuse: (error: Error) => void = () => {};
    const bench = await deliveryBench({
      onOpen: () => new Promise((_resolve, reject) => (refuse = reject)),
      onClose: () => refuse(failure('login.refused', 'login')),
    });
    bench.queue('a');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    bench.scripts.set('smtp.example.com', {});
    deliverer.accountChanged('out-1');
    await settle();
    expect(bench.entry('a')).toMatchObject({ state: 'sent', attempts: 1 });
    expect(lastDelivery(bench.database, 'out-1').error).toBeUndefined();
    await deliverer.stop();
  });

  it('that is edited while its password is looked up is not connected to with the old settings', async () => {
    const { queue, start, connections, account, scripts, secrets, states } = await deliveryBench();
    let answer: () => void = () => {};
    const { get } = secrets;
    secrets.get = async (key) => {
      await new Promise<void>((resolve) => (answer = resolve));
      return get(key);
    };
    queue('a');
    const deliverer = start();
    deliverer.start();
    await settle();
    const answerFirst = answer;
    secrets.get = get;
    await account({ host: other.host });
    scripts.set(other.host, {});
    deliverer.accountChanged('out-1');
    answerFirst();
    await settle();
    expect(states('a')).toEqual(['sent']);
    expect(connections).toEqual(['open other.example.com']);
  });

  it('that can not be reached is tried after 1, 2, 4 minutes, and sends everything when it is back', async () => {
    let isDown = true;
    const bench = await deliveryBench({
      onOpen() {
        if (isDown) throw failure('connect.refused', 'connect', { transient: true });
      },
    });
    bench.queue('a');
    bench.queue('b');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    await bench.clock.advance(8 * MINUTE);
    expect(bench.connections.filter((line) => line.startsWith('open'))).toHaveLength(4);
    isDown = false;
    await bench.clock.advance(8 * MINUTE);
    expect(bench.states('a', 'b')).toEqual(['sent', 'sent']);
    await deliverer.stop();
  });

  it('wakes when that what it rests for is over', async () => {
    const bench = await deliveryBench({
      onOpen() {
        throw failure('dns.unavailable', 'dns', { transient: true });
      },
    });
    bench.queue('a');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    bench.scripts.set('smtp.example.com', {});
    deliverer.wakeResting(({ code }) => code.startsWith('secret.'));
    await settle();
    expect(bench.states('a')).toEqual(['deferred']);
    deliverer.wakeResting(({ code }) => code.startsWith('dns.'));
    await settle();
    expect(bench.states('a')).toEqual(['sent']);
    await deliverer.stop();
  });

  it('gives its mail up after two days', async () => {
    const bench = await deliveryBench({
      onOpen() {
        throw failure('login.refused', 'login', { detail: '535 no' });
      },
    });
    bench.queue('a');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    await bench.clock.advance(48 * HOUR);
    expect(bench.entry('a')).toMatchObject({
      state: 'failed',
      error: { code: 'send.expired', params: { hours: 48 }, detail: '535 no' },
    });
    await deliverer.stop();
  });

  it('without its password is not asked for', async () => {
    const bench = await deliveryBench();
    await bench.secrets.delete(secretKey('outgoing', 'out-1'));
    bench.queue('a');
    await bench.start().flush();
    expect(bench.entry('a')).toMatchObject({ state: 'deferred', error: { code: 'secret.missing' } });
    expect(bench.connections).toEqual([]);
  });

  it('may refuse the login only when a message comes: that message waits with the others', async () => {
    const bench = await deliveryBench({
      onSend() {
        throw failure('login.required', 'login', { detail: '530 sign in' });
      },
    });
    await bench.account({ maxConnections: 1 });
    bench.queue('a');
    bench.queue('b');
    await bench.start().flush();
    expect(bench.states('a', 'b')).toEqual(['deferred', 'deferred']);
    expect([bench.entry('a')?.attempts, bench.entry('b')?.attempts]).toEqual([1, 0]);
  });

  it('hanging up on one message lets the next ones breathe, not be thrown after it', async () => {
    const bench = await deliveryBench({
      onSend({ recipients }) {
        if (recipients.includes('poison@example.com'))
          throw failure('connect.closed', 'submit', { transient: true });
      },
      staysUsable: () => bench.sent.at(-1) !== 'poison@example.com',
    });
    await bench.account({ maxConnections: 1 });
    bench.queue('poison');
    bench.queue('b');
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    expect(bench.sent).toEqual(['poison@example.com']);
    await bench.clock.advance(4 * MINUTE);
    expect(bench.states('poison', 'b')).toEqual(['deferred', 'sent']);
    await deliverer.stop();
  });
});

describe('an account that is paused or gone', () => {
  it('paused: its mail stays queued, untried, until it is active again', async () => {
    const bench = await deliveryBench();
    await bench.account(other);
    await bench.account({ ...other, active: false });
    bench.queue('a', { accountId: 'out-2' });
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    await bench.clock.advance(HOUR);
    expect(bench.entry('a')).toMatchObject({ state: 'queued', accountState: 'paused', attempts: 0 });
    await bench.account(other);
    deliverer.accountChanged('out-2');
    await settle();
    expect(bench.states('a')).toEqual(['sent']);
    await deliverer.stop();
  });

  it('deleted: its mail fails, and nobody else sends it', async () => {
    const bench = await deliveryBench();
    await bench.account(other);
    bench.queue('a', { accountId: 'out-2' });
    deleteOutgoingAccount(bench.database, 'out-2');
    await bench.start().flush();
    expect(bench.entry('a')).toMatchObject({
      state: 'failed',
      accountState: 'deleted',
      error: { code: 'send.noAccount' },
    });
    expect(bench.sent).toEqual([]);
  });
});

describe('the rate of an account', () => {
  it('holds over every minute, and over a restart', async () => {
    const bench = await deliveryBench();
    await bench.account({ maxPerMinute: 3 });
    for (let n = 0; n < 8; n++) bench.queue(`m${n}`);
    const deliverer = bench.start();
    deliverer.start();
    await settle();
    expect(bench.sent).toHaveLength(3);
    await bench.clock.advance(30_000);
    await deliverer.stop();
    const next = bench.start();
    next.start();
    await settle();
    expect(bench.sent).toHaveLength(3);
    await bench.clock.advance(31_000);
    expect(bench.sent).toHaveLength(6);
    await bench.clock.advance(60_000);
    expect(bench.sent).toHaveLength(8);
    await next.stop();
  });
});

describe('the messages of a ticket', () => {
  const to = (...names: string[]) =>
    names.map((name) => ({ address: `${name}@example.com`, kind: 'to' as const }));

  it('go one after the other where they share a recipient, whatever account they go through', async () => {
    const bodies: (() => void)[] = [];
    const body = (): Promise<undefined> => new Promise((resolve) => bodies.push(() => resolve(undefined)));
    const bench = await deliveryBench({ onBody: body });
    await bench.account(other);
    bench.scripts.set(other.host, { onBody: body });
    const { id: ticketId } = insertTicket(bench.database, 'T', 1);
    bench.queue('first', { ticketId, recipients: to('anna', 'bert') });
    bench.queue('second', { ticketId, recipients: to('ANNA'), accountId: 'out-2' });
    bench.queue('third', { ticketId, recipients: to('carl') });
    bench.queue('fourth', { ticketId, recipients: to('bert', 'anna') });
    const deliverer = bench.start();
    const flushed = deliverer.flush();
    await settle();
    expect(bench.sent).toEqual(['anna@example.com bert@example.com', 'carl@example.com']);
    bodies[0]?.();
    await settle();
    expect(bench.sent.slice(2)).toEqual(['ANNA@example.com']);
    bodies[1]?.();
    bodies[2]?.();
    await settle();
    expect(bench.sent.slice(3)).toEqual(['bert@example.com anna@example.com']);
    bodies[3]?.();
    await flushed;
    expect(bench.states('first', 'second', 'third', 'fourth')).toEqual(['sent', 'sent', 'sent', 'sent']);
  });

  it('wait while an earlier one is deferred, and go when it is cancelled', async () => {
    const bench = await deliveryBench({
      onBody({ source }) {
        if (String(source).endsWith('first')) throw failure('send.temporary', 'submit', { transient: true });
        return undefined;
      },
    });
    const { id: ticketId } = insertTicket(bench.database, 'T', 1);
    bench.queue('first', { ticketId, recipients: to('anna') });
    bench.queue('second', { ticketId, recipients: to('anna') });
    const deliverer = bench.start();
    await deliverer.flush();
    expect(bench.states('first', 'second')).toEqual(['deferred', 'queued']);
    cancel(bench.database, 1);
    await deliverer.flush();
    expect(bench.states('first', 'second')).toEqual(['cancelled', 'sent']);
  });
});
