import SQLite from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { createLockedSecrets } from '../../../electron/engine/secrets/locked.ts';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { createSwitchableSecrets } from '../../../electron/engine/secrets/switchable.ts';
import { databaseFile } from '../../../electron/engine/store/database.ts';
import { sendRequestSchema, type OutboxEntry } from '../../../shared/domain/outbound.ts';
import { settle } from '../../support/fake-clock.ts';
import { engineBench, incomingInput, outgoingInput, type EngineBench } from './bench.ts';

const request = sendRequestSchema.parse({ to: ['anna@example.com'], subject: 's', text: 't' });

async function onlyEntry({ engine }: EngineBench): Promise<OutboxEntry | undefined> {
  const { items: entries } = await engine.handlers['outbox.list']({ limit: 10, filter: 'all' });
  expect(entries).toHaveLength(1);
  return entries[0];
}

describe('sending', () => {
  it('does not reach for the server before the engine is started, and does so then', async () => {
    const bench = engineBench();
    const { engine, clock, sent } = bench;
    await engine.handlers['outgoing.create']({ account: outgoingInput(), secret: 'pw' });
    const { id } = await engine.handlers['outbox.send'](request);
    await clock.advance(60_000);
    expect([sent, (await onlyEntry(bench))?.state]).toEqual([[], 'queued']);
    await engine.handlers['outbox.cancel']({ id });
    await engine.handlers['outbox.retry']({ id });
    await clock.advance(60_000);
    expect([sent, (await onlyEntry(bench))?.state]).toEqual([[], 'queued']);
    engine.start();
    await clock.advance(1000);
    expect([sent, (await onlyEntry(bench))?.state]).toEqual([['pw anna@example.com'], 'sent']);
    // And from now on without waiting for the clock.
    await engine.handlers['outbox.send'](request);
    await settle();
    expect(sent).toHaveLength(2);
  });
});

it('an account that was edited is no longer blamed for what it was', async () => {
  const bench = engineBench();
  const { handlers } = bench.engine;
  const { account } = await handlers['outgoing.create']({ account: outgoingInput() });
  await handlers['outgoing.sendTest']({ id: account.id, to: 'anna@example.com' });
  const overview = async () => (await handlers['outgoing.list']({}))[0];
  expect((await overview())?.lastError?.code).toBe('secret.missing');
  await handlers['outgoing.update']({ id: account.id, account: outgoingInput(), secret: 'pw' });
  expect(await overview()).not.toHaveProperty('lastError');
  expect(bench.sent).toEqual([]);
});

describe('mail of rules that waits for an account', () => {
  /** A message whose rule confirms it, and nobody to send that. */
  async function waiting() {
    const bench = engineBench();
    const { engine, server, dataDirectory } = bench;
    const { handlers } = engine;
    const { account } = await handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
    await handlers['rules.create']({
      accountId: account.id,
      title: 'Confirm',
      rank: 1,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions: [{ kind: 'confirm' }],
    });
    server(account.host).deliver('From: ann@customer.example\r\nSubject: printer\r\n\r\nHi\r\n');
    await handlers['incoming.poll']({});
    await engine.drain();
    const recipients = async (): Promise<string[]> =>
      (await handlers['outbox.list']({ limit: 10, filter: 'all' })).items.flatMap(({ to }) => to);
    return {
      handlers,
      recipients,
      /** One more that nobody has looked at since there are accounts. */
      leave(recipient: string): void {
        const database = new SQLite(databaseFile(dataDirectory));
        database
          .prepare(
            `INSERT INTO rule_mails (message_id, kind, recipient, rule)
             SELECT id, 'confirm', ?, 'Confirm' FROM messages`,
          )
          .run(recipient);
        database.close();
      },
    };
  }

  it('goes out when one is added, and is looked at whenever one is changed', async () => {
    const { handlers, recipients, leave } = await waiting();
    expect(await recipients()).toEqual([]);
    const { account } = await handlers['outgoing.create']({ account: outgoingInput(), secret: 'pw' });
    await expect.poll(recipients, { timeout: 20_000 }).toEqual(['ann@customer.example']);
    const { id, createdAt: _createdAt, updatedAt: _updatedAt, ...input } = account;
    const other = await handlers['outgoing.create']({
      account: { ...input, name: 'Other', isDefault: false, active: false },
      secret: 'pw',
    });
    const changes: Readonly<Record<string, () => Promise<unknown>>> = {
      edited: () => handlers['outgoing.update']({ id, account: { ...input, senderName: 'New' } }),
      resumed: () => handlers['outgoing.setActive']({ id: other.account.id, active: true }),
      chosen: () => handlers['outgoing.setDefault']({ id: other.account.id }),
    };
    for (const [name, change] of Object.entries(changes)) {
      leave(`${name}@customer.example`);
      await change();
      await expect.poll(recipients, { timeout: 20_000 }).toContain(`${name}@customer.example`);
    }
  });
});

describe('a vault that is locked', () => {
  /** Accounts made while the secrets could be reached: one for sending, and one per host for receiving. */
  async function vaultBench(...hosts: readonly string[]) {
    const memory = createMemorySecrets();
    const secrets = createSwitchableSecrets(memory);
    const bench = engineBench({ secrets });
    const { handlers } = bench.engine;
    await handlers['outgoing.create']({ account: outgoingInput(), secret: 'pw' });
    for (const host of hosts) {
      await handlers['incoming.create']({ account: incomingInput({ name: host, host }), secret: 'pw' });
    }
    return {
      ...bench,
      lock: () => secrets.use(createLockedSecrets()),
      unlock() {
        secrets.use(memory);
        bench.engine.secretsAvailable();
      },
      async pollErrors() {
        const accounts = await handlers['incoming.list']({});
        return Object.fromEntries(accounts.map(({ account, status }) => [account.name, status.error?.code]));
      },
    };
  }

  it('lets mail wait instead of failing it, and sends it as soon as it is open', async () => {
    const bench = await vaultBench();
    const { engine, clock, sent, lock, unlock } = bench;
    lock();
    engine.start();
    await engine.handlers['outbox.send'](request);
    await settle();
    expect(await onlyEntry(bench)).toMatchObject({ state: 'deferred', error: { code: 'secret.locked' } });
    // The next attempt is an hour away by then.
    await clock.advance(40 * 60_000);
    expect(await onlyEntry(bench)).toMatchObject({ state: 'deferred', error: { code: 'secret.locked' } });
    expect(sent).toEqual([]);
    unlock();
    await settle();
    expect(sent).toEqual(['pw anna@example.com']);
    expect((await onlyEntry(bench))?.state).toBe('sent');
  });

  it('is no longer held against an account once it is open; another failure is', async () => {
    const { engine, server, lock, unlock, pollErrors } = await vaultBench('a.example.com', 'b.example.com');
    const { handlers } = engine;
    server('b.example.com').canRemove = false;
    await handlers['incoming.poll']({});
    lock();
    const [first] = await handlers['incoming.list']({});
    const run = await handlers['incoming.poll']({ ids: [first?.account.id ?? ''] });
    expect(run).toMatchObject([{ account: 'a.example.com', error: { code: 'secret.locked' } }]);
    expect(await pollErrors()).toEqual({
      'a.example.com': 'secret.locked',
      'b.example.com': 'mailbox.readOnly',
    });
    unlock();
    expect(await pollErrors()).toEqual({ 'a.example.com': undefined, 'b.example.com': 'mailbox.readOnly' });
  });

  it('is polled again at once when it is open', async () => {
    const { engine, clock, server, lock, unlock, pollErrors } = await vaultBench('a.example.com');
    const { journal } = server('a.example.com');
    lock();
    engine.start();
    await clock.advance(15_000);
    expect([journal, await pollErrors()]).toEqual([[], { 'a.example.com': 'secret.locked' }]);
    unlock();
    await vi.waitFor(
      async () =>
        expect([journal, await pollErrors()]).toEqual([
          ['open', 'list', 'finish'],
          { 'a.example.com': undefined },
        ]),
      { timeout: 10_000 },
    );
  });
});
