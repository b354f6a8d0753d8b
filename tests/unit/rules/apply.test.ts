import { describe, expect, it } from 'vitest';
import { applyRules } from '../../../electron/engine/rules/apply.ts';
import type { DecidedMessage } from '../../../electron/engine/rules/decide.ts';
import { openRuleBook } from '../../../electron/engine/rules/rule-book.ts';
import { findContactByAddress, listContacts, saveContact } from '../../../electron/engine/store/contacts.ts';
import type { Database } from '../../../electron/engine/store/database.ts';
import { saveIncomingAccount } from '../../../electron/engine/store/incoming-accounts.ts';
import {
  findMessage,
  listItem,
  moveToInbox,
  setRead,
  writeEnvelope,
} from '../../../electron/engine/store/messages.ts';
import { insertOutboxEntry } from '../../../electron/engine/store/outbox.ts';
import { saveRule } from '../../../electron/engine/store/rules.ts';
import { deleteForGood, moveToDeleted } from '../../../electron/engine/store/deleted-messages.ts';
import { deliveryReportsOf } from '../../../electron/engine/store/sent-messages.ts';
import { writeSettings } from '../../../electron/engine/store/settings.ts';
import { setTicketFields, settleUnread } from '../../../electron/engine/store/ticket-fields.ts';
import { insertTicket } from '../../../electron/engine/store/tickets.ts';
import { readTrail } from '../../../electron/engine/store/trail.ts';
import { inTransaction } from '../../../electron/engine/store/transaction.ts';
import type { IncomingAccount } from '../../../shared/domain/incoming-account.ts';
import type { Rule } from '../../../shared/domain/rule.ts';
import { allTickets, incomingAccount, storedMessage, temporaryDatabase } from '../../support/store.ts';
import { message, rule, type MessageFields } from './support.ts';

interface Bench {
  readonly database: Database;
  /** Lets the rules have a message; returns its id. */
  process(fields: MessageFields, changes?: Partial<DecidedMessage>): number;
  events(id: number): string[];
}

function bench(rules: readonly Rule[], account: Partial<IncomingAccount> = {}): Bench {
  const database = temporaryDatabase();
  saveIncomingAccount(database, incomingAccount(account));
  rules.forEach((each, index) => saveRule(database, { ...each, rank: index + 1 }));
  return {
    database,
    process(fields, changes = {}) {
      const id = storedMessage(database);
      const processed = { ...message(fields), id, ...changes };
      inTransaction(database, () => {
        writeEnvelope(database, id, processed.envelope);
        applyRules(database, openRuleBook(database), processed, 5000 + id);
      });
      return id;
    },
    events: (id) => readTrail(database, id).map(({ event }) => event),
  };
}

const printers = rule('Printers', [{ value: 'printer' }]);
const from = { name: 'Ann', address: 'Ann@Customer.example' };

describe('a ticket from a rule', () => {
  it('has the fields the rule gives, and the contact who reported it', () => {
    const { database, process } = bench([
      rule('Printers', [{ value: 'printer' }], {
        actions: [
          { kind: 'createTicket', priority: 'high', groupId: 'gone' },
          { kind: 'setFields', status: 'processing', priority: 'low' },
        ],
      }),
    ]);
    saveContact(database, {
      id: 'c-1',
      name: 'Ann B.',
      organisation: '',
      blocked: false,
      addresses: ['other@customer.example', 'ann@customer.example'],
    });
    const id = process({ subject: 'printer', from });
    expect(allTickets(database)).toMatchObject([
      {
        title: 'printer',
        status: 'processing',
        priority: 'high',
        reporterId: 'c-1',
        reporter: 'Ann B.',
        unread: true,
      },
    ]);
    expect(allTickets(database)[0]).not.toHaveProperty('groupId');
    expect(readTrail(database, id)).toMatchObject([
      { event: 'rule', params: { rule: 'Printers' } },
      { event: 'ticketCreated', params: { ticket: 'T-000001', rule: 'Printers' } },
      { event: 'fieldsSet', params: { ticket: 'T-000001', rule: 'Printers' } },
      { event: 'archived' },
    ]);
    expect(listContacts(database)).toHaveLength(1);
  });

  it('makes a contact of an unknown sender where that is wanted', () => {
    const { database, process, events } = bench([printers], { unknownSenders: 'create' });
    const id = process({ subject: 'printer', from });
    expect(events(id)).toEqual(['rule', 'contactCreated', 'ticketCreated', 'archived']);
    expect(listContacts(database)).toMatchObject([{ name: 'Ann', addresses: ['Ann@Customer.example'] }]);
    process({ subject: 'printer', from: { name: 'A.', address: 'ANN@customer.EXAMPLE' } });
    expect(listContacts(database)).toHaveLength(1);
    // A sender that names no address makes none, nor does one whose address no contact can have.
    for (const address of [
      '',
      '@',
      'a b@customer.example',
      'a@b@customer.example',
      `${'x'.repeat(320)}@c.example`,
    ])
      process({ subject: 'printer', from: { name: '', address } });
    expect(allTickets(database)).toHaveLength(7);
    expect(listContacts(database)).toHaveLength(1);
  });

  it('is called after its sender where there is no subject, and never nothing', () => {
    const { database, process } = bench([rule('All', [{ field: 'sizeBytes', operator: 'above', value: 0 }])]);
    process({ from });
    process({ from: { name: '', address: '' } });
    expect(allTickets(database).map(({ title }) => title)).toEqual(['?', 'Ann@Customer.example']);
  });

  it('waits for a contact where unknown senders are held, and nothing else of the rule happens', () => {
    const { database, process, events } = bench([printers], { unknownSenders: 'hold' });
    const id = process({ subject: 'printer', from });
    expect(events(id)).toEqual(['rule', 'held']);
    const held = findMessage(database, id);
    expect(held).toMatchObject({ folder: 'inbox', state: 'new', reason: { code: 'rule.unknownSender' } });
    if (held !== undefined) expect(listItem(held)).toMatchObject({ held: true });
    expect(allTickets(database)).toEqual([]);
    expect(process({ subject: 'lunch', from })).toBeGreaterThan(id);
  });
});

describe('several rules', () => {
  it('add up where they go on: the earlier one wins', () => {
    const { database, process, events } = bench([
      rule('urgent', [{ value: 'fire' }], {
        continue: true,
        actions: [{ kind: 'setFields', priority: 'urgent' }, { kind: 'leave' }],
      }),
      rule('all', [{ value: 'e' }], { actions: [{ kind: 'createTicket', priority: 'low' }] }),
    ]);
    const id = process({ subject: 'fire' });
    expect(allTickets(database)).toMatchObject([{ priority: 'urgent' }]);
    expect(findMessage(database, id)).toMatchObject({ folder: 'inbox', ticket: 'T-000001' });
    expect(events(id)).toEqual(['rule', 'rule', 'contactCreated', 'ticketCreated', 'fieldsSet', 'left']);
  });

  it('leave a message in the inbox when none of them deals with it', () => {
    const { database, process, events } = bench([
      rule('colour', [{ value: 'a' }], { actions: [{ kind: 'setFields', priority: 'low' }] }),
    ]);
    const id = process({ subject: 'a' });
    expect(findMessage(database, id)).toMatchObject({ folder: 'inbox', state: 'new' });
    expect(events(id)).toEqual(['rule']);
  });
});

describe('without a ticket', () => {
  it('a message is archived or marked as spam, and no spam any more once a person puts it back', () => {
    const { database, process, events } = bench([
      rule('junk', [{ field: 'spam', operator: 'is', value: 'yes' }], { actions: [{ kind: 'markSpam' }] }),
      rule('news', [{ value: 'news' }], { actions: [{ kind: 'archive' }] }),
    ]);
    const spam = process({ header: 'X-Spam-Flag: YES\r\n' });
    const news = process({ subject: 'news' });
    expect(findMessage(database, spam)).toMatchObject({ folder: 'archive', spam: true });
    expect(events(spam)).toEqual(['rule', 'spam', 'archived']);
    expect(events(news)).toEqual(['rule', 'archived']);
    expect(findMessage(database, news)).not.toHaveProperty('spam');
    moveToInbox(database, spam);
    expect(findMessage(database, spam)).not.toHaveProperty('spam');
    expect(allTickets(database)).toEqual([]);
  });

  it('mail of a blocked contact goes to the archive, unless it names a ticket', () => {
    const { database, process, events } = bench([printers]);
    insertTicket(database, 'Old', 1);
    saveContact(database, {
      id: 'c-1',
      name: 'Pest',
      organisation: '',
      blocked: true,
      addresses: [from.address],
    });
    expect(events(process({ subject: 'printer', from }))).toEqual(['blockedSender', 'archived']);
    expect(events(process({ subject: 'printer [T-000001]', from }))).toContain('ticketAssigned');
    expect(allTickets(database)).toHaveLength(1);
  });
});

describe('a known ticket', () => {
  it('named by the subject comes before every rule; of several the first counts and the rest is told', () => {
    const { database, process } = bench([printers]);
    for (const title of ['one', 'two']) insertTicket(database, title, 1);
    const id = process({ subject: 'printer [T-000009] [t-000002] [T-000001]' });
    expect(readTrail(database, id)).toMatchObject([
      { event: 'ticketAssigned', params: { ticket: 'T-000002', by: 'ticketReference' } },
      { event: 'otherTicket', params: { ticket: 'T-000002', other: 'T-000001' } },
      { event: 'archived' },
    ]);
    expect(allTickets(database)).toHaveLength(2);
  });

  it('is known by whatever number it has; other things in brackets are none', () => {
    const { database, process } = bench([printers]);
    const make = (ticketNumbers: string): string => {
      writeSettings(database, { ticketNumbers });
      return insertTicket(database, 'x', new Date(2026, 4).getTime()).number;
    };
    const numbers = ['T-######', 'Inc/{year}.{month}-#', '{year}##'].map(make);
    expect(numbers).toEqual(['T-000001', 'Inc/2026.05-2', '202603']);
    for (const number of numbers) {
      const id = process({ subject: `AW: [URGENT] [1/3] printer [ ${number.toLowerCase()} ] [x]` });
      expect(readTrail(database, id)).toMatchObject([
        { event: 'ticketAssigned', params: { ticket: number, by: 'ticketReference' } },
        { event: 'archived' },
      ]);
    }
    process({ subject: 'printer [URGENT] [1/3] [202604]', from });
    expect(allTickets(database)).toHaveLength(4);
  });

  it('is found by the thread: mail that came in, then mail of the outbox, the nearest first', () => {
    const { database, process } = bench([printers]);
    process({ subject: 'printer', messageId: '<first@x>' });
    process({ subject: 'printer', messageId: '<second@x>' });
    const answer = process({ subject: 'Re: something', references: ['<first@x>', '<second@x>', '<none@x>'] });
    expect(findMessage(database, answer)?.ticket).toBe('T-000002');
    sentMail(database, '<sent@x>', 1);
    const toOurs = process({ subject: 'no reference', inReplyTo: '<sent@x>' });
    expect(findMessage(database, toOurs)?.ticket).toBe('T-000001');
    expect(readTrail(database, toOurs)[0]).toMatchObject({ params: { by: 'thread' } });
    // Somebody gives his mail our Message-ID: the answers still go where ours went.
    expect(findMessage(database, process({ subject: 'printer', messageId: '<sent@x>' }))?.ticket).toBe(
      'T-000003',
    );
    expect(findMessage(database, process({ subject: 'x', inReplyTo: '<sent@x>' }))?.ticket).toBe('T-000001');
  });

  it('is not found by the thread where that is switched off', () => {
    const { database, process } = bench([printers], { threadByReferences: false });
    process({ subject: 'printer', messageId: '<first@x>' });
    const answer = process({ subject: 'Re: something', inReplyTo: '<first@x>' });
    expect(findMessage(database, answer)).toMatchObject({ folder: 'inbox' });
  });

  it('stays completed and is flagged, until its mail is read', () => {
    const { database, process, events } = bench([printers]);
    process({ subject: 'printer' });
    setTicketFields(database, 1, { status: 'completed' }, 7000);
    expect(allTickets(database)).toMatchObject([{ status: 'completed', unread: false, completedAt: 7000 }]);
    const id = process({ subject: 'Re: [T-000001]' });
    expect(events(id)).toEqual(['ticketAssigned', 'ticketFlagged', 'archived']);
    expect(allTickets(database)).toMatchObject([{ status: 'completed', unread: true }]);
    for (const each of [1, id]) {
      expect(allTickets(database)[0]?.unread).toBe(true);
      setRead(database, each, true);
      settleUnread(database, each);
    }
    expect(allTickets(database)[0]?.unread).toBe(false);
  });

  it('is reopened by a person where that is wanted, never by a machine', () => {
    const { database, process, events } = bench([printers], { completedTickets: 'reopen' });
    process({ subject: 'printer' });
    setTicketFields(database, 1, { status: 'completed' }, 7000);
    expect(events(process({ subject: '[T-000001]', header: 'Auto-Submitted: auto-replied\r\n' }))).toContain(
      'ticketFlagged',
    );
    expect(allTickets(database)[0]?.status).toBe('completed');
    expect(events(process({ subject: '[T-000001]' }))).toContain('ticketReopened');
    expect(allTickets(database)).toMatchObject([{ status: 'processing' }]);
    expect(allTickets(database)[0]).not.toHaveProperty('completedAt');
  });

  it('of a rule that is gone is told, and the message waits for a person', () => {
    const { database, process, events } = bench([
      rule('to 7', [{ value: 'a' }], { actions: [{ kind: 'assignTicket', ticket: 'T-000007' }] }),
    ]);
    const id = process({ subject: 'a' });
    expect(events(id)).toEqual(['rule', 'ticketMissing']);
    expect(findMessage(database, id)?.folder).toBe('inbox');
  });
});

describe('our own mail', () => {
  it('that comes back is put away without a ticket; the same Message-ID from somebody else is not ours', () => {
    const { database, process, events } = bench([printers]);
    sentMail(database, '<ours@x>', undefined);
    const ours = { name: '', address: 'Support@example.com' };
    expect(events(process({ subject: 'printer', messageId: '<ours@x>', from: ours }))).toEqual([
      'ownMail',
      'archived',
    ]);
    expect(events(process({ subject: 'printer', messageId: '<ours@x>' }))).toContain('ticketCreated');
    expect(allTickets(database)).toHaveLength(1);
  });

  it('that bounces tells its entry and its ticket, and makes none', () => {
    const { database, process, events } = bench([rule('all', [{ value: 'u' }])]);
    insertTicket(database, 'Printer', 1);
    sentMail(database, '<ours@x>', 1);
    const recipients = [
      { address: 'ann@customer.example', action: 'failed', status: '5.1.1', diagnostic: '550 no such user' },
    ];
    const report = { originalMessageId: '<ours@x>', recipients };
    const id = process({ subject: 'Undelivered' }, { report });
    expect(events(id)).toEqual(['deliveryReport', 'ticketAssigned', 'archived']);
    expect(findMessage(database, id)?.ticket).toBe('T-000001');
    expect(deliveryReportsOf(database, 'o-<ours@x>')).toMatchObject([{ messageId: id, ...recipients[0] }]);
    // What the outbox knows stays when the report is thrown away for good.
    moveToDeleted(database, id);
    expect(deleteForGood(database, id)).toBe(true);
    const [kept] = deliveryReportsOf(database, 'o-<ours@x>');
    expect(kept).toMatchObject({ ...recipients[0] });
    expect(kept).not.toHaveProperty('messageId');
    // Whoever pretends to be us reports nothing.
    const ours = { name: '', address: 'support@example.com' };
    process({ subject: 'Undelivered', messageId: '<ours@x>', from: ours }, { report });
    expect(deliveryReportsOf(database, 'o-<ours@x>')).toEqual([kept]);
    sentMail(database, '<plain@x>', undefined);
    const other = process(
      { subject: 'Undelivered' },
      { report: { ...report, originalMessageId: '<plain@x>' } },
    );
    expect(findMessage(database, other)).toMatchObject({ folder: 'inbox' });
    expect(allTickets(database)).toHaveLength(1);
  });
});

it('a contact is found by each of its addresses, and gives none of them to another', () => {
  const database = temporaryDatabase();
  const contact = {
    id: 'c-1',
    name: 'Ann',
    organisation: '',
    blocked: false,
    addresses: ['a@x.example', 'A@X.example', 'b@x.example'],
  };
  saveContact(database, contact);
  expect(findContactByAddress(database, ' B@x.EXAMPLE ')).toEqual({ id: 'c-1', blocked: false });
  expect(listContacts(database)[0]?.addresses).toEqual(['A@X.example', 'b@x.example']);
  expect(() =>
    saveContact(database, { ...contact, id: 'c-2', addresses: ['c@x.example', 'b@X.example'] }),
  ).toThrow(expect.objectContaining({ code: 'input.nameTaken', field: 'addresses' }));
  expect(listContacts(database)).toHaveLength(1);
});

function sentMail(database: Database, messageId: string, ticketId: number | undefined): void {
  insertOutboxEntry(database, {
    id: `o-${messageId}`,
    state: 'queued',
    accountId: 'out-1',
    accountName: 'Sending',
    why: 'default',
    steps: [],
    sender: 'support@example.com',
    recipients: [{ address: 'ann@customer.example', kind: 'to' }],
    subject: 'Hello',
    messageId,
    source: Buffer.from('x'),
    charsetFallback: false,
    automatic: false,
    ticketId,
    createdAt: 1,
    sentCopy: false,
  });
}
