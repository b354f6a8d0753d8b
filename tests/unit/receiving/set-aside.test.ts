import { describe, expect, it } from 'vitest';
import { createImporter } from '../../../electron/engine/receiving/importer.ts';
import { retrieve } from '../../../electron/engine/receiving/retrieve.ts';
import { isStandIn } from '../../../electron/engine/receiving/stand-in.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { retryFailure } from '../../../electron/engine/store/fetch-failures.ts';
import { listMessages } from '../../../electron/engine/store/message-list.ts';
import { findMessage } from '../../../electron/engine/store/messages.ts';
import { readTrail } from '../../../electron/engine/store/trail.ts';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { OversizeDecision } from '../../../shared/domain/message.ts';
import type { PollRun } from '../../../shared/domain/poll.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createMailServer } from '../../support/mail-server-model.ts';
import { incomingAccount, silentLogger, temporaryDatabase } from '../../support/store.ts';

const HOUR = 3_600_000;

function bench(protocol: 'imap' | 'pop3' = 'imap') {
  const database = temporaryDatabase();
  const server = createMailServer(protocol);
  const clock = createFakeClock();
  const importer = createImporter(database);
  const poll = (changes: Partial<IncomingAccount> = {}): Promise<PollRun> =>
    retrieve(incomingAccount(changes), server.session(), {
      database,
      importer,
      clock,
      logger: silentLogger,
      signal: new AbortController().signal,
      onProgress() {},
      onImported() {},
    });
  const fetched = (): number => server.journal.filter((step) => step.startsWith('fetch')).length;
  return { database, server, clock, poll, fetched };
}

const mail = (name: string, size = 0): string => `Subject: ${name}\r\n\r\n${'x'.repeat(size)}\r\n`;
const states = (database: Database) =>
  listMessages(database, { folder: 'inbox', limit: 10 }).map(({ id, subject, state }) => [
    subject,
    state,
    findMessage(database, id)?.reason?.code,
  ]);

describe('a message that the server does not hand over', () => {
  it('is reported twice, then set aside once and tried ever more rarely', async () => {
    const { database, server, clock, poll, fetched } = bench();
    server.deliver(mail('a'));
    Object.assign(server.messages[0] ?? {}, { broken: true });
    expect(await poll()).toMatchObject({ failed: 1, error: { code: 'fetch.refused' } });
    expect(await poll()).toMatchObject({ failed: 1, error: { code: 'fetch.refused' } });
    const third = await poll();
    expect(third).toMatchObject({ failed: 0, quarantined: 1 });
    expect(third).not.toHaveProperty('error');
    expect(states(database)).toEqual([['', 'quarantined', 'fetch.repeatedly']]);
    expect(fetched()).toBe(3);
    await poll();
    expect(fetched()).toBe(3);
    clock.jump(HOUR);
    expect(await poll()).toMatchObject({ quarantined: 0, failed: 0 });
    expect(fetched()).toBe(4);
    clock.jump(-30 * 24 * HOUR);
    await poll();
    expect(fetched()).toBe(5);
    expect(states(database)).toHaveLength(1);
    expect(server.messages).toHaveLength(1);
  });

  it('replaces its entry when it comes at last, or when a person wants another try', async () => {
    const { database, server, poll } = bench();
    server.deliver(mail('a'), mail('b'));
    Object.assign(server.messages[0] ?? {}, { broken: true });
    for (let run = 0; run < 4; run += 1) await poll();
    const [entry] = listMessages(database, { folder: 'inbox', limit: 1 });
    delete server.messages[0]?.broken;
    expect(await poll()).toMatchObject({ imported: 0 });
    expect(retryFailure(database, entry?.id ?? 0)).toBe(true);
    expect(await poll()).toMatchObject({ imported: 1, removed: 1 });
    expect(listMessages(database, { folder: 'inbox', limit: 10 }).map(({ state }) => state)).toEqual([
      'new',
      'new',
    ]);
  });
});

describe('a text that the server gave in place of the message', () => {
  const standIn =
    'From: Microsoft Exchange <x@example.com>\r\n' +
    'Subject: Retrieval using the IMAP4 protocol failed for the following message: 42\r\n\r\n' +
    'The server couldn\'t retrieve the following message:\r\n\r\nSubject: "Quote"\r\n';

  it('is known by its words', () => {
    expect(isStandIn(Buffer.from(standIn))).toBe(true);
    expect(isStandIn(Buffer.from(mail('Re: Retrieval using the IMAP4 protocol failed')))).toBe(false);
    expect(isStandIn(Buffer.from(standIn.padEnd(40_000, 'x')))).toBe(false);
  });

  it.each([standIn, ''])('is never removed: %#', async (first) => {
    const { database, server, poll } = bench();
    server.deliver(first);
    expect(await poll()).toMatchObject({ imported: 0, quarantined: 1, removed: 0 });
    expect(server.messages).toHaveLength(1);
    Object.assign(server.messages[0] ?? {}, { bytes: Buffer.from(mail('real')) });
    expect(await poll()).toMatchObject({ imported: 1, removed: 1 });
    expect(listMessages(database, { folder: 'inbox', limit: 10 })).toMatchObject([{ state: 'new' }]);
  });

  it('goes its way once a person has accepted it as it is', async () => {
    const { database, server, poll } = bench();
    server.deliver(standIn);
    await poll();
    // Filed away is not accepted.
    database.prepare("UPDATE messages SET folder = 'archive', state = 'archived'").run();
    expect(await poll()).toMatchObject({ removed: 0 });
    database.prepare("UPDATE messages SET state = 'new', reason = NULL").run();
    expect(await poll()).toMatchObject({ imported: 0, duplicates: 1, removed: 1 });
    expect(server.messages).toEqual([]);
  });
});

describe.each(['imap', 'pop3'] as const)('a message over the limit (%s)', (protocol) => {
  const limit = { maxSizeBytes: 1000 };
  function decide(database: Database, decision: OversizeDecision): void {
    database.prepare('UPDATE oversize SET decision = ?').run(decision);
  }

  it('is fetched anyway when a person wants it', async () => {
    const { database, server, poll } = bench(protocol);
    server.deliver(mail('big', 5000), mail('small'));
    await poll(limit);
    decide(database, 'fetch');
    expect(await poll(limit)).toMatchObject({ imported: 1, removed: 1, oversize: 0 });
    expect(server.messages).toEqual([]);
    expect(states(database).map(([, state]) => state)).toEqual(['new', 'new']);
  });

  it('is deleted unfetched when a person wants that, and only the one that was shown', async () => {
    const { database, server, poll, fetched } = bench(protocol);
    server.deliver(mail('big', 5000));
    await poll(limit);
    decide(database, 'delete');
    Object.assign(server.messages[0] ?? {}, { bytes: Buffer.from(mail('another', 7000)) });
    await poll(limit);
    expect(server.messages).toHaveLength(1);
    Object.assign(server.messages[0] ?? {}, { bytes: Buffer.from(mail('big', 5000)) });
    await poll(limit);
    expect(server.messages).toEqual([]);
    expect(fetched()).toBe(0);
    const [entry] = listMessages(database, { folder: 'archive', limit: 10 });
    expect(entry).toMatchObject({ subject: 'big' });
    expect(readTrail(database, entry?.id ?? 0).map(({ event }) => event)).toEqual(['removed', 'archived']);
  });

  it('is found out while it comes in, though announced as small', async () => {
    const { database, server, poll } = bench(protocol);
    server.deliver(mail('liar', 5000), mail('small'));
    Object.assign(server.messages[0] ?? {}, { announced: 10 });
    expect(await poll(limit)).toMatchObject({ imported: 1, removed: 1, oversize: 1, failed: 0 });
    expect(states(database)).toContainEqual(['liar', 'oversize', 'message.tooLarge']);
    expect(await poll(limit)).toMatchObject({ imported: 0, oversize: 1 });
    expect(states(database)).toHaveLength(2);
    expect(server.messages).toHaveLength(1);
  });
});
