import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseQuery } from '../../../electron/engine/search/query.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { saveIncomingAccount } from '../../../electron/engine/store/incoming-accounts.ts';
import { type MessageFilter } from '../../../electron/engine/store/message-list.ts';
import {
  deleteMessage,
  moveToArchive,
  setRead,
  setTicket,
  writeAttachments,
  writeEnvelope,
  type Envelope,
} from '../../../electron/engine/store/messages.ts';
import { countMessages, searchMessages } from '../../../electron/engine/store/search.ts';
import {
  backlogIds,
  emptyIndex,
  indexBacklog,
  indexMessages,
  notIndexedCount,
} from '../../../electron/engine/store/search-index.ts';
import { writeSettings } from '../../../electron/engine/store/settings.ts';
import { insertTicket } from '../../../electron/engine/store/tickets.ts';
import { incomingAccount, storedMessage, temporaryDatabase } from '../../support/store.ts';

const nobody: Envelope = {
  messageId: undefined,
  inReplyTo: undefined,
  references: [],
  from: { name: '', address: '' },
  to: [],
  cc: [],
  replyTo: [],
  subject: '',
  snippet: '',
  date: undefined,
};

interface Mail extends Partial<Envelope> {
  readonly text?: string;
  readonly files?: readonly string[];
  readonly accountId?: string;
  readonly accountName?: string;
}

/** A message in the inbox and in the index. Returns its id. */
function mail(
  database: Database,
  { text = '', files = [], accountId, accountName, ...envelope }: Mail,
): number {
  const id = storedMessage(database, {
    ...(accountId === undefined ? {} : { accountId }),
    ...(accountName === undefined ? {} : { accountName }),
  });
  writeEnvelope(database, id, { ...nobody, ...envelope });
  writeAttachments(
    database,
    id,
    files.map((name, index) => ({ index, name, mimeType: 'a/b', sizeBytes: 1, disposition: 'attachment' })),
  );
  indexMessages(database, [{ id, text }]);
  return id;
}

function find(database: Database, query: string, filter: MessageFilter = {}): number[] {
  const found = searchMessages(database, parseQuery(query), filter, { limit: 1000 }).map(({ id }) => id);
  expect(countMessages(database, parseQuery(query), filter), query).toBe(found.length);
  return found;
}

describe('a search', () => {
  it('finds words in sender, recipients, subject, text and names of attachments, newest first', () => {
    const database = temporaryDatabase();
    const sender = mail(database, { from: { name: 'Änne Zange', address: 'aenne@example.com' } });
    const to = mail(database, { to: [{ name: 'Zange', address: 'x@example.org' }] });
    const cc = mail(database, { cc: [{ name: '', address: 'zange@example.org' }] });
    const subject = mail(database, { subject: 'Re: Zange' });
    const body = mail(database, { text: 'Die Zange ist weg.' });
    const file = mail(database, { files: ['a.txt', 'zange.pdf'] });
    mail(database, { text: 'Etwas anderes' });
    expect(find(database, 'zange')).toEqual([file, body, subject, cc, to, sender]);
    expect(find(database, 'from:zange')).toEqual([sender]);
    expect(find(database, 'to:zange')).toEqual([cc, to]);
    expect(find(database, 'subject:zange')).toEqual([subject]);
    expect(find(database, 'body:zange')).toEqual([body]);
    expect(find(database, 'attachment:zange.pdf')).toEqual([file]);
    expect(find(database, 'from:aenne@example.com')).toEqual([sender]);
    expect(find(database, 'from:"anne zange"')).toEqual([sender]);
    expect(find(database, 'from:"zange anne"')).toEqual([]);
    expect(find(database, 'from:zange OR subject:zange')).toEqual([subject, sender]);
    expect(find(database, 'zange -from:zange -to:zange')).toEqual([file, body, subject]);
    expect(find(database, '-zange')).toHaveLength(1);
    expect(find(database, 'zang')).toHaveLength(6);
    expect(find(database, 'zang ')).toEqual([]);
  });

  it('finds German words however they are written', () => {
    const database = temporaryDatabase();
    const one = mail(database, { text: 'Herr Müller, Große Straße 1' });
    const other = mail(database, { text: 'HERR MUELLER, GROSSE STRASSE 1' });
    for (const query of [
      'müller',
      'Mueller',
      'grosse strasse',
      'große straße',
      '"herr müller"',
      '"herr mueller"',
      'GROẞE',
    ])
      expect(find(database, `${query} `), query).toEqual([other, one]);
    expect(find(database, 'muller ')).toEqual([one]);
    // Also where an umlaut is two characters.
    expect(find(database, 'mu\u0308ller ')).toEqual([other, one]);
  });

  it('finds by state, attachment, ticket, account, date and folder, with words and without', () => {
    const database = temporaryDatabase();
    saveIncomingAccount(database, incomingAccount({ name: 'Help Desk' }));
    const at = (day: number): number => new Date(2026, 0, day).getTime();
    const first = mail(database, { subject: 'zange', date: at(1), files: ['a'] });
    const second = mail(database, { subject: 'zange', date: at(2), accountId: 'in-2', accountName: 'Sales' });
    const third = mail(database, { subject: 'zange', date: at(3), accountId: 'in-2', accountName: 'Sales' });
    setRead(database, first, true);
    moveToArchive(database, third);
    writeSettings(database, { ticketNumbers: 'Inc/{year}-##' });
    setTicket(database, second, insertTicket(database, 'wrong', new Date(2026, 3).getTime()).id);
    for (const words of ['', 'zange ', 'NOT hammer ']) {
      const found = (query: string): number[] => find(database, `${words}${query}`);
      expect(found('is:unread')).toEqual([third, second]);
      expect(found('is:read')).toEqual([first]);
      expect(found('has:attachment')).toEqual([first]);
      expect(found('-has:attachment')).toEqual([third, second]);
      expect(found('ticket:inc/2026-01')).toEqual([second]);
      expect(found('-ticket:INC/2026-01')).toEqual([third, first]);
      expect(found('ticket:inc/2026-0')).toEqual([]);
      expect(found('has:ticket')).toEqual([second]);
      expect(found('account:desk')).toEqual([first]);
      expect(found('konto:sales')).toEqual([third, second]);
      expect(found('after:2026-01-02')).toEqual([third, second]);
      expect(found('before:2026-01-02')).toEqual([first]);
      expect(found('in:archive')).toEqual([third]);
      expect(found('in:archive OR has:attachment')).toEqual([third, first]);
      expect(found('in:archive OR -zange')).toEqual([third]);
      expect(found('before:soon')).toEqual([]);
    }
    expect(find(database, 'zange', { folder: 'inbox' })).toEqual([second, first]);
    expect(find(database, 'zange', { folder: 'archive', accountId: 'in-2' })).toEqual([third]);
    expect(find(database, 'zange', { folder: 'archive', accountId: 'in-1' })).toEqual([]);
  });

  it('goes on from page to page, whatever comes and goes meanwhile', () => {
    const database = temporaryDatabase();
    const ids = Array.from({ length: 25 }, () => mail(database, { text: 'zange' }));
    for (const query of ['zange', 'is:unread']) {
      const seen: number[] = [];
      for (let before: number | undefined; ;) {
        const page = searchMessages(database, parseQuery(query), {}, { before, limit: 10 });
        seen.push(...page.map(({ id }) => id));
        if (page.length < 10) break;
        before = page.at(-1)?.id;
        mail(database, { text: 'zange' });
      }
      expect(seen.slice(-25)).toEqual([...ids].reverse());
      expect(new Set(seen).size).toBe(seen.length);
    }
  });

  it('forgets what is deleted and knows what is replaced', () => {
    const database = temporaryDatabase();
    const kept = mail(database, { text: 'zange' });
    const gone = mail(database, { text: 'zange' });
    deleteMessage(database, gone);
    expect(find(database, 'zange')).toEqual([kept]);
    indexMessages(database, [{ id: kept, text: 'hammer' }]);
    expect(find(database, 'zange')).toEqual([]);
    expect(find(database, 'hammer')).toEqual([kept]);
    // The message was deleted while its text was being read.
    indexMessages(database, [{ id: gone, text: 'zange' }]);
    expect(find(database, 'zange')).toEqual([]);
  });

  it('reads the first 200,000 characters of a text', () => {
    const database = temporaryDatabase();
    const id = mail(database, { text: `${'a '.repeat(99_990)} zange ${'b '.repeat(100)} hammer` });
    expect(find(database, 'zange')).toEqual([id]);
    expect(find(database, 'hammer')).toEqual([]);
  });
});

describe('the backlog', () => {
  it('has what came without being processed, and what is still in it can be made anew', () => {
    const database = temporaryDatabase();
    const older = storedMessage(database, { processed: true });
    const waiting = storedMessage(database);
    const indexed = mail(database, { text: 'zange' });
    expect(backlogIds(database, 10)).toEqual([older]);
    expect(notIndexedCount(database)).toBe(3);
    indexBacklog(database, [
      { id: older, text: 'zange' },
      // Meanwhile it came in with a newer text.
      { id: indexed, text: 'old' },
    ]);
    expect(find(database, 'zange')).toEqual([indexed, older]);
    database.exec('UPDATE messages SET processed = 1');
    emptyIndex(database);
    expect(find(database, 'zange')).toEqual([]);
    expect(backlogIds(database, 10)).toEqual([indexed, waiting, older]);
    deleteMessage(database, waiting);
    expect(backlogIds(database, 10)).toEqual([indexed, older]);
  });
});

describe('whatever is typed', () => {
  const sign = fc.constantFrom(
    ...[
      '"',
      '*',
      '-',
      ':',
      '(',
      ')',
      '^',
      '+',
      '{',
      '}',
      "'",
      '\0',
      '\\',
      ';',
      '%',
      '„',
      '“',
      '\n',
      ' ',
      '\ud800',
    ],
    ...[
      'from:',
      'to:',
      'body:',
      'subject:',
      'sender:',
      'rowid:',
      'is:unread',
      'has:',
      'in:inbox',
      'before:2026',
      'ticket:',
    ],
    ...[
      'AND',
      'OR',
      'NOT',
      'NEAR',
      'NEAR(',
      'a',
      'zange',
      'ß',
      'ae',
      'ü',
      '日本',
      '\u0301',
      '𞤀',
      '\ue000',
      '1',
      '½',
    ],
  );
  const typed = fc.oneof(
    fc.array(sign, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.array(sign, { maxLength: 40 }).map((parts) => parts.join(' ')),
    fc.string({ unit: 'binary', maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 1000 }),
  );

  it('gives a query that can be asked, page and count alike', () => {
    const database = temporaryDatabase();
    const all = Array.from({ length: 5 }, (_, n) =>
      mail(database, { subject: `zange ${n} a`, text: '日本 ü "a" b' }),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom<MessageFilter>({}, { folder: 'inbox' }), (text, filter) => {
        for (const id of find(database, text, filter)) expect(all).toContain(id);
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the message that has it, as a phrase in quotes', () => {
    const database = temporaryDatabase();
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        fc.pre(/[a-z]/i.test(text));
        const id = mail(database, { text });
        expect(find(database, `"${text.replace(/["„“”«»]/g, ' ')}"`)).toContain(id);
      }),
      { numRuns: 300 },
    );
  });

  it('may be longer than anybody types', () => {
    const database = temporaryDatabase();
    const id = mail(database, { text: 'zange' });
    expect(find(database, 'zange '.repeat(160))).toEqual([id]);
    expect(find(database, '-hammer OR '.repeat(90))).toEqual([id]);
    expect(find(database, `"${'zange '.repeat(150)}"`)).toEqual([]);
    expect(find(database, 'x'.repeat(1000))).toEqual([]);
  });
});
