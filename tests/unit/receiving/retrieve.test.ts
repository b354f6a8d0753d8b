import { describe, expect, it } from 'vitest';
import type { Database } from '../../../electron/engine/store/database.ts';
import { createImporter } from '../../../electron/engine/receiving/importer.ts';
import { retrieve } from '../../../electron/engine/receiving/retrieve.ts';
import type { MailSource } from '../../../electron/engine/receiving/source.ts';
import { listMessages } from '../../../electron/engine/store/message-list.ts';
import { findMessage, folderCounts, readSource } from '../../../electron/engine/store/messages.ts';
import { receiptOfMessage } from '../../../electron/engine/store/receipts.ts';
import { readTrail } from '../../../electron/engine/store/trail.ts';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { PollProgress, PollRun } from '../../../shared/domain/poll.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { connectionLost, createMailServer, type MailServerModel } from '../../support/mail-server-model.ts';
import { incomingAccount, silentLogger, temporaryDatabase } from '../../support/store.ts';

interface Bench {
  readonly database: Database;
  readonly server: MailServerModel;
  readonly progress: PollProgress[];
  poll(changes?: Partial<IncomingAccount>, signal?: AbortSignal): Promise<PollRun>;
  /** What is in the store, oldest first, as text. */
  sources(): string[];
}

function bench(protocol: 'imap' | 'pop3' = 'imap'): Bench {
  const database = temporaryDatabase();
  const server = createMailServer(protocol);
  const progress: PollProgress[] = [];
  // The commit is the one moment that the server does not see: note it from inside the database.
  database.function('note_commit', () => {
    server.journal.push('stored');
    return null;
  });
  database.exec('CREATE TEMP TRIGGER noted AFTER INSERT ON raw_sources BEGIN SELECT note_commit(); END');
  return {
    database,
    server,
    progress,
    poll: (changes = {}, signal = new AbortController().signal) =>
      retrieve(incomingAccount(changes), server.session(), {
        database,
        importer: createImporter(database),
        clock: createFakeClock(),
        logger: silentLogger,
        signal,
        onProgress: (now) => progress.push(now),
        onImported: () => server.journal.push(database.inTransaction ? 'told too early' : 'committed'),
      }),
    sources: () =>
      listMessages(database, { folder: 'inbox', limit: 1000 })
        .reverse()
        .map(({ id }) => String(readSource(database, id))),
  };
}

const mail = (name: string): string => `Subject: ${name}\r\n\r\nbody of ${name}\r\n`;

describe.each(['imap', 'pop3'] as const)('a poll run (%s)', (protocol) => {
  it('commits before it removes, and keeps every byte', async () => {
    const { server, database, poll, sources } = bench(protocol);
    server.deliver(mail('a'), mail('b'));
    const run = await poll();
    expect(run).toMatchObject({ found: 2, imported: 2, removed: 2, failed: 0, duplicates: 0 });
    expect(run).not.toHaveProperty('error');
    expect(server.messages).toEqual([]);
    expect(sources()).toEqual([mail('a'), mail('b')]);
    expect(server.journal).toEqual([
      ...['open', 'list', 'fetch 1', 'fetch 2', 'stored', 'stored', 'committed', 'remove 1 2', 'finish'],
    ]);
    const [newest] = listMessages(database, { folder: 'inbox', limit: 1 });
    expect(receiptOfMessage(database, newest?.id ?? 0)).toMatchObject({ sizeBytes: mail('b').length });
    expect(receiptOfMessage(database, newest?.id ?? 0)?.removedAt).toBeDefined();
    expect(readTrail(database, newest?.id ?? 0).map(({ event }) => event)).toEqual(['imported', 'removed']);
  });

  it('finds nothing in the second run', async () => {
    const { server, poll } = bench(protocol);
    server.deliver(mail('a'));
    await poll();
    expect(await poll()).toMatchObject({ found: 0, imported: 0, removed: 0 });
  });

  it('commits sets of 50 while it fetches, and removes a round of 1,000 before it fetches the next', async () => {
    const { server, poll, progress } = bench(protocol);
    server.deliver(...Array.from({ length: 1120 }, (_, index) => mail(`n${index}`)));
    expect(await poll()).toMatchObject({ imported: 1120, removed: 1120 });
    const order = server.journal
      .filter((step) => /^(committed|remove)/.test(step))
      .map((step) => step.slice(0, 6));
    const commits = (count: number): string[] => Array<string>(count).fill('commit');
    expect(order).toEqual([...commits(20), 'remove', ...commits(3), 'remove']);
    expect(server.journal.indexOf('fetch 1001')).toBeGreaterThan(
      server.journal.findIndex((step) => step.startsWith('remove')),
    );
    expect(
      progress.filter(({ phase }) => phase === 'fetching').map(({ done, total }) => [done, total]),
    ).toEqual([
      [0, 1120],
      [1000, 1120],
    ]);
  });

  it('removes a message it has already, without importing it again', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('a'));
    server.fault = failAt(protocol === 'imap' ? 'remove 1' : 'finish');
    expect(await poll()).toMatchObject({ imported: 1, removed: 0, error: { code: 'connect.reset' } });
    expect(server.messages).toHaveLength(1);
    server.fault = () => {};
    expect(await poll()).toMatchObject({ found: 1, imported: 0, duplicates: 1, removed: 1 });
    expect(server.messages).toEqual([]);
    expect(sources()).toEqual([mail('a')]);
  });

  it('imports another message that has a known key', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('a'));
    await poll({ afterRetrieval: 'keep' });
    const [held] = server.messages;
    if (held !== undefined) held.bytes = Buffer.from(mail('restored'));
    expect(await poll()).toMatchObject({ imported: 1, duplicates: 0, removed: 1 });
    expect(sources()).toEqual([mail('a'), mail('restored')]);
  });

  it('does not double mail whose keys have changed', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('a'), mail('b'), mail('b'));
    await poll({ afterRetrieval: 'keep' });
    server.renumber();
    server.deliver(mail('c'));
    expect(await poll()).toMatchObject({ found: 4, imported: 1, duplicates: 3, removed: 4 });
    expect(sources()).toEqual([mail('a'), mail('b'), mail('b'), mail('c')]);
    expect(server.messages).toEqual([]);
  });

  it('does not take a new copy for the one whose key has changed', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('same'));
    await poll({ afterRetrieval: 'keep' });
    server.renumber();
    server.deliver(mail('same'));
    expect(await poll()).toMatchObject({ found: 2, imported: 1, duplicates: 1, removed: 2 });
    expect(sources()).toEqual([mail('same'), mail('same')]);
  });

  it('imports identical bytes under two keys twice', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('same'), mail('same'));
    expect(await poll()).toMatchObject({ imported: 2, removed: 2, duplicates: 0 });
    expect(sources()).toEqual([mail('same'), mail('same')]);
  });

  it('lists a message over the limit once, and neither fetches nor removes it', async () => {
    const { server, database, poll } = bench(protocol);
    server.deliver(`Subject: big\r\nFrom: Anna <anna@example.com>\r\n\r\n${'x'.repeat(5000)}`, mail('a'));
    const first = await poll({ maxSizeBytes: 1000 });
    expect(first).toMatchObject({ found: 2, imported: 1, removed: 1, oversize: 1, failed: 0 });
    expect(first).not.toHaveProperty('error');
    expect(await poll({ maxSizeBytes: 1000 })).toMatchObject({ found: 1, imported: 0, oversize: 1 });
    expect(server.messages).toHaveLength(1);
    expect(server.journal).not.toContain('fetch 1');
    expect(server.journal.filter((step) => step === 'header 1')).toHaveLength(1);
    const listed = listMessages(database, { folder: 'inbox', limit: 10 });
    expect(listed.map(({ subject, state }) => [subject, state])).toContainEqual(['big', 'oversize']);
    expect(listed).toHaveLength(2);
  });

  it('replaces the entry of a message over the limit once the limit lets it in', async () => {
    const { server, database, poll } = bench(protocol);
    server.deliver(`Subject: big\r\n\r\n${'x'.repeat(5000)}`);
    await poll({ maxSizeBytes: 1000 });
    expect(await poll({ maxSizeBytes: 0 })).toMatchObject({ imported: 1, removed: 1 });
    expect(listMessages(database, { folder: 'inbox', limit: 10 })).toMatchObject([{ state: 'new' }]);
    expect(folderCounts(database, 'inbox').total).toBe(1);
  });

  it('sets a message aside that is shorter than announced, and leaves it on the server', async () => {
    const { server, database, poll } = bench(protocol);
    server.deliver(mail('whole'), mail('short'));
    const [, short] = server.messages;
    if (short !== undefined) short.announced = 9000;
    expect(await poll()).toMatchObject({ imported: 1, quarantined: 1, removed: 1 });
    expect(server.messages.map(({ bytes }) => String(bytes))).toEqual([mail('short')]);
    const [newest] = listMessages(database, { folder: 'inbox', limit: 1 });
    expect(findMessage(database, newest?.id ?? 0)).toMatchObject({
      state: 'quarantined',
      reason: { code: 'fetch.incomplete' },
    });
    // Not again at every poll.
    expect(await poll()).toMatchObject({ imported: 0, quarantined: 0, duplicates: 1, removed: 0 });
    // The real message comes at last: a new one under the same key.
    if (short !== undefined)
      Object.assign(short, { bytes: Buffer.from(mail('short').padEnd(9000, 'x')), announced: 9000 });
    expect(await poll()).toMatchObject({ imported: 1, removed: 1 });
    expect(server.messages).toEqual([]);
  });

  it('drops what a server gave in the place of a message once the whole of it has come', async () => {
    const { server, database, poll, sources } = bench(protocol);
    server.deliver(mail('short'));
    const [held] = server.messages;
    if (held !== undefined) held.announced = 9000;
    expect(await poll()).toMatchObject({ quarantined: 1, removed: 0 });
    const whole = mail('short').padEnd(9000, 'x');
    if (held !== undefined) held.bytes = Buffer.from(whole);
    expect(await poll()).toMatchObject({ imported: 1, removed: 1 });
    expect(sources()).toEqual([whole]);
    expect(listMessages(database, { folder: 'inbox', limit: 10 })).toMatchObject([{ state: 'new' }]);
    expect(folderCounts(database, 'inbox').total).toBe(1);
  });

  it('drops what a server gave in the place of a message that it had given whole before', async () => {
    const { server, database, poll, sources } = bench(protocol);
    const whole = mail('whole');
    server.deliver(whole);
    const [held] = server.messages;
    if (held !== undefined) held.sticky = true;
    expect(await poll()).toMatchObject({ imported: 1, removed: 0 });
    if (held !== undefined) Object.assign(held, { bytes: Buffer.from(mail('no')), announced: whole.length });
    expect(await poll()).toMatchObject({ quarantined: 1, removed: 0 });
    if (held !== undefined)
      Object.assign(held, { bytes: Buffer.from(whole), announced: undefined, sticky: false });
    expect(await poll()).toMatchObject({ imported: 0, duplicates: 1, removed: 1 });
    expect(sources()).toEqual([whole]);
    expect(listMessages(database, { folder: 'inbox', limit: 10 })).toMatchObject([{ state: 'new' }]);
  });

  it('knows a message again whose keys have changed and for which a stand-in was given meanwhile', async () => {
    const { server, poll, sources } = bench(protocol);
    const whole = mail('whole');
    server.deliver(whole);
    const [held] = server.messages;
    if (held === undefined) throw new Error('nothing delivered');
    held.sticky = true;
    expect(await poll()).toMatchObject({ imported: 1, removed: 0 });
    server.renumber();
    Object.assign(held, { bytes: Buffer.from(mail('no')), announced: whole.length });
    expect(await poll()).toMatchObject({ quarantined: 1, removed: 0 });
    Object.assign(held, { bytes: Buffer.from(whole), announced: undefined, sticky: false });
    expect(await poll()).toMatchObject({ imported: 0, duplicates: 1, removed: 1 });
    expect(sources()).toEqual([whole]);
  });

  it('takes a message that is longer than announced', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('longer'));
    const [held] = server.messages;
    if (held !== undefined) held.announced = 3;
    expect(await poll()).toMatchObject({ imported: 1, removed: 1 });
    expect(sources()).toEqual([mail('longer')]);
  });

  it('is not stopped by a message that cannot be fetched', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(...Array.from({ length: 60 }, (_, index) => mail(`n${index}`)));
    for (const at of [0, 30, 55]) Object.assign(server.messages[at] ?? {}, { broken: true });
    const run = await poll();
    expect(run).toMatchObject({
      found: 60,
      imported: 57,
      removed: 57,
      failed: 3,
      error: { code: 'fetch.refused' },
    });
    expect(sources()).toHaveLength(57);
    expect(server.messages).toHaveLength(3);
  });

  it('passes over a message that is gone meanwhile', async () => {
    const { server, poll } = bench(protocol);
    server.deliver(mail('a'), mail('b'));
    server.fault = (step) => {
      if (step === 'fetch 1') server.messages.shift();
    };
    const run = await poll();
    expect(run).toMatchObject({ found: 2, imported: 1, removed: 1, failed: 0 });
    expect(run).not.toHaveProperty('error');
  });

  it('counts a removal that was not confirmed as failed, and repeats it without importing', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('a'), mail('b'));
    Object.assign(server.messages[0] ?? {}, { sticky: true });
    expect(await poll()).toMatchObject({
      imported: 2,
      removed: 1,
      failed: 1,
      error: { code: 'remove.unconfirmed' },
    });
    Object.assign(server.messages[0] ?? {}, { sticky: false });
    expect(await poll()).toMatchObject({ imported: 0, duplicates: 1, removed: 1, failed: 0 });
    expect(sources()).toHaveLength(2);
  });

  it('keeps what it has when the connection breaks within a set', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(...Array.from({ length: 110 }, (_, index) => mail(`n${index}`)));
    server.fault = failAt('fetch 75');
    const run = await poll();
    expect(run).toMatchObject({
      found: 110,
      imported: 50,
      error: { code: 'connect.reset', transient: true },
    });
    expect(sources()).toHaveLength(50);
    server.fault = () => {};
    await poll();
    expect(sources()).toEqual(Array.from({ length: 110 }, (_, index) => mail(`n${index}`)));
    expect(server.messages).toEqual([]);
  });

  it('removes nothing when the store fails', async () => {
    const { server, database, poll, sources } = bench(protocol);
    server.deliver(mail('a'), mail('b'));
    const size = database.pragma('page_count', { simple: true }) as number;
    database.pragma(`max_page_count = ${size}`);
    server.deliver('x'.repeat(3_000_000));
    const run = await poll();
    expect(run).toMatchObject({ imported: 0, removed: 0, error: { code: 'store.full', stage: 'store' } });
    expect(server.messages).toHaveLength(3);
    expect(server.journal.some((step) => step.startsWith('remove'))).toBe(false);
    expect(sources()).toEqual([]);
    database.pragma('max_page_count = 1000000');
    expect(await poll()).toMatchObject({ imported: 3, removed: 3 });
  });

  it('ends when cancelled, and goes on in the next run', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(...Array.from({ length: 110 }, (_, index) => mail(`n${index}`)));
    const controller = new AbortController();
    server.fault = (step) => {
      if (step === 'fetch 60') controller.abort();
    };
    expect(await poll({}, controller.signal)).toMatchObject({
      imported: 50,
      error: { code: 'poll.cancelled' },
    });
    server.fault = () => {};
    await poll();
    expect(sources()).toHaveLength(110);
  });

  it('does not even connect when it is cancelled before it begins', async () => {
    const { server, poll } = bench(protocol);
    expect(await poll({}, AbortSignal.abort())).toMatchObject({ error: { code: 'poll.cancelled' } });
    expect(server.journal).toEqual([]);
  });

  it('keeps mail on the server where that was chosen, and fetches it once', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('a'), mail('b'));
    expect(await poll({ afterRetrieval: 'keep' })).toMatchObject({ imported: 2, removed: 0 });
    server.deliver(mail('c'));
    expect(await poll({ afterRetrieval: 'keep' })).toMatchObject({
      found: 3,
      imported: 1,
      duplicates: 2,
      removed: 0,
    });
    expect(server.journal.filter((step) => step === 'fetch 1')).toHaveLength(1);
    expect(server.messages).toHaveLength(3);
    expect(sources()).toEqual([mail('a'), mail('b'), mail('c')]);
  });

  it.each([{ host: 'imap.example.org' }, { user: 'sales' }])(
    'takes nothing for known that has the same key and size in another mailbox: %o',
    async (elsewhere) => {
      const { server, poll, sources } = bench(protocol);
      server.deliver(mail('a'));
      await poll({ afterRetrieval: 'keep' });
      const [held] = server.messages;
      if (held !== undefined) held.bytes = Buffer.from(mail('b'));
      expect(mail('b')).toHaveLength(mail('a').length);
      // The same mailbox, however its host is written: not even looked at.
      const same = { afterRetrieval: 'keep', host: 'IMAP.example.com' } as const;
      expect(await poll(same)).toMatchObject({ imported: 0, duplicates: 1 });
      expect(await poll({ afterRetrieval: 'keep', ...elsewhere })).toMatchObject({
        imported: 1,
        duplicates: 0,
      });
      expect(sources()).toEqual([mail('a'), mail('b')]);
    },
  );

  it('fetches nothing from a mailbox from which it may not remove', async () => {
    const { server, poll } = bench(protocol);
    server.deliver(mail('a'));
    server.canRemove = false;
    expect(await poll()).toMatchObject({
      imported: 0,
      error: { code: 'mailbox.readOnly', field: 'mailbox' },
    });
    expect(await poll({ afterRetrieval: 'keep' })).toMatchObject({ imported: 1 });
  });

  it('recognises mail without a server key by its bytes', async () => {
    const { server, poll, sources } = bench(protocol);
    server.deliver(mail('a'), mail('b'));
    for (const message of server.messages) message.key = undefined;
    expect(await poll({ afterRetrieval: 'keep' })).toMatchObject({ imported: 2 });
    expect(await poll()).toMatchObject({ imported: 0, duplicates: 2, removed: 2 });
    expect(sources()).toEqual([mail('a'), mail('b')]);
  });
});

describe('a maildrop', () => {
  it('that gives a known message the key of an earlier one does not give it twice', async () => {
    const { server, poll, sources } = bench('pop3');
    const [earlier, later] = [mail('earlier'), mail('later')];
    server.deliver(earlier);
    const key = server.messages[0]?.key;
    expect(await poll()).toMatchObject({ imported: 1, removed: 1 });
    server.deliver(later);
    const [held] = server.messages;
    if (held === undefined || key === undefined) throw new Error('nothing delivered');
    held.sticky = true;
    expect(await poll()).toMatchObject({ imported: 1, removed: 0 });
    Object.assign(held, { key, sticky: false });
    expect(await poll()).toMatchObject({ imported: 0, duplicates: 1, removed: 1 });
    expect(sources().toSorted()).toEqual([earlier, later].toSorted());
  });
});

describe('a crash', () => {
  it('between commit and removal leaves a state from which the next run goes on', async () => {
    const { server, database, poll, sources } = bench();
    server.deliver(mail('a'));
    server.fault = failAt('removed');
    await poll();
    expect(server.messages).toEqual([]);
    server.fault = () => {};
    server.deliver(mail('b'));
    expect(await poll()).toMatchObject({ imported: 1, removed: 1 });
    expect(sources()).toEqual([mail('a'), mail('b')]);
    expect(findMessage(database, 1)).toBeDefined();
  });
});

describe.each(['imap', 'pop3'] as const)('the receipt of a message (%s)', (protocol) => {
  const removedAt = (database: Database, id = 1): number | undefined =>
    receiptOfMessage(database, id)?.removedAt;

  it('is closed by the next run after a crash between removal and its record', async () => {
    const { server, database, poll, sources } = bench(protocol);
    server.deliver(mail('a'));
    server.fault = failAt(protocol === 'imap' ? 'removed' : 'finished');
    await poll();
    expect(server.messages).toEqual([]);
    expect(receiptOfMessage(database, 1)).toBeDefined();
    expect(removedAt(database)).toBeUndefined();
    server.fault = () => {};
    expect(await poll()).toMatchObject({ found: 0, failed: 0 });
    expect(removedAt(database)).toBeDefined();
    // From now on the same bytes are another message: under a new key as well as in a folder made anew.
    server.deliver(mail('a'));
    expect(await poll()).toMatchObject({ imported: 1, duplicates: 0, removed: 1 });
    server.deliver(mail('a'));
    server.renumber();
    expect(await poll()).toMatchObject({ imported: 1, duplicates: 0, removed: 1 });
    expect(sources()).toEqual([mail('a'), mail('a'), mail('a')]);
  });

  it('stays open while its message is listed', async () => {
    const { server, database, poll } = bench(protocol);
    server.deliver(mail('a'), mail('b'));
    await poll({ afterRetrieval: 'keep' });
    server.messages.shift();
    await poll({ afterRetrieval: 'keep' });
    expect([removedAt(database, 1), removedAt(database, 2)]).toEqual([expect.any(Number), undefined]);
  });

  it.each([
    ['cannot be fetched', { broken: true }, {}],
    ['is over the limit', { announced: 9000 }, { maxSizeBytes: 1000 }],
    ['is marked as deleted by another program', { marked: true }, {}],
  ] as const)('waits for a listed message that %s: it may be the one', async (_case, state, limit) => {
    const { server, database, sources } = bench(protocol);
    const keep = async (changes: Partial<IncomingAccount> = {}): Promise<PollRun> => {
      const session = server.session();
      const run = await retrieve(
        incomingAccount({ afterRetrieval: 'keep', ...changes }),
        {
          ...session,
          list: async () =>
            (await session.list()).map((message, index) => ({
              ...message,
              ...('marked' in (server.messages[index] ?? {}) ? { markedDeleted: true } : {}),
            })),
        },
        {
          database,
          importer: createImporter(database),
          clock: createFakeClock(),
          logger: silentLogger,
          signal: new AbortController().signal,
          onProgress() {},
          onImported() {},
        },
      );
      return run;
    };
    server.deliver(mail('a'), mail('b'));
    await keep();
    server.renumber();
    const [, second] = server.messages;
    if (second === undefined) throw new Error('no second message');
    const before = { ...second };
    Object.assign(second, state);
    expect(await keep(limit)).toMatchObject({ found: 2, imported: 0, duplicates: 1 });
    expect([removedAt(database, 1), removedAt(database, 2)]).toEqual([undefined, undefined]);
    server.messages[1] = before;
    expect(await keep()).toMatchObject({ found: 2, imported: 0, duplicates: 2 });
    expect(sources()).toEqual([mail('a'), mail('b')]);
  });
});

describe('a source that fails in its own ways', () => {
  it('is told apart from a lost connection, and always dropped', async () => {
    const { server, database } = bench();
    let aborted = 0;
    const source: MailSource = {
      ...server.session(),
      list: () => Promise.reject(new TypeError('a fault of ours')),
      abort: () => void (aborted += 1),
    };
    const run = await retrieve(incomingAccount(), source, {
      database,
      importer: createImporter(database),
      clock: createFakeClock(),
      logger: silentLogger,
      signal: new AbortController().signal,
      onProgress() {},
      onImported() {},
    });
    expect(run).toMatchObject({ error: { code: 'internal.unexpected', detail: 'a fault of ours' } });
    expect(aborted).toBe(1);
  });
});

function failAt(step: string): (now: string) => void {
  return (now) => {
    if (now === step) throw connectionLost();
  };
}
