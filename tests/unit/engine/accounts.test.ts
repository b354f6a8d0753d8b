import { describe, expect, it } from 'vitest';
import type { MailSource } from '../../../electron/engine/receiving/source.ts';
import type { SecretStore } from '../../../electron/engine/ports.ts';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import type { IncomingAccountInput } from '../../../shared/domain/incoming-account.ts';
import { settle } from '../../support/fake-clock.ts';
import { connectionLost } from '../../support/mail-server-model.ts';
import { engineBench, incomingInput } from './bench.ts';

describe('two accounts on one mailbox', () => {
  it.each([
    { serverType: 'pop3' },
    { host: 'IMAP.Example.com' },
    { mailbox: 'inbox' },
    { serverType: 'pop3', mailbox: 'Work' },
    { encryption: 'starttls' },
  ] satisfies Partial<IncomingAccountInput>[])('take turns and import its mail once: %o', async (changes) => {
    const { engine, server } = engineBench({
      adapters: (parts) => ({ createSource: ({ host }) => parts.server(host.toLowerCase()).session() }),
    });
    const { handlers } = engine;
    const { messages, journal, deliver } = server('imap.example.com');
    deliver('Subject: a\r\n\r\nx\r\n', 'Subject: b\r\n\r\nx\r\n');
    await handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
    await handlers['incoming.create']({
      account: incomingInput({ name: 'Second', ...changes }),
      secret: 'pw',
    });
    const runs = await handlers['incoming.poll']({});
    expect(runs.map(({ imported }) => imported).toSorted((a, b) => a - b)).toEqual([0, 2]);
    expect(runs.some(({ error }) => error !== undefined)).toBe(false);
    expect(messages).toEqual([]);
    expect(journal.filter((step) => step === 'open' || step === 'finish')).toEqual([
      ...['open', 'finish', 'open', 'finish'],
    ]);
    expect((await handlers['messages.list']({ folder: 'inbox', limit: 10 })).items).toHaveLength(2);
  });

  it.each([{ host: 'imap.example.org' }, { user: 'sales' }, { mailbox: 'Work' }])(
    'are not what differs in %o: neither waits for the other',
    async (changes) => {
      const opened: string[] = [];
      const all = deferred();
      const { engine } = engineBench({
        adapters: (parts) => ({
          createSource({ host, user, mailbox }): MailSource {
            const session = parts.server(host).session();
            return {
              ...session,
              async open() {
                opened.push(`${host} ${user} ${mailbox}`);
                if (opened.length === 2) all.resolve();
                await all.promise;
                return session.open();
              },
            };
          },
        }),
      });
      const { handlers } = engine;
      await handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
      await handlers['incoming.create']({
        account: incomingInput({ name: 'Second', ...changes }),
        secret: 'pw',
      });
      expect(await handlers['incoming.poll']({})).toHaveLength(2);
    },
  );

  it('are not made by copying one: the copy is paused', async () => {
    const { engine } = engineBench();
    const { handlers } = engine;
    const { account } = await handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
    const copy = await handlers['incoming.duplicate']({ id: account.id });
    expect(copy).toMatchObject({ account: { active: false }, status: { state: 'paused' } });
    expect(await handlers['incoming.poll']({})).toMatchObject([{ accountId: account.id }]);
  });
});

/** A promise and what settles it. */
function deferred<T = void>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: Error) => void;
} {
  let resolve: (value: T) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Keeps secrets in memory, and lets a test hold back the next one. */
function slowSecrets(): SecretStore & { hold(): () => void } {
  const memory = createMemorySecrets();
  let ready: Promise<void> = Promise.resolve();
  return {
    ...memory,
    async set(key, secret) {
      await ready;
      await memory.set(key, secret);
    },
    hold() {
      const { promise, resolve } = deferred();
      ready = promise;
      return resolve;
    },
  };
}

describe('a run that begins while new settings are being saved', () => {
  it('still has the old ones, and has ended without removing anything when the change is answered', async () => {
    const secrets = slowSecrets();
    const reached = deferred();
    const goOn = deferred();
    let aborts = 0;
    const { engine, server } = engineBench({
      secrets,
      adapters: (parts) => ({
        createSource({ host }): MailSource {
          const session = parts.server(host).session();
          const aborted = deferred<never>();
          aborted.promise.catch(() => {});
          return {
            ...session,
            async *fetch(messages) {
              reached.resolve();
              await Promise.race([goOn.promise, aborted.promise]);
              yield* session.fetch(messages);
            },
            abort() {
              aborts += 1;
              session.abort();
              aborted.reject(connectionLost());
            },
          };
        },
      }),
    });
    server('old.example.com').deliver('Subject: a\r\n\r\nx\r\n');
    const { handlers } = engine;
    const old = incomingInput({ host: 'old.example.com' });
    const { account } = await handlers['incoming.create']({ account: old, secret: 'pw' });

    const release = secrets.hold();
    const answered = handlers['incoming.update']({
      id: account.id,
      account: incomingInput({ host: 'new.example.com' }),
      secret: 'new',
    });
    await settle();
    const run = handlers['incoming.poll']({ ids: [account.id] });
    await reached.promise;
    release();
    expect((await answered).status.state).not.toBe('polling');
    expect(aborts).toBeGreaterThan(0);
    goOn.resolve();
    expect(await run).toMatchObject([{ removed: 0, error: { code: 'poll.cancelled' } }]);
    expect(server('old.example.com').messages).toHaveLength(1);
    expect(server('new.example.com').journal).toEqual([]);
    // The next one has the new settings.
    server('new.example.com').deliver('Subject: b\r\n\r\nx\r\n');
    expect(await handlers['incoming.poll']({ ids: [account.id] })).toMatchObject([
      { imported: 1, removed: 1 },
    ]);
    expect(server('old.example.com').messages).toHaveLength(1);
  });
});
