// Mail that is marked as deleted, in a real Dovecot: whose mark it is decides what happens to it.
import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createImporter } from '../../electron/engine/receiving/importer.ts';
import { retrieve } from '../../electron/engine/receiving/retrieve.ts';
import type { MailSource } from '../../electron/engine/receiving/source.ts';
import { createImapSource } from '../../electron/engine/receiving/sources/imap.ts';
import type { Database } from '../../electron/engine/store/database.ts';
import { listMessages } from '../../electron/engine/store/message-list.ts';
import { receiptOfMessage } from '../../electron/engine/store/receipts.ts';
import { MailroomError } from '../../shared/errors.ts';
import type { PollRun } from '../../shared/domain/poll.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { createFakeClock } from '../support/fake-clock.ts';
import { incomingAccount, silentLogger, temporaryDatabase } from '../support/store.ts';

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.stop());

const mail = (name: string): { bytes: Buffer } => ({
  bytes: Buffer.from(`Subject: ${name}\r\n\r\nbody of ${name}\r\n`),
});

function source(user: string): MailSource {
  return createImapSource(
    {
      host: 'localhost',
      port: dovecot.ports.imaps,
      encryption: 'tls',
      user,
      auth: { kind: 'password', secret: 'pw' },
      trust: { ca: dovecot.authority.certificate },
      timeouts: { connectMs: 10_000, greetingMs: 10_000, idleMs: 20_000 },
    },
    'INBOX',
  );
}

/** Another mail program on the same mailbox. */
async function otherProgram(user: string): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: 'localhost',
    port: dovecot.ports.imaps,
    secure: true,
    auth: { user, pass: 'pw' },
    tls: { ca: dovecot.authority.certificate },
    logger: false,
  });
  await client.connect();
  onTestFinished(() => client.close());
  await client.mailboxOpen('INBOX');
  return client;
}

function poll(database: Database, user: string, session: MailSource = source(user)): Promise<PollRun> {
  return retrieve(incomingAccount({ host: 'localhost', user }), session, {
    database,
    importer: createImporter(database),
    clock: createFakeClock(),
    logger: silentLogger,
    signal: new AbortController().signal,
    onProgress() {},
    onImported() {},
  });
}

/** UIDs still there, and which of them are marked as deleted. */
async function left(client: ImapFlow): Promise<{ uid: number; deleted: boolean }[]> {
  await client.noop();
  if (client.mailbox === false || client.mailbox.exists === 0) return [];
  const all = await client.fetchAll('1:*', { uid: true, flags: true });
  return all.map(({ uid, flags }) => ({ uid, deleted: flags?.has('\\Deleted') === true }));
}

describe('a message marked as deleted', () => {
  it('by another program is neither fetched nor expunged, and fetched when the mark is taken off', async () => {
    const database = temporaryDatabase();
    dovecot.fill('u1', ['a', 'b', 'c'].map(mail));
    const other = await otherProgram('u1');
    await other.messageFlagsAdd('2', ['\\Deleted'], { uid: true });
    expect(await poll(database, 'u1')).toMatchObject({ found: 3, imported: 2, removed: 2, failed: 0 });
    expect(await left(other)).toEqual([{ uid: 2, deleted: true }]);
    expect(await poll(database, 'u1')).toMatchObject({ found: 1, imported: 0, removed: 0 });
    expect(await left(other)).toEqual([{ uid: 2, deleted: true }]);
    await other.messageFlagsRemove('2', ['\\Deleted'], { uid: true });
    expect(await poll(database, 'u1')).toMatchObject({ found: 1, imported: 1, removed: 1 });
    expect(await left(other)).toEqual([]);
    expect(listMessages(database, { folder: 'inbox', limit: 10 })).toHaveLength(3);
  });

  it('by us, in a removal that was interrupted, is removed in the next run and not imported again', async () => {
    const database = temporaryDatabase();
    dovecot.fill('u2', ['a', 'b'].map(mail));
    const other = await otherProgram('u2');
    const session = source('u2');
    const interrupted = await poll(database, 'u2', {
      ...session,
      // The mark has reached the server, the expunge has not.
      async remove(messages) {
        for (const { ref } of messages)
          await other.messageFlagsAdd(String(ref), ['\\Deleted'], { uid: true });
        throw new MailroomError('connect.reset', 'remove', { transient: true });
      },
    });
    expect(interrupted).toMatchObject({ imported: 2, removed: 0, error: { code: 'connect.reset' } });
    // And one that is not ours, in the same mailbox.
    dovecot.fill('u2', [mail('c')]);
    await left(other);
    await other.messageFlagsAdd('3', ['\\Deleted'], { uid: true });
    expect(await left(other)).toEqual([1, 2, 3].map((uid) => ({ uid, deleted: true })));
    expect(await poll(database, 'u2')).toMatchObject({ found: 3, imported: 0, duplicates: 2, removed: 2 });
    expect(await left(other)).toEqual([{ uid: 3, deleted: true }]);
    for (const { id } of listMessages(database, { folder: 'inbox', limit: 10 })) {
      expect(receiptOfMessage(database, id)?.removedAt).toBeDefined();
    }
    expect(listMessages(database, { folder: 'inbox', limit: 10 })).toHaveLength(2);
  });
});
