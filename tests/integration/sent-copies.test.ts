// Copies of sent messages in a mailbox of a real Dovecot, whatever happens to the connection.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMemorySecrets } from '../../electron/engine/secrets/memory.ts';
import { secretKey } from '../../electron/engine/secrets/keys.ts';
import { createSource, type SourceFactory } from '../../electron/engine/receiving/sources/index.ts';
import { createSentCopies, type SentCopies } from '../../electron/engine/sending/sent-copies.ts';
import type { Database } from '../../electron/engine/store/database.ts';
import { saveIncomingAccount } from '../../electron/engine/store/incoming-accounts.ts';
import { recordResult } from '../../electron/engine/store/outbox-delivery.ts';
import { findOutboxEntry, insertOutboxEntry, outboxHistory } from '../../electron/engine/store/outbox.ts';
import { saveOutgoingAccount } from '../../electron/engine/store/outgoing-accounts.ts';
import { MailroomError } from '../../shared/errors.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { createFakeClock, type FakeClock } from '../support/fake-clock.ts';
import { incomingAccount, outgoingAccount, silentLogger, temporaryDatabase } from '../support/store.ts';

let dovecot: Dovecot;
let users = 0;
let user: string;
let database: Database;
let clock: FakeClock;
/** What stands between us and the server. */
let wrap: (source: ReturnType<SourceFactory>) => ReturnType<SourceFactory>;

beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.stop());

beforeEach(() => {
  user = `u${++users}`;
  database = temporaryDatabase();
  clock = createFakeClock();
  wrap = (source) => source;
  dovecot.createFolder(user, 'Sent');
});

async function copies(mailbox = 'Sent'): Promise<SentCopies> {
  const caFile = dovecot.authority.certificateFile;
  saveIncomingAccount(
    database,
    incomingAccount({ host: 'localhost', port: dovecot.ports.imaps, user, caFile }),
  );
  saveOutgoingAccount(database, outgoingAccount({ sentCopyAccountId: 'in-1', sentCopyMailbox: mailbox }));
  const secrets = createMemorySecrets();
  await secrets.set(secretKey('incoming', 'in-1'), 'pw');
  return createSentCopies({
    database,
    secrets,
    clock,
    logger: silentLogger,
    createSource: (...args) => wrap(createSource(...args)),
    onChange() {},
  });
}

function sendOne(id: string): Buffer {
  const source = Buffer.from(
    `Message-ID: <${id}@example.com>\r\nFrom: a@example.com\r\nSubject: ${id}\r\n\r\nText of ${id}.\r\n`,
  );
  const sequence = database
    .prepare('SELECT coalesce(max(sequence), 0) + 1 FROM outbox')
    .pluck()
    .get() as number;
  insertOutboxEntry(database, {
    id,
    state: 'queued',
    accountId: 'out-1',
    accountName: 'Sending',
    why: 'default',
    steps: [],
    automatic: false,
    sentCopy: true,
    sender: 'a@example.com',
    recipients: [{ address: 'b@example.com', kind: 'to' }],
    subject: id,
    messageId: `<${id}@example.com>`,
    source,
    charsetFallback: false,
    createdAt: clock.now(),
  });
  recordResult(database, sequence, {
    state: 'sent',
    outcome: 'sent',
    at: clock.now(),
    ms: 1,
    recipients: [{ position: 0, state: 'accepted', reply: '250 ok' }],
    account: 'works',
  });
  return source;
}

const state = (id: string): string | undefined => findOutboxEntry(database, id)?.sentCopy;

describe('copies of sent messages', () => {
  it('are put byte for byte, in one session', async () => {
    const sources = [sendOne('one'), sendOne('two')];
    let sessions = 0;
    wrap = (source) => {
      sessions += 1;
      return source;
    };
    const outbox = await copies();
    await Promise.all([outbox.flush(), outbox.flush()]);
    expect([state('one'), state('two'), sessions]).toEqual(['done', 'done', 1]);
    expect(dovecot.messages(user, 'Sent')).toEqual(sources);
    await outbox.flush();
    expect(dovecot.count(user, 'Sent')).toBe(2);
  });

  it('are not put twice when the answer was lost, and are when the message was', async () => {
    let losses = 0;
    wrap = (source) => ({
      ...source,
      async append(bytes, properties) {
        losses += 1;
        if (losses === 1) {
          // The server has it; we never hear.
          await source.append?.(bytes, properties);
          source.abort();
        }
        if (losses <= 2) throw new MailroomError('connect.reset', 'mailbox', { transient: true });
        return source.append?.(bytes, properties);
      },
    });
    sendOne('answer-lost');
    const outbox = await copies();
    outbox.start();
    await outbox.flush();
    expect(state('answer-lost')).toBe('waiting');
    expect(outboxHistory(database, 'answer-lost').sentCopyError).toMatchObject({ code: 'connect.reset' });
    clock.jump(60_000);
    await outbox.flush();
    expect([state('answer-lost'), dovecot.count(user, 'Sent')]).toEqual(['done', 1]);

    sendOne('message-lost');
    await outbox.flush();
    expect(state('message-lost')).toBe('waiting');
    clock.jump(60_000);
    await outbox.flush();
    expect([state('message-lost'), dovecot.count(user, 'Sent')]).toEqual(['done', 2]);

    losses = 0;
    sendOne('clock-set-back');
    await outbox.flush();
    expect(state('clock-set-back')).toBe('waiting');
    clock.jump(-365 * 86_400_000);
    await outbox.flush();
    expect([state('clock-set-back'), dovecot.count(user, 'Sent')]).toEqual(['done', 3]);
    await outbox.stop();
  });

  it('are given up after some attempts, the message staying sent', async () => {
    sendOne('one');
    const outbox = await copies('Nowhere');
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(state('one')).toBe('waiting');
      await outbox.flush();
      clock.jump(3_600_000);
    }
    expect(findOutboxEntry(database, 'one')).toMatchObject({ state: 'sent', sentCopy: 'failed' });
    expect(outboxHistory(database, 'one').sentCopyError).toMatchObject({ code: 'mailbox.missing' });
  });

  it('are not put where they would be fetched as new mail, nor without an account', async () => {
    sendOne('one');
    await (await copies('Inbox')).flush();
    expect(outboxHistory(database, 'one').sentCopyError).toMatchObject({ code: 'sentCopy.refused' });
    const outbox = await copies();
    database.exec("DELETE FROM incoming_accounts WHERE id = 'in-1'");
    sendOne('two');
    await outbox.flush();
    expect(state('two')).toBe('failed');
    expect(outboxHistory(database, 'two').sentCopyError).toMatchObject({ code: 'sentCopy.noAccount' });
    expect(dovecot.count(user)).toBe(0);
  });
});
