import { describe, expect, it } from 'vitest';
import { createImporter } from '../../../electron/engine/receiving/importer.ts';
import { createProcessor } from '../../../electron/engine/receiving/process.ts';
import type { MimeParser } from '../../../electron/engine/mime/parser.ts';
import type { MessageIndex } from '../../../electron/engine/mime/parsed.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { listMessages } from '../../../electron/engine/store/message-list.ts';
import {
  findMessage,
  insertSource,
  setAside,
  unprocessedIds,
} from '../../../electron/engine/store/messages.ts';
import { deleteForGood, moveToDeleted } from '../../../electron/engine/store/deleted-messages.ts';
import { saveIncomingAccount } from '../../../electron/engine/store/incoming-accounts.ts';
import { saveRule } from '../../../electron/engine/store/rules.ts';
import { readTrail } from '../../../electron/engine/store/trail.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  allTickets,
  incomingAccount,
  silentLogger,
  storedMessage,
  temporaryDatabase,
} from '../../support/store.ts';

/** Takes the source for the subject; "bad" can't be parsed. */
function parser(onParse: (subject: string) => void = () => {}): MimeParser {
  return {
    excerpt: () => Promise.reject(new Error('not here')),
    async index(source): Promise<MessageIndex> {
      const subject = String(source);
      onParse(subject);
      if (subject === 'bad') throw new MailroomError('message.unreadable', 'process');
      const from = { name: '', address: 'a@example.com' };
      const envelope = {
        messageId: undefined,
        inReplyTo: undefined,
        references: [],
        from,
        to: [],
        cc: [],
        replyTo: [],
        subject,
        snippet: '',
        date: 5,
      };
      // An attachment that the store refuses.
      const attachments =
        subject === 'refused'
          ? [{ index: 0, name: 'a', mimeType: 'a/b', sizeBytes: 1, disposition: 'elsewhere' as 'inline' }]
          : [];
      return { envelope, attachments, text: '', header: '', cutShort: false };
    },
    view: () => Promise.reject(new Error('not here')),
    attachment: () => Promise.reject(new Error('not here')),
    workers: 1,
    stop: async () => {},
  };
}

function bench(onParse?: (subject: string) => void) {
  const database = temporaryDatabase();
  saveIncomingAccount(database, incomingAccount());
  const processor = createProcessor({
    database,
    importer: createImporter(database),
    parser: parser(onParse),
    clock: createFakeClock(),
    logger: silentLogger,
    onProcessed() {},
  });
  return { database, processor };
}

function deliver(database: Database, ...subjects: readonly string[]): number[] {
  return subjects.map((subject) => {
    const id = storedMessage(database);
    insertSource(database, id, Buffer.from(subject));
    return id;
  });
}

function ticketRule(database: Database, value: string, rank = 1, active = true): void {
  saveRule(database, {
    id: `rule-${rank}`,
    accountId: 'in-1',
    title: `contains ${value}`,
    rank,
    active,
    conditions: [{ field: 'subject', operator: 'contains', value }],
    actions: [{ kind: 'createTicket' }],
  });
}

describe('processing', () => {
  it('keeps the envelope and leaves what no rule matches in the inbox', async () => {
    const { database, processor } = bench();
    const [id] = deliver(database, 'Hello');
    await processor.drain();
    expect(findMessage(database, id ?? 0)).toMatchObject({
      subject: 'Hello',
      folder: 'inbox',
      state: 'new',
      date: 5,
    });
    expect(unprocessedIds(database, 0, 1)).toEqual([]);
  });

  it('files by rule: one ticket, the archive, and a trail that says so', async () => {
    const { database, processor } = bench();
    ticketRule(database, 'DRUCKER');
    const [id] = deliver(database, 'Drucker kaputt', 'anderes');
    await processor.drain();
    expect(allTickets(database)).toMatchObject([
      { number: 'T-000001', title: 'Drucker kaputt', messages: 1 },
    ]);
    expect(findMessage(database, id ?? 0)).toMatchObject({ folder: 'archive', ticket: 'T-000001' });
    expect(readTrail(database, id ?? 0).map(({ event }) => event)).toEqual([
      'rule',
      'contactCreated',
      'ticketCreated',
      'archived',
    ]);
    expect(listMessages(database, { folder: 'inbox', limit: 9 })).toHaveLength(1);
  });

  it('puts an answer to its ticket, before any rule', async () => {
    const { database, processor } = bench();
    ticketRule(database, 'first');
    deliver(database, 'first', 'Re: first [t-000001]', 'other [T-999999]');
    await processor.drain();
    expect(allTickets(database)).toMatchObject([{ number: 'T-000001', messages: 2 }]);
    const [answer] = listMessages(database, { folder: 'archive', limit: 1 });
    expect(readTrail(database, answer?.id ?? 0)).toMatchObject([
      { event: 'ticketAssigned', params: { ticket: 'T-000001' } },
      { event: 'archived' },
    ]);
    expect(listMessages(database, { folder: 'inbox', limit: 9 }).map(({ subject }) => subject)).toEqual([
      'other [T-999999]',
    ]);
  });

  it('goes on after messages that cannot be parsed or kept, and says why', async () => {
    const { database, processor } = bench();
    const ids = deliver(database, 'one', 'bad', 'refused', 'two');
    await processor.drain();
    expect(ids.map((id) => findMessage(database, id)?.state)).toEqual([
      'new',
      'quarantined',
      'quarantined',
      'new',
    ]);
    expect(findMessage(database, ids[1] ?? 0)?.reason?.code).toBe('message.unreadable');
    expect(unprocessedIds(database, 0, 9)).toEqual([]);
  });

  it('goes on when a message is deleted for good while it is parsed', async () => {
    const { database, processor } = bench((subject) => {
      if (subject !== 'refused') return;
      moveToDeleted(database, 1);
      deleteForGood(database, 1);
    });
    const [, id] = deliver(database, 'refused', 'Hello');
    await processor.drain();
    expect(findMessage(database, id ?? 0)).toMatchObject({ subject: 'Hello' });
  });

  it('leaves the decision to a person for what was set aside at import', async () => {
    const { database, processor } = bench();
    ticketRule(database, 'a');
    const [id = 0] = deliver(database, 'a');
    setAside(database, id, 'quarantined', new MailroomError('fetch.incomplete', 'fetch').toPlain());
    await processor.drain();
    expect(findMessage(database, id)).toMatchObject({ folder: 'inbox', state: 'quarantined', subject: 'a' });
    expect(allTickets(database)).toEqual([]);
  });

  it('takes what arrives while it works, and works through more than one batch', async () => {
    let late = 0;
    const { database, processor } = bench((subject) => {
      if (subject === 'n70') late = deliver(database, 'late')[0] ?? 0;
    });
    deliver(database, ...Array.from({ length: 120 }, (_, index) => `n${index}`));
    await Promise.all([processor.drain(), processor.drain()]);
    expect(unprocessedIds(database, 0, 9)).toEqual([]);
    expect(findMessage(database, late)?.subject).toBe('late');
  });

  it('stops after the messages in hand, and the rest waits for the next time', async () => {
    const { database, processor } = bench((subject) => {
      // Read ahead while n3 is in hand.
      if (subject === 'n4') void processor.stop();
    });
    deliver(database, ...Array.from({ length: 10 }, (_, index) => `n${index}`));
    await processor.drain();
    await processor.stop();
    expect(unprocessedIds(database, 0, 99)).toHaveLength(5);
  });

  it('waits with everything while the disk is full', async () => {
    const { database, processor } = bench();
    deliver(database, 'x'.repeat(500_000));
    database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true }) as number}`);
    await expect(processor.drain()).rejects.toThrow(/full/);
    expect(unprocessedIds(database, 0, 9)).toHaveLength(1);
    database.pragma('max_page_count = 100000');
    await processor.drain();
    expect(unprocessedIds(database, 0, 9)).toEqual([]);
  });
});
