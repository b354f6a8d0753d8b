import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Database } from '../../../electron/engine/store/database.ts';
import { listMessages, setAsideCount } from '../../../electron/engine/store/message-list.ts';
import {
  deleteMessage,
  findMessage,
  folderCounts,
  insertSource,
  listItem,
  markProcessed,
  messageCount,
  moveToArchive,
  moveToInbox,
  readAttachments,
  readSource,
  setAside,
  setRead,
  setTicket,
  unprocessedIds,
  waitingCount,
  writeAttachments,
  writeEnvelope,
  type Envelope,
} from '../../../electron/engine/store/messages.ts';
import { findOversize, insertOversize } from '../../../electron/engine/store/oversize.ts';
import {
  findReceipts,
  insertReceipt,
  closeReceipt,
  moveReceipt,
  openReceipts,
  receiptOfMessage,
} from '../../../electron/engine/store/receipts.ts';
import { readSettings, writeSettings } from '../../../electron/engine/store/settings.ts';
import { defaultSettings } from '../../../shared/domain/settings.ts';
import { inTransaction } from '../../../electron/engine/store/transaction.ts';
import {
  findTicket,
  insertTicket,
  nextTicketCounter,
  ticketCount,
} from '../../../electron/engine/store/tickets.ts';
import { addTrail, readTrail } from '../../../electron/engine/store/trail.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { messageListItemSchema } from '../../../shared/domain/message.ts';
import { allTickets, storedMessage, temporaryDatabase } from '../../support/store.ts';

const envelope: Envelope = {
  messageId: '<a@example.com>',
  inReplyTo: undefined,
  references: ['<b@example.com>'],
  from: { name: 'Änne', address: 'aenne@example.com' },
  to: [{ name: '', address: 'support@example.com' }],
  cc: [],
  replyTo: [],
  subject: 'Drucker 100%_kaputt',
  snippet: 'Er druckt nicht',
  date: 500,
};

describe('a message', () => {
  it('keeps its source byte for byte, with any byte in it', () => {
    const database = temporaryDatabase();
    const source = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i % 256));
    const id = storedMessage(database);
    insertSource(database, id, source);
    expect(readSource(database, id)?.equals(source)).toBe(true);
    expect(readSource(database, id + 1)).toBeUndefined();
  });

  it('gives back its envelope, and a list item that the contract accepts', () => {
    const database = temporaryDatabase();
    const id = storedMessage(database);
    writeEnvelope(database, id, envelope);
    const message = findMessage(database, id);
    expect(message).toMatchObject({
      subject: envelope.subject,
      from: envelope.from,
      references: envelope.references,
      date: 500,
      receivedAt: 1000,
    });
    if (message !== undefined) messageListItemSchema.parse(listItem(message));
    writeEnvelope(database, id, { ...envelope, date: undefined });
    expect(findMessage(database, id)?.date).toBe(1000);
  });

  it('replaces its attachments and counts those that are not inline', () => {
    const database = temporaryDatabase();
    const id = storedMessage(database);
    const file = {
      index: 0,
      name: 'a.pdf',
      mimeType: 'application/pdf',
      sizeBytes: 3,
      disposition: 'attachment',
    } as const;
    const picture = {
      index: 1,
      name: 'b.png',
      mimeType: 'image/png',
      sizeBytes: 4,
      disposition: 'inline',
      contentId: 'x',
    } as const;
    writeAttachments(database, id, [{ ...file, name: 'old' }]);
    writeAttachments(database, id, [file, picture]);
    expect(readAttachments(database, id)).toEqual([file, picture]);
    expect(findMessage(database, id)?.attachments).toBe(1);
  });

  it('is never given the id of a deleted one', () => {
    const database = temporaryDatabase();
    const id = storedMessage(database);
    insertSource(database, id, Buffer.from('x'));
    deleteMessage(database, id);
    expect(readSource(database, id)).toBeUndefined();
    expect(storedMessage(database)).toBeGreaterThan(id);
  });

  it('moves between the folders once', () => {
    const database = temporaryDatabase();
    const id = storedMessage(database);
    expect([moveToArchive(database, id), moveToArchive(database, id)]).toEqual([true, false]);
    expect(findMessage(database, id)).toMatchObject({ folder: 'archive', state: 'archived' });
    expect([moveToInbox(database, id), moveToInbox(database, id)]).toEqual([true, false]);
    expect(findMessage(database, id)).toMatchObject({ folder: 'inbox', state: 'new' });
  });

  it('keeps the reason why it was set aside, and its trail in order', () => {
    const database = temporaryDatabase();
    const id = storedMessage(database);
    const reason = new MailroomError('message.unreadable', 'process', { detail: 'no end' }).toPlain();
    setAside(database, id, 'quarantined', reason);
    addTrail(database, id, 1, 'imported', { account: 'Support' });
    addTrail(database, id, 1, 'quarantined');
    expect(findMessage(database, id)).toMatchObject({ state: 'quarantined', reason });
    expect(readTrail(database, id)).toEqual([
      { at: 1, event: 'imported', params: { account: 'Support' } },
      { at: 1, event: 'quarantined', params: {} },
    ]);
  });

  it('waits for processing until it is marked', () => {
    const database = temporaryDatabase();
    const ids = [
      storedMessage(database),
      storedMessage(database, { processed: true }),
      storedMessage(database),
    ];
    expect(unprocessedIds(database, 0, 10)).toEqual([ids[0], ids[2]]);
    expect(unprocessedIds(database, 0, 1)).toEqual([ids[0]]);
    markProcessed(database, ids[0] ?? 0);
    expect(unprocessedIds(database, 0, 10)).toEqual([ids[2]]);
  });
});

describe('lists', () => {
  it('page by key: every message once, newest first, whatever arrives meanwhile', () => {
    const database = temporaryDatabase();
    const ids = Array.from({ length: 23 }, () => storedMessage(database));
    const seen: number[] = [];
    for (let before: number | undefined; ; before = seen.at(-1)) {
      const page = listMessages(database, { folder: 'inbox', limit: 5, before });
      if (page.length === 0) break;
      seen.push(...page.map(({ id }) => id));
      // Newer mail does not shift the pages.
      storedMessage(database);
    }
    expect(seen).toEqual([...ids].reverse());
  });

  it('choose by account and time', () => {
    const database = temporaryDatabase();
    const first = storedMessage(database, { receivedAt: 10 });
    const second = storedMessage(database, { receivedAt: 20, accountId: 'in-2' });
    writeEnvelope(database, first, envelope);
    writeEnvelope(database, second, { ...envelope, subject: 'Drucker 1000 kaputt' });
    const find = (query: object): number[] =>
      listMessages(database, { folder: 'inbox', limit: 10, ...query }).map(({ id }) => id);
    expect(find({ accountId: 'in-2' })).toEqual([second]);
    expect(find({ since: 20 })).toEqual([second]);
    expect(waitingCount(database, 'in-2')).toBe(1);
    expect(messageCount(database, 'in-1')).toBe(1);
  });
});

describe('what is set aside', () => {
  it('is listed and counted apart, without reading the rest', () => {
    const database = temporaryDatabase();
    storedMessage(database);
    const large = storedMessage(database, { state: 'oversize' });
    storedMessage(database, { state: 'archived' });
    const damaged = storedMessage(database, { state: 'quarantined' });
    const listed = listMessages(database, { folder: 'inbox', limit: 10, setAside: true });
    expect(listed.map(({ id }) => id)).toEqual([damaged, large]);
    expect(setAsideCount(database)).toBe(2);
    const plan = database
      .prepare(
        `EXPLAIN QUERY PLAN SELECT count(*) FROM messages WHERE messages.state IN ('oversize', 'quarantined')`,
      )
      .all();
    expect(JSON.stringify(plan)).toContain('messages_set_aside');
  });
});

describe('folder counts', () => {
  const real = (database: Database, folder: 'inbox' | 'archive'): unknown =>
    database
      .prepare(
        'SELECT count(*) AS total, coalesce(sum(1 - read), 0) AS unread FROM messages WHERE folder = ?',
      )
      .get(folder);

  it('equal the real counts after any operations', () => {
    const operation = fc.record({
      kind: fc.constantFrom('insert', 'archive', 'inbox', 'read', 'unread', 'delete', 'rollback'),
      at: fc.nat(30),
    });
    const database = temporaryDatabase();
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
        for (const { kind, at } of operations) {
          const ids = database.prepare('SELECT id FROM messages').pluck().all() as number[];
          const id = ids[at % Math.max(1, ids.length)] ?? 0;
          if (kind === 'insert') storedMessage(database);
          else if (kind === 'archive') moveToArchive(database, id);
          else if (kind === 'inbox') moveToInbox(database, id);
          else if (kind === 'read') setRead(database, id, true);
          else if (kind === 'unread') setRead(database, id, false);
          else if (kind === 'delete') deleteMessage(database, id);
          else rolledBack(database, id);
        }
        for (const folder of ['inbox', 'archive'] as const) {
          expect(folderCounts(database, folder)).toEqual(real(database, folder));
        }
      }),
      { numRuns: 40 },
    );
  });
});

function rolledBack(database: Database, id: number): void {
  try {
    inTransaction(database, () => {
      storedMessage(database);
      moveToArchive(database, id);
      throw new Error('crash');
    });
  } catch {
    // Nothing of it may have stayed.
  }
}

describe('receipts', () => {
  const place = { accountId: 'in-1', mailbox: 'INBOX', validity: '1', serverKey: '7' };

  it('prove what was fetched, and when it was removed', () => {
    const database = temporaryDatabase();
    const messageId = storedMessage(database);
    const id = insertReceipt(database, {
      ...place,
      sizeBytes: 3,
      sha256: 'aa',
      messageId,
      fetchedAt: 1,
      committedAt: 2,
    });
    expect(receiptOfMessage(database, messageId)).toEqual({
      account: 'Support',
      mailbox: 'INBOX',
      serverKey: '7',
      sizeBytes: 3,
      sha256: 'aa',
      fetchedAt: 1,
      committedAt: 2,
    });
    expect(openReceipts(database, 'in-1', 'INBOX')).toMatchObject([{ id }]);
    closeReceipt(database, id, 'removed', 3);
    expect(receiptOfMessage(database, messageId)?.removedAt).toBe(3);
    expect(openReceipts(database, 'in-1', 'INBOX')).toEqual([]);
  });

  it('are found by place and move to another one', () => {
    const database = temporaryDatabase();
    const messageId = storedMessage(database);
    const common = { sizeBytes: 3, messageId, fetchedAt: 1, committedAt: 2 };
    const id = insertReceipt(database, { ...place, ...common, sha256: 'aa' });
    insertReceipt(database, { ...place, ...common, sha256: 'bb' });
    expect(findReceipts(database, place).map(({ sha256 }) => sha256)).toEqual(['aa', 'bb']);
    expect(() => insertReceipt(database, { ...place, ...common, sha256: 'aa' })).toThrow(/UNIQUE/);
    expect(findReceipts(database, { ...place, validity: '2' })).toEqual([]);
    moveReceipt(database, id, { ...place, validity: '2', serverKey: '1' });
    expect(findReceipts(database, { ...place, validity: '2', serverKey: '1' })).toMatchObject([{ id }]);
  });

  it('remember what is over the limit', () => {
    const database = temporaryDatabase();
    const messageId = storedMessage(database, { state: 'oversize' });
    insertOversize(database, place, 99, messageId);
    expect(findOversize(database, place)).toEqual({ messageId, sizeBytes: 99 });
    deleteMessage(database, messageId);
    expect(findOversize(database, place)).toBeUndefined();
  });
});

describe('tickets and settings', () => {
  it('number tickets in order and find them in any case of letters', () => {
    const database = temporaryDatabase();
    const first = insertTicket(database, 'A', 1);
    const second = insertTicket(database, 'B', 2);
    expect([first.number, second.number]).toEqual(['T-000001', 'T-000002']);
    expect(findTicket(database, 't-000002')).toMatchObject(second);
    const id = storedMessage(database);
    storedMessage(database);
    setTicket(database, id, second.id);
    const ofTicket = listMessages(database, { folder: 'inbox', ticket: 't-000002', limit: 9 });
    expect(ofTicket.map((message) => message.id)).toEqual([id]);
    expect(allTickets(database)).toMatchObject([
      { number: 'T-000002', messages: 1 },
      { number: 'T-000001', messages: 0 },
    ]);
    expect(ticketCount(database)).toBe(2);
  });

  it('number tickets by the pattern that is set; those that are there keep theirs', () => {
    const database = temporaryDatabase();
    const at = new Date(2026, 11, 31).getTime();
    const make = (ticketNumbers: string): string => {
      writeSettings(database, { ticketNumbers });
      return insertTicket(database, 'T', at).number;
    };
    expect(['T-######', 'Inc/{year}-##', '{month}.#'].map(make)).toEqual(['T-000001', 'Inc/2026-02', '12.3']);
    // What could not be set any more counts as not set.
    expect(make('no counter')).toBe('T-000004');
    for (const number of ['t-000001', 'INC/2026-02', '12.3', 'T-000004'])
      expect(findTicket(database, number)?.number.toLowerCase()).toBe(number.toLowerCase());
    expect(findTicket(database, 'Inc/2026-2')).toBeUndefined();
  });

  it('pass over a number that another ticket got under another pattern, in any letter case', () => {
    const database = temporaryDatabase();
    const make = (ticketNumbers: string): string => {
      writeSettings(database, { ticketNumbers });
      return insertTicket(database, 'T', 1).number;
    };
    expect([make('t-1#'), make('t-1#'), make('T-1#')]).toEqual(['t-11', 't-12', 'T-13']);
    database.prepare("UPDATE sqlite_sequence SET seq = 10 WHERE name = 'tickets'").run();
    expect(nextTicketCounter(database)).toBe(11);
    expect([make('T-#'), make('T-#')]).toEqual(['T-14', 'T-15']);
    expect(nextTicketCounter(database)).toBe(16);
    const again =
      'INSERT INTO tickets (number, title, status, created_at, updated_at) VALUES (?, ?, ?, 1, 1)';
    expect(() => database.prepare(again).run('T-11', 'T', 'new')).toThrow(/UNIQUE/);
  });

  it('find a ticket by its number through an index', () => {
    const database = temporaryDatabase();
    const plan = (sql: string): unknown => database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all('t-1');
    expect(
      plan('SELECT id, number, status, unread FROM tickets WHERE number = ? COLLATE NOCASE'),
    ).toMatchObject([{ detail: 'SEARCH tickets USING INDEX tickets_by_number (number=?)' }]);
  });

  it('keep settings', () => {
    const database = temporaryDatabase();
    expect(readSettings(database)).toEqual(defaultSettings);
    const proxy = { kind: 'socks5', host: 'proxy.example', port: 1080, user: 'me' } as const;
    writeSettings(database, { theme: 'dark', proxy });
    writeSettings(database, { theme: 'light' });
    expect(readSettings(database)).toEqual({ ...defaultSettings, theme: 'light', proxy });
  });
});
