// What other systems are told over HTTP, by a whole engine to a real server.
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import tls from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { post } from '../../../electron/engine/hand-over/post.ts';
import type { SecretStore } from '../../../electron/engine/ports.ts';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { databaseFile } from '../../../electron/engine/store/database.ts';
import { hookInputSchema, type HookDelivery, type HookOverview } from '../../../shared/domain/hook.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { instantCertificate } from '../../servers/instant-certificate.ts';
import { startProxy, type ProxyOptions, type ProxyServer } from '../../servers/proxy-server.ts';
import { isGenuine, startReceiver, type Receiver } from '../../support/receiver.ts';
import { engineBench, incomingInput, type BenchOptions, type EngineBench } from '../engine/bench.ts';

const HOST = 'imap.example.com';
const SECRET = 'canary-of-the-signature-0001';
const MINUTE_MS = 60_000;
const mail = (subject: string): string =>
  `From: Ann <ann@customer.example>\r\nSubject: ${subject}\r\n\r\nSome text\r\n`;

interface Setting extends EngineBench {
  readonly hook: HookOverview;
  /** A message comes in and is told. */
  receive(...subjects: readonly string[]): Promise<void>;
  deliveries(): Promise<HookDelivery[]>;
}

async function setting(
  receiver: Receiver,
  changes: object = {},
  options: BenchOptions = {},
): Promise<Setting> {
  const bench = engineBench(options);
  const { engine, server } = bench;
  const { account } = await engine.handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
  await engine.handlers['rules.create']({
    accountId: account.id,
    title: 'Printers',
    rank: 1,
    active: true,
    conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
    actions: [{ kind: 'createTicket' }],
  });
  const input = hookInputSchema.parse({
    name: 'Tickets',
    url: receiver.url,
    events: ['imported'],
    ...changes,
  });
  const hook = await engine.handlers['hooks.create']({ hook: input, secret: SECRET });
  return {
    ...bench,
    hook,
    async receive(...subjects) {
      for (const subject of subjects) server(HOST).deliver(mail(subject));
      await engine.handlers['incoming.poll']({});
      await engine.drain();
      await engine.flushHandOver();
    },
    async deliveries() {
      return (await engine.handlers['hooks.deliveries']({ id: hook.hook.id, limit: 100 })).items;
    },
  };
}

describe('a receiver', () => {
  it('is told what rules and people do, signed, with message, ticket and source', async () => {
    const receiver = await startReceiver();
    const events = ['imported', 'ticketCreated', 'ticketAssigned', 'archived'];
    const { engine, receive, deliveries } = await setting(receiver, { events, includeSource: true });
    await receive('Printer');
    expect(receiver.told.map(({ json }) => json.event)).toEqual(['imported', 'ticketCreated', 'archived']);
    for (const told of receiver.told) {
      expect(isGenuine(told, SECRET)).toBe(true);
      expect(isGenuine(told, 'another-secret-000000')).toBe(false);
      expect(isGenuine({ ...told, body: Buffer.concat([told.body, Buffer.from(' ')]) }, SECRET)).toBe(false);
      expect(told.headers['x-mailroom-delivery']).toBe(told.json.delivery);
    }
    expect(receiver.told[1]?.json).toMatchObject({
      details: { ticket: 'T-000001', rule: 'Printers' },
      message: { subject: 'Printer', text: 'Some text\n', folder: 'archive' },
      ticket: { number: 'T-000001' },
    });
    expect(String(Buffer.from(receiver.told[0]?.json.source ?? '', 'base64'))).toBe(mail('Printer'));
    expect(new Set(receiver.told.map(({ json }) => json.delivery)).size).toBe(3);

    await receive('Lunch');
    const { items } = await engine.handlers['messages.list']({ folder: 'inbox', limit: 1 });
    await engine.handlers['messages.assignTicket']({ ids: [items[0]!.id], ticket: 'T-000001' });
    await engine.flushHandOver();
    expect(receiver.told.slice(3).map(({ json }) => json.event)).toEqual([
      'imported',
      'ticketAssigned',
      'archived',
    ]);
    expect((await deliveries()).every(({ state }) => state === 'delivered')).toBe(true);
  });

  it('hears only of what it wants, and of nothing that was before it', async () => {
    const receiver = await startReceiver();
    const { engine, hook, receive } = await setting(receiver, { events: ['ticketCreated'] });
    await receive('Printer', 'Lunch');
    expect(receiver.told.map(({ json }) => json.message?.subject)).toEqual(['Printer']);
    expect(receiver.told[0]?.json).not.toHaveProperty('source');
    const { id: _id, ...input } = hook.hook;
    await engine.handlers['hooks.create']({ hook: { ...input, name: 'Second' }, secret: SECRET });
    await engine.flushHandOver();
    expect(receiver.told).toHaveLength(1);
  });

  it('gets what it refuses again and again, under the same key, ever more rarely, until it is given up', async () => {
    const receiver = await startReceiver();
    receiver.answer = 500;
    const { engine, clock, receive, deliveries } = await setting(receiver);
    await receive('One');
    expect(await deliveries()).toMatchObject([
      {
        state: 'waiting',
        subject: 'One',
        attempts: 1,
        nextAttemptAt: clock.now() + MINUTE_MS,
        error: { code: 'handOver.refused' },
      },
    ]);
    await engine.flushHandOver();
    expect(receiver.told).toHaveLength(1);
    for (const minutes of [1, 5, 15, 60, 180, 360, 720, 1440]) {
      clock.jump(minutes * MINUTE_MS - 1);
      await engine.flushHandOver();
      const before = receiver.told.length;
      clock.jump(1);
      await engine.flushHandOver();
      expect(receiver.told).toHaveLength(before + 1);
    }
    expect(await deliveries()).toMatchObject([{ state: 'failed', attempts: 9 }]);
    expect(await engine.handlers['hooks.list']({})).toMatchObject([{ waiting: 0, failed: 1 }]);
    clock.jump(10 * 1440 * MINUTE_MS);
    await engine.flushHandOver();
    expect(receiver.told).toHaveLength(9);

    receiver.answer = 200;
    const [given] = await deliveries();
    const states: unknown[] = [];
    engine.on((name) => {
      if (name === 'hooks.changed') states.push(deliveries().then(([item]) => item?.state));
    });
    await engine.handlers['hooks.retry']({ deliveryId: given!.id });
    await engine.flushHandOver();
    expect(await Promise.all(states)).toEqual(['delivered']);
    expect(new Set(receiver.told.map(({ headers }) => headers['x-mailroom-delivery']))).toEqual(
      new Set([given!.key]),
    );
    expect(await deliveries()).toMatchObject([{ state: 'delivered', deliveredAt: clock.now() }]);
    expect((await deliveries())[0]).not.toHaveProperty('error');
  });

  it('that refuses one thing gets the others meanwhile; one out of reach gets nothing for a minute', async () => {
    const receiver = await startReceiver();
    receiver.answer = (response) => {
      response.writeHead(String(receiver.told.at(-1)?.json.message?.subject) === 'Bad' ? 422 : 204).end();
    };
    const { engine, clock, hook, receive, deliveries } = await setting(receiver);
    await receive('Bad', 'Good');
    expect((await deliveries()).map(({ state }) => state)).toEqual(['delivered', 'waiting']);

    const { id, ...input } = hook.hook;
    // Nobody listens there.
    await engine.handlers['hooks.update']({ id, hook: { ...input, url: 'https://127.0.0.1:1/' } });
    await receive('Later', 'Latest');
    const waiting = (await deliveries()).slice(0, 2);
    expect(waiting.map(({ attempts }) => attempts)).toEqual([0, 1]);
    expect(waiting.every(({ nextAttemptAt }) => nextAttemptAt === clock.now() + MINUTE_MS)).toBe(true);
    await engine.handlers['hooks.update']({ id, hook: { ...input, url: (await startReceiver()).url } });
    clock.jump(MINUTE_MS);
    await engine.flushHandOver();
    expect((await deliveries()).map(({ state }) => state)).toEqual(
      Array.from({ length: 4 }, () => 'delivered'),
    );
  });

  it('need not wait until a clock that was set back has caught up', async () => {
    const receiver = await startReceiver();
    receiver.answer = 500;
    const { engine, clock, receive, deliveries } = await setting(receiver);
    await receive('One');
    receiver.answer = 200;
    clock.jump(-10 * 1440 * MINUTE_MS);
    await engine.flushHandOver();
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 2 }]);
  });

  it('that is slow and has much to hear does not keep the others waiting', async () => {
    const slow = await startReceiver();
    const waiting: ServerResponse[] = [];
    slow.answer = (response) => void waiting.push(response);
    const quick = await startReceiver();
    const { engine, receive, server } = await setting(slow);
    const told = receive('One', 'Two', 'Three');
    await slow.has(1);
    const input = { name: 'Quick', url: quick.url, events: ['imported'] };
    await engine.handlers['hooks.create']({ hook: hookInputSchema.parse(input), secret: SECRET });
    server(HOST).deliver(mail('Four'));
    await engine.handlers['incoming.poll']({});
    await engine.drain();
    waiting.shift()?.writeHead(204).end();
    await Promise.all([quick.has(1), slow.has(2)]);
    expect(slow.told).toHaveLength(2);
    slow.answer = 204;
    waiting.shift()?.writeHead(204).end();
    await told;
    expect([slow.told.length, quick.told.length]).toEqual([4, 1]);
  });

  it('forgets what was delivered a month ago', async () => {
    const receiver = await startReceiver();
    const { clock, receive, deliveries } = await setting(receiver);
    await receive('One');
    clock.jump(31 * 1440 * MINUTE_MS);
    await receive('Two');
    expect(await deliveries()).toHaveLength(1);
  });

  it('is not followed elsewhere, and what waits while it is paused comes afterwards', async () => {
    const receiver = await startReceiver();
    receiver.answer = 307;
    const { engine, clock, hook, receive, deliveries } = await setting(receiver);
    await receive('One');
    expect(receiver.told).toHaveLength(1);
    expect(await deliveries()).toMatchObject([{ error: { params: { status: 307 } } }]);
    const { id, ...input } = hook.hook;
    await engine.handlers['hooks.update']({ id, hook: { ...input, active: false } });
    receiver.answer = 200;
    clock.jump(MINUTE_MS);
    await receive('Two');
    expect(receiver.told).toHaveLength(1);
    await engine.handlers['hooks.update']({ id, hook: { ...input, active: true } });
    await engine.flushHandOver();
    expect(receiver.told.slice(1).map(({ json }) => json.message?.subject)).toEqual(['One', 'Two']);
  });

  it('misses nothing while its secret is locked away, however long', async () => {
    const receiver = await startReceiver();
    const vault = createMemorySecrets();
    let locked = false;
    const secrets: SecretStore = {
      ...vault,
      async get(key) {
        if (locked && key.startsWith('hook')) throw new MailroomError('secret.locked', 'secrets');
        return vault.get(key);
      },
    };
    const { engine, clock, receive, deliveries } = await setting(receiver, {}, { secrets });
    locked = true;
    await receive('One');
    for (let day = 0; day < 12; day++) {
      clock.jump(1440 * MINUTE_MS);
      await engine.flushHandOver();
    }
    expect(await deliveries()).toMatchObject([
      { state: 'waiting', attempts: 0, error: { code: 'secret.locked' } },
    ]);
    locked = false;
    clock.jump(MINUTE_MS);
    await engine.flushHandOver();
    expect(await deliveries()).toMatchObject([{ state: 'delivered', attempts: 1 }]);
  });

  it('is told by the clock while the engine runs', async () => {
    const receiver = await startReceiver();
    receiver.answer = 503;
    const { engine, clock, receive, deliveries } = await setting(receiver);
    engine.start();
    await receive('One');
    receiver.answer = 200;
    await clock.advance(MINUTE_MS);
    await receiver.has(2);
    await expect.poll(async () => (await deliveries())[0]?.state).toBe('delivered');
  });

  it('can be tried, and the answer says what is wrong', async () => {
    const receiver = await startReceiver();
    const { engine, hook } = await setting(receiver);
    const test = engine.handlers['hooks.test'];
    expect(await test({ id: hook.hook.id })).toMatchObject({ ok: true });
    expect(receiver.told[0]?.json).toMatchObject({ event: 'test' });
    expect(isGenuine(receiver.told[0]!, SECRET)).toBe(true);
    receiver.answer = 401;
    expect(await test({ id: hook.hook.id })).toMatchObject({
      ok: false,
      error: { code: 'handOver.refused', params: { status: 401 } },
    });
    receiver.answer = (response) => void response.destroy();
    expect(await test({ id: hook.hook.id })).toMatchObject({ ok: false, error: { code: 'connect.reset' } });
  });

  it('that does not answer counts as out of reach', async () => {
    const receiver = await startReceiver();
    receiver.answer = () => {};
    const { url } = receiver;
    const request = {
      url,
      body: Buffer.from('{}'),
      secret: SECRET,
      key: 'k',
      now: 1000,
      proxy: async () => undefined,
    };
    const { signal } = new AbortController();
    await expect(post(request, signal, 50)).rejects.toMatchObject({
      code: 'server.timeout',
      transient: true,
    });
  });
});

describe('a receiver behind a proxy', () => {
  /** Only the proxies know it. */
  const NAME = 'tickets.internal.example';
  const certificate = instantCertificate({ names: [NAME] });

  async function behindProxy(options: Omit<ProxyOptions, 'names'>): Promise<ProxyServer> {
    const proxy = await startProxy({ ...options, names: { [NAME]: '127.0.0.1' } });
    onTestFinished(() => proxy.stop());
    return proxy;
  }

  async function use({ engine }: EngineBench, { kind, host, port }: ProxyServer, user = ''): Promise<void> {
    await engine.handlers['settings.set']({ proxy: { kind, host, port, user } });
  }

  it.each(['socks5', 'http'] as const)(
    'is told through one of the kind %s, encrypted to the receiver',
    async (kind) => {
      const before = tls.getCACertificates('default');
      tls.setDefaultCACertificates([...before, certificate.certificate]);
      onTestFinished(() => tls.setDefaultCACertificates(before));
      const receiver = await startReceiver({ name: NAME, ...certificate });
      const bench = await setting(receiver);
      const { engine, hook, receive, deliveries } = bench;
      const credentials = { user: 'office', password: 'canary-of-the-proxy' };
      const proxy = await behindProxy({ kind, ...credentials });
      await use(bench, proxy, credentials.user);
      await engine.handlers['settings.setProxyPassword']({ password: credentials.password });
      expect(await engine.handlers['hooks.test']({ id: hook.hook.id })).toMatchObject({ ok: true });
      await receive('One');
      expect(receiver.told.map(({ json }) => json.event)).toEqual(['test', 'imported']);
      expect(receiver.told.every((told) => isGenuine(told, SECRET))).toBe(true);
      const { host } = new URL(receiver.url);
      expect(receiver.told[0]?.headers.host).toBe(host);
      expect(proxy.asked).toEqual([host, host]);

      await engine.handlers['settings.setProxyPassword']({ password: 'wrong' });
      await receive('Two');
      expect(receiver.told).toHaveLength(2);
      const [waiting] = await deliveries();
      expect(waiting).toMatchObject({
        state: 'waiting',
        error: { code: 'proxy.refused', params: { proxy: `127.0.0.1:${proxy.port}` } },
      });
      expect(JSON.stringify(waiting)).not.toMatch(/canary-of|wrong/);
    },
  );

  it('that shows a certificate nobody vouches for is told nothing', async () => {
    const receiver = await startReceiver({ name: NAME, ...certificate });
    const bench = await setting(receiver);
    await use(bench, await behindProxy({ kind: 'http' }));
    await bench.receive('One');
    expect(receiver.told).toEqual([]);
    expect(await bench.deliveries()).toMatchObject([{ error: { code: 'tls.selfSigned' } }]);
  });

  it('is not looked for there when it is this computer itself', async () => {
    const receiver = await startReceiver();
    const bench = await setting(receiver);
    const proxy = await behindProxy({ kind: 'socks5' });
    await use(bench, proxy);
    const { id, ...input } = bench.hook.hook;
    for (const host of ['127.0.0.1', 'LOCALHOST']) {
      const url = receiver.url.replace('127.0.0.1', host);
      await bench.engine.handlers['hooks.update']({ id, hook: { ...input, url } });
      expect(await bench.engine.handlers['hooks.test']({ id })).toMatchObject({ ok: true });
    }
    expect(proxy.asked).toEqual([]);
  });
});

describe('the secret of a receiver', () => {
  it('is in no answer and in no file, and goes with the receiver', async () => {
    const receiver = await startReceiver();
    const { engine, dataDirectory, hook, receive, deliveries } = await setting(receiver);
    receiver.answer = (response) => response.writeHead(500).end(SECRET);
    await receive('One');
    const said = JSON.stringify([hook, await engine.handlers['hooks.list']({}), await deliveries()]);
    expect(said).not.toContain(SECRET);
    for (const part of ['', '-wal'])
      expect(readFileSync(`${databaseFile(dataDirectory)}${part}`).includes(SECRET)).toBe(false);
    expect(hook.hasSecret).toBe(true);
    await engine.handlers['hooks.remove']({ id: hook.hook.id });
    expect(await engine.handlers['hooks.list']({})).toEqual([]);
  });
});

describe('the address of a receiver', () => {
  const accepts = (url: string): boolean =>
    hookInputSchema.safeParse({ name: 'x', url, events: ['archived'] }).success;

  it.each([
    'https://tickets.example.com/mail?x=1',
    'https://tickets.example.com:8443',
    'https://[2001:db8::1]/x',
    'http://127.0.0.1:8080/',
    'http://localhost/x',
    'http://[::1]:80',
  ])('%s is taken', (url) => expect(accepts(url)).toBe(true));

  it.each([
    'http://tickets.example.com/',
    'http://localhost.example.com/',
    'http://127.0.0.1.example.com/',
    'http://127.0.0.1@example.com/',
    'https://user:password@example.com/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'https://',
    'https://a b/',
  ])('%s is refused', (url) => expect(accepts(url)).toBe(false));
});
