// What a person does with mail and tickets by hand, each step with its way back.
import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { createEngineEvents } from '../../../electron/engine/events.ts';
import { contactHandlers } from '../../../electron/engine/handlers/contacts.ts';
import type { Parts } from '../../../electron/engine/handlers/handler.ts';
import { databaseFile } from '../../../electron/engine/store/database.ts';
import { holdMessage } from '../../../electron/engine/store/held-messages.ts';
import {
  setRead,
  setTicket,
  unprocessedIds,
  writeEnvelope,
} from '../../../electron/engine/store/messages.ts';
import { findTicketState, noteArrival } from '../../../electron/engine/store/ticket-fields.ts';
import { changeTicket, insertTicket } from '../../../electron/engine/store/tickets.ts';
import { userInputSchema } from '../../../shared/domain/directory.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import type { Ticket, TicketFilter } from '../../../shared/domain/ticket.ts';
import { MailroomError, type ErrorCode } from '../../../shared/errors.ts';
import { storedMessage, temporaryDatabase } from '../../support/store.ts';
import { message } from '../rules/support.ts';
import { engineBench, incomingInput, outgoingInput, type EngineBench } from './bench.ts';

const HOST = 'imap.example.com';
const failing = (code: ErrorCode, field?: string): unknown =>
  expect.objectContaining(field === undefined ? { code } : { code, field });
const mail = (subject: string, from = 'Ann <ann@customer.example>', text = 'Text'): string =>
  `From: ${from}\r\nSubject: ${subject}\r\nMessage-ID: <${subject.replaceAll(/\W/g, '')}@x>\r\n\r\n${text}\r\n`;

interface Desk extends EngineBench {
  readonly accountId: string;
  /** Ids of the messages in the order in which they came. */
  readonly ids: readonly number[];
  poll(): Promise<unknown>;
  /** Subjects in a folder, newest first. */
  subjects(folder: 'inbox' | 'archive' | 'deleted'): Promise<string[]>;
  /** Events of a message's trail. */
  trail(id: number): Promise<string[]>;
  tickets(filter?: TicketFilter): Promise<Ticket[]>;
}

/** An engine with these messages in the inbox. */
async function desk(
  messages: readonly string[],
  changes: Parameters<typeof incomingInput>[0] = {},
): Promise<Desk> {
  const bench = engineBench();
  const { handlers } = bench.engine;
  for (const message of messages) bench.server(HOST).deliver(message);
  const { account } = await handlers['incoming.create']({ account: incomingInput(changes), secret: 'pw' });
  const poll = async (): Promise<unknown> => {
    const [run] = await handlers['incoming.poll']({});
    await bench.engine.drain();
    return run;
  };
  await poll();
  const { items } = await handlers['messages.list']({ folder: 'inbox', limit: 50 });
  return {
    ...bench,
    accountId: account.id,
    ids: items.map(({ id }) => id).toReversed(),
    poll,
    async subjects(folder) {
      const page = await handlers['messages.list']({ folder, limit: 50 });
      expect(page.total).toBe(page.items.length);
      return page.items.map(({ subject }) => subject);
    },
    async trail(id) {
      return (await handlers['messages.get']({ id })).trail.map(({ event }) => event);
    },
    async tickets(filter = {}) {
      return (await handlers['tickets.list']({ ...filter, limit: 100 })).items;
    },
  };
}

async function found({ engine }: EngineBench, text: string): Promise<string[]> {
  const { items } = await engine.handlers['search.query']({ text, limit: 50 });
  const { total } = await engine.handlers['search.count']({ text });
  expect(total).toBe(items.length);
  return items.map(({ subject }) => subject);
}

describe('a ticket made of messages', () => {
  it('has them all, is called like the oldest, and they are in the archive', async () => {
    const { engine, ids, subjects, trail, tickets } = await desk([mail('Printer'), mail('Printer again')]);
    const ticket = await engine.handlers['messages.createTicket']({
      ids: ids.toReversed(),
      priority: 'high',
      createContact: false,
    });
    expect(ticket).toMatchObject({
      number: 'T-000001',
      title: 'Printer',
      status: 'new',
      priority: 'high',
      messages: 2,
      unread: true,
    });
    expect(ticket).not.toHaveProperty('reporter');
    expect(await tickets()).toEqual([ticket]);
    expect(await subjects('inbox')).toEqual([]);
    expect(await subjects('archive')).toEqual(['Printer again', 'Printer']);
    expect(await trail(ids[0]!)).toEqual(['imported', 'removed', 'ticketCreated', 'archived']);
    expect(await trail(ids[1]!)).toEqual(['imported', 'removed', 'ticketAssigned', 'archived']);
  });

  it('is undone with the ticket, but keeps one that has something else', async () => {
    const { engine, ids, subjects, trail, tickets } = await desk([mail('One'), mail('Two')]);
    const { handlers } = engine;
    await handlers['messages.createTicket']({ ids: [...ids], createContact: false });
    expect(await handlers['messages.unassign']({ ids: [ids[0]!], removeTicket: true })).toEqual({
      removed: [],
    });
    expect(await tickets()).toMatchObject([{ messages: 1 }]);
    await handlers['tickets.addNote']({ number: 'T-000001', text: 'Called back' });
    await handlers['messages.unassign']({ ids: [ids[1]!], removeTicket: true });
    expect(await tickets()).toMatchObject([{ number: 'T-000001', messages: 0, unread: false }]);

    await handlers['messages.createTicket']({ ids: [...ids], createContact: false });
    const undone = await handlers['messages.unassign']({ ids: [...ids], removeTicket: true });
    expect(undone).toEqual({ removed: ['T-000002'] });
    expect(await subjects('inbox')).toEqual(['Two', 'One']);
    expect((await trail(ids[0]!)).slice(-2)).toEqual(['unassigned', 'putBack']);
    // The number is not given out again.
    const next = await handlers['messages.createTicket']({ ids: [...ids], createContact: false });
    expect(next.number).toBe('T-000003');
  });

  it('makes a contact when asked, whose other mail goes through the rules', async () => {
    const { engine, ids, accountId, subjects, trail, poll, server } = await desk([], {
      unknownSenders: 'hold',
    });
    expect(ids).toEqual([]);
    const { handlers } = engine;
    await handlers['rules.create']({
      accountId,
      title: 'All',
      rank: 10,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions: [{ kind: 'createTicket' }],
    });
    for (const subject of ['Printer 1', 'Printer 2']) server(HOST).deliver(mail(subject));
    server(HOST).deliver(mail('Printer 3', 'Bob <bob@customer.example>'));
    await poll();
    const { items } = await handlers['messages.list']({ folder: 'inbox', limit: 50 });
    expect(items.map(({ held }) => held)).toEqual([true, true, true]);
    const first = items.at(-1)!.id;
    const ticket = await handlers['messages.createTicket']({ ids: [first], createContact: true });
    await engine.drain();
    expect(ticket).toMatchObject({ title: 'Printer 1', reporter: 'Ann' });
    expect(await trail(first)).toContain('contactCreated');
    // The rule made a ticket of Ann's other one; Bob's still waits.
    expect(await subjects('inbox')).toEqual(['Printer 3']);
    expect(await handlers['contacts.list']({})).toMatchObject([
      { name: 'Ann', addresses: ['ann@customer.example'] },
    ]);
    // Nothing says any more that it waits for a contact.
    await handlers['messages.unassign']({ ids: [first], removeTicket: false });
    expect((await handlers['messages.get']({ id: first })).held).toBeUndefined();
  });

  it('says so when a rule makes a contact, and only then', async () => {
    const { engine, accountId, poll, server } = await desk([]);
    await engine.handlers['rules.create']({
      accountId,
      title: 'All',
      rank: 10,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions: [{ kind: 'createTicket' }],
    });
    const told: string[] = [];
    engine.on((name) => void told.push(name));
    server(HOST).deliver(mail('Printer 1'));
    await poll();
    expect(told.filter((name) => name === 'directory.changed')).toHaveLength(1);
    expect(await engine.handlers['contacts.list']({})).toMatchObject([{ name: 'Ann' }]);
    server(HOST).deliver(mail('Printer 2'));
    await poll();
    expect(told.filter((name) => name === 'directory.changed')).toHaveLength(1);
  });

  it('is made for all of the messages or not at all', async () => {
    const { engine, ids, subjects, tickets } = await desk([mail('One')]);
    const create = engine.handlers['messages.createTicket'];
    await expect(create({ ids: [...ids, 99], createContact: false })).rejects.toEqual(
      failing('input.notFound'),
    );
    await expect(create({ ids: [...ids], ownerId: 'nobody', createContact: false })).rejects.toEqual(
      failing('input.notFound', 'ownerId'),
    );
    expect(await subjects('inbox')).toEqual(['One']);
    expect(await tickets()).toEqual([]);
  });
});

describe('messages assigned to a ticket', () => {
  it('flag it as unread, leave a completed one completed, and take the flag off the one they left', async () => {
    const { engine, ids, trail } = await desk([mail('One'), mail('Two')]);
    const { handlers } = engine;
    await handlers['tickets.create']({ title: 'First' });
    await handlers['tickets.create']({ title: 'Second' });
    await handlers['tickets.update']({ number: 'T-000002', change: { status: 'completed' } });
    expect(await handlers['messages.assignTicket']({ ids: [...ids], ticket: 't-000001' })).toMatchObject({
      messages: 2,
      unread: true,
    });
    const second = await handlers['messages.assignTicket']({ ids: [...ids], ticket: 'T-000002' });
    expect(second).toMatchObject({ status: 'completed', messages: 2, unread: true });
    expect((await handlers['tickets.get']({ number: 'T-000001' })).ticket).toMatchObject({
      messages: 0,
      unread: false,
    });
    expect(await trail(ids[0]!)).toContain('ticketFlagged');
    await expect(handlers['messages.assignTicket']({ ids: [...ids], ticket: 'T-9' })).rejects.toEqual(
      failing('input.notFound', 'ticket'),
    );
    expect(await handlers['tickets.markRead']({ number: 'T-000002' })).toMatchObject({ unread: false });
    expect((await handlers['messages.get']({ id: ids[0]! })).read).toBe(true);
    // What is read flags nothing.
    expect(await handlers['messages.assignTicket']({ ids: [...ids], ticket: 'T-000001' })).toMatchObject({
      unread: false,
    });
  });
});

describe('mail that waits for its contact', () => {
  const ann = {
    name: 'Ann',
    organisation: '',
    blocked: false,
    addresses: ['ann@customer.example'],
  };

  /** Three messages of Ann that a rule would make tickets of. */
  async function held(): Promise<Desk> {
    const there = await desk([], { unknownSenders: 'hold' });
    await there.engine.handlers['rules.create']({
      accountId: there.accountId,
      title: 'All',
      rank: 10,
      active: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions: [{ kind: 'createTicket' }],
    });
    for (const subject of ['Printer 1', 'Printer 2', 'Printer 3']) there.server(HOST).deliver(mail(subject));
    await there.poll();
    return { ...there, ids: [1, 2, 3] };
  }

  it('stays on the ticket that a person gave it', async () => {
    const { engine, ids, trail, tickets } = await held();
    const { handlers } = engine;
    const { number } = await handlers['tickets.create']({ title: 'By hand' });
    await handlers['messages.assignTicket']({ ids: ids.slice(0, 1), ticket: number });
    await handlers['messages.putBack']({ ids: ids.slice(0, 1) });
    await handlers['contacts.create'](ann);
    await engine.drain();
    const filed = await handlers['messages.get']({ id: ids[0]! });
    expect(filed).toMatchObject({ ticket: number, folder: 'inbox' });
    expect(filed.held).toBeUndefined();
    expect(await trail(ids[0]!)).not.toContain('ticketCreated');
    expect(await tickets()).toHaveLength(3);
  });

  it('keeps nobody waiting who saves the contact, however much there is to do', async () => {
    const database = temporaryDatabase();
    const id = storedMessage(database, { processed: true });
    writeEnvelope(database, id, message({ from: { name: 'Ann', address: ann.addresses[0]! } }).envelope);
    holdMessage(database, id, new MailroomError('rule.unknownSender', 'process').toPlain());
    const processor = { drain: () => new Promise<void>(() => {}), stop: async () => {} };
    const parts: Partial<Parts> = { database, events: createEngineEvents(), processor };
    const saved = await contactHandlers(parts as Parts)['contacts.create'](ann);
    expect(saved.released).toBe(1);
    expect(unprocessedIds(database, 0, 9)).toEqual([id]);
  });

  it('waits no longer when it comes back and the contact is there', async () => {
    const { engine, ids, subjects } = await held();
    const { handlers } = engine;
    const { number } = await handlers['tickets.create']({ title: 'By hand' });
    const [filed, archived, deleted] = ids.map((id) => [id]);
    await handlers['messages.assignTicket']({ ids: filed!, ticket: number });
    await handlers['messages.archive']({ ids: archived! });
    await handlers['messages.remove']({ ids: deleted! });
    await handlers['contacts.create'](ann);
    await engine.drain();
    await handlers['messages.unassign']({ ids: filed!, removeTicket: true });
    await handlers['messages.putBack']({ ids: archived! });
    await handlers['messages.restore']({ ids: deleted! });
    expect(await subjects('inbox')).toEqual(['Printer 3', 'Printer 2', 'Printer 1']);
    const { items } = await handlers['messages.list']({ folder: 'inbox', limit: 50 });
    expect(items.map(({ held: waits }) => waits)).toEqual([undefined, undefined, undefined]);
  });

  it('flags no ticket when a person has read it', async () => {
    const { engine, ids, tickets } = await held();
    await engine.handlers['messages.markRead']({ ids: ids.slice(0, 2), read: true });
    await engine.handlers['contacts.create'](ann);
    await engine.drain();
    expect((await tickets()).map(({ unread }) => unread)).toEqual([true, false, false]);
  });

  it('goes through the rules when another account makes the contact', async () => {
    const { engine, server, poll, tickets } = await held();
    const host = 'imap.other.example';
    const { account } = await engine.handlers['incoming.create']({
      account: incomingInput({ name: 'Sales', host }),
      secret: 'pw',
    });
    await engine.handlers['rules.copy']({
      ids: (await engine.handlers['rules.list']({})).map(({ id }) => id),
      accountId: account.id,
    });
    server(host).deliver(mail('Printer 4'));
    await poll();
    expect((await tickets()).map(({ title, reporter }) => [title, reporter])).toEqual(
      [3, 2, 1, 4].map((number) => [`Printer ${number}`, 'Ann']),
    );
  });
});

describe('a message that was thrown away', () => {
  it('is in no list, count or search but those of the deleted, and comes back to where it was', async () => {
    const bench = await desk([mail('Printer one'), mail('Printer two'), mail('Printer three')]);
    const { engine, ids, subjects, trail } = bench;
    const { handlers } = engine;
    const [one, two] = [ids[0]!, ids[1]!];
    await handlers['messages.createTicket']({ ids: [one], createContact: false });
    await handlers['messages.remove']({ ids: [one, two] });
    expect(await subjects('inbox')).toEqual(['Printer three']);
    expect(await subjects('archive')).toEqual([]);
    expect(await subjects('deleted')).toEqual(['Printer two', 'Printer one']);
    expect(await handlers['status.get']({})).toMatchObject({ inbox: 1, unread: 1, archive: 0, deleted: 2 });
    expect(await found(bench, 'printer')).toEqual(['Printer three']);
    expect(await found(bench, 'from:ann is:unread')).toEqual(['Printer three']);
    expect(await found(bench, 'is:unread')).toEqual(['Printer three']);
    expect(await found(bench, 'in:deleted printer')).toEqual(['Printer two', 'Printer one']);
    expect(await found(bench, 'in:gelöscht')).toEqual(['Printer two', 'Printer one']);
    const { items } = await handlers['messages.list']({ folder: 'deleted', text: 'two', limit: 50 });
    expect(items).toMatchObject([{ state: 'deleted' }]);
    // Its ticket has neither the message nor its flag.
    expect(await handlers['tickets.get']({ number: 'T-000001' })).toMatchObject({
      ticket: { messages: 0, unread: false },
      conversation: [],
    });

    await handlers['messages.restore']({ ids: [one, two] });
    expect(await subjects('inbox')).toEqual(['Printer three', 'Printer two']);
    expect(await subjects('archive')).toEqual(['Printer one']);
    expect(await trail(one)).toEqual(expect.arrayContaining(['deleted', 'restored']));
    expect((await handlers['tickets.get']({ number: 'T-000001' })).ticket).toMatchObject({
      messages: 1,
      unread: true,
    });
    expect((await handlers['messages.get']({ id: two })).state).toBe('new');
    expect((await handlers['archive.verify']({})).problems).toEqual([]);
  });

  it('can neither be filed nor deleted for good before it was thrown away', async () => {
    const { engine, ids } = await desk([mail('One'), mail('Two')]);
    const { handlers } = engine;
    await handlers['messages.remove']({ ids: [ids[0]!] });
    await expect(
      handlers['messages.createTicket']({ ids: [...ids], createContact: false }),
    ).rejects.toMatchObject({ code: 'input.invalid', params: { name: ids[0] } });
    await expect(handlers['messages.purge']({ ids: [...ids] })).rejects.toMatchObject({
      code: 'input.invalid',
      params: { name: ids[1] },
    });
    expect((await handlers['messages.get']({ id: ids[0]! })).folder).toBe('deleted');
  });

  it('is never imported again once it is deleted for good, while the server still has it', async () => {
    const bench = await desk([mail('Kept on the server')], { afterRetrieval: 'keep' });
    const { engine, ids, poll, subjects, server, dataDirectory } = bench;
    const { handlers } = engine;
    await handlers['messages.remove']({ ids: [...ids] });
    expect(await handlers['messages.purge']({ ids: [...ids] })).toEqual({ purged: 1 });
    await expect(handlers['messages.get']({ id: ids[0]! })).rejects.toEqual(failing('input.notFound'));
    expect(await poll()).toMatchObject({ found: 1, imported: 0, duplicates: 1 });
    expect([...(await subjects('inbox')), ...(await subjects('deleted'))]).toEqual([]);
    expect(await found(bench, 'kept in:deleted')).toEqual([]);
    // Nor when the account is to remove its mail from now on: it is fetched once more, known, and removed.
    await handlers['incoming.update']({ id: bench.accountId, account: incomingInput() });
    expect(await poll()).toMatchObject({ imported: 0, removed: 1 });
    expect(server(HOST).messages).toEqual([]);
    expect(await subjects('inbox')).toEqual([]);
    expect((await handlers['archive.verify']({})).problems).toEqual([]);
    const database = new SQLite(databaseFile(dataDirectory), { readonly: true });
    for (const table of ['raw_sources', 'attachments', 'trail', 'messages'])
      expect([table, database.prepare(`SELECT count(*) FROM ${table}`).pluck().get()]).toEqual([table, 0]);
    expect(database.prepare('SELECT message_id, outcome FROM receipts').raw().all()).toEqual([
      [null, 'removed'],
    ]);
    database.close();
  });

  it('over the limit: comes back as that, and is left alone on the server once it is deleted for good', async () => {
    const big = mail('Plans', undefined, 'x'.repeat(3000));
    const { engine, ids, poll, subjects, server } = await desk([big], { maxSizeBytes: 1000 });
    const { handlers } = engine;
    await handlers['messages.remove']({ ids: [...ids] });
    expect(await handlers['status.get']({})).toMatchObject({ setAside: 0 });
    await poll();
    expect(await subjects('inbox')).toEqual([]);
    await handlers['messages.restore']({ ids: [...ids] });
    expect(await handlers['messages.get']({ id: ids[0]! })).toMatchObject({
      state: 'oversize',
      decision: 'leave',
    });
    await handlers['messages.decide']({ ids: [...ids], decision: 'delete' });
    await handlers['messages.remove']({ ids: [...ids] });
    expect(await handlers['messages.purge']({ ids: [...ids] })).toEqual({ purged: 0 });
    await handlers['messages.restore']({ ids: [...ids] });
    await handlers['messages.decide']({ ids: [...ids], decision: 'leave' });
    await handlers['messages.remove']({ ids: [...ids] });
    expect(await handlers['messages.purge']({ ids: [...ids] })).toEqual({ purged: 1 });
    expect(await poll()).toMatchObject({ oversize: 0, leftAlone: 1 });
    expect(await subjects('inbox')).toEqual([]);
    expect(server(HOST).messages).toHaveLength(1);
  });
});

describe('tickets', () => {
  it('show what came in, what went out and what was noted, in order', async () => {
    const { engine, ids, clock } = await desk([mail('Printer')]);
    const { handlers } = engine;
    await handlers['outgoing.create']({ account: outgoingInput(), secret: 'pw' });
    await handlers['messages.createTicket']({ ids: [...ids], createContact: false });
    await clock.advance(1000);
    const note = await handlers['tickets.addNote']({ number: 'T-000001', text: ' Ask Bob\nfirst ' });
    await clock.advance(1000);
    const request = { to: ['ann@customer.example'], subject: 'Re: Printer', text: 'Hi', ticket: 'T-000001' };
    const sent = await handlers['outbox.send'](sendRequestSchema.parse(request));
    const { ticket, conversation } = await handlers['tickets.get']({ number: 't-000001' });
    expect(ticket.number).toBe('T-000001');
    expect(conversation).toEqual([
      expect.objectContaining({
        kind: 'received',
        id: ids[0],
        from: { name: 'Ann', address: 'ann@customer.example' },
        subject: 'Printer',
        folder: 'archive',
        read: false,
      }),
      note,
      expect.objectContaining({ kind: 'sent', id: sent.id, to: ['ann@customer.example'], automatic: false }),
    ]);
    await expect(handlers['tickets.get']({ number: 'T-000009' })).rejects.toEqual(
      failing('input.notFound', 'ticket'),
    );
  });

  it('have an owner and a priority; completing one says when, reopening takes that away', async () => {
    const { engine, clock } = await desk([]);
    const { handlers } = engine;
    const user = await handlers['users.create'](
      userInputSchema.parse({ login: 'bea', name: 'Bea', email: 'bea@example.com' }),
    );
    const made = await handlers['tickets.create']({ title: 'x', ownerId: user.id, priority: 'low' });
    expect(made).toMatchObject({ owner: 'Bea', priority: 'low' });
    const { number } = made;
    await clock.advance(5000);
    const done = await handlers['tickets.update']({
      number,
      change: { status: 'completed', ownerId: null, priority: 'urgent' },
    });
    expect(done).toMatchObject({ status: 'completed', priority: 'urgent', completedAt: clock.now() });
    expect(done).not.toHaveProperty('owner');
    const open = await handlers['tickets.update']({ number, change: { status: 'processing' } });
    expect(open).not.toHaveProperty('completedAt');
    expect(open.priority).toBe('urgent');
  });

  it('are flagged again when they are reopened while mail of theirs is unread', async () => {
    const { engine, ids } = await desk([mail('One')]);
    const { handlers } = engine;
    const { number } = await handlers['messages.createTicket']({ ids: [...ids], createContact: false });
    const change = (status: Ticket['status']): Promise<Ticket> =>
      handlers['tickets.update']({ number, change: { status } });
    expect((await change('completed')).unread).toBe(false);
    expect((await change('processing')).unread).toBe(true);
    await change('completed');
    await handlers['messages.markRead']({ ids: [...ids], read: true });
    expect((await change('processing')).unread).toBe(false);
  });

  it('are flagged for older mail too when mail reopens them that was read before', () => {
    const database = temporaryDatabase();
    const { id, number } = insertTicket(database, 'Printer', 1);
    const [older, read] = [storedMessage(database), storedMessage(database)];
    for (const message of [older, read]) setTicket(database, message, id);
    setRead(database, read, true);
    changeTicket(database, id, { status: 'completed' }, 2);
    noteArrival(database, id, read, true, 3);
    expect(findTicketState(database, number)).toMatchObject({ status: 'processing', unread: true });
  });

  it('are listed in pages, by what they are and by what is in them', async () => {
    const { engine, ids, tickets } = await desk([mail('Ölwechsel', 'Zoë <zoe@customer.example>')]);
    const { handlers } = engine;
    const group = await handlers['groups.create']({
      name: 'Sales',
      active: true,
      signatureEn: '',
      signatureDe: '',
    });
    await handlers['messages.createTicket']({ ids: [...ids], createContact: true });
    for (const title of ['Straße', 'Order', 'Offer'])
      await handlers['tickets.create']({ title, ...(title === 'Order' ? { groupId: group.id } : {}) });
    await handlers['tickets.update']({ number: 'T-000004', change: { status: 'completed' } });
    const numbers = async (filter: TicketFilter): Promise<string[]> =>
      (await tickets(filter)).map(({ number }) => number.slice(-1));
    expect(await numbers({})).toEqual(['4', '3', '2', '1']);
    expect(await numbers({ status: 'open' })).toEqual(['3', '2', '1']);
    expect(await numbers({ status: 'completed' })).toEqual(['4']);
    expect(await numbers({ groupId: group.id })).toEqual(['3']);
    expect(await numbers({ groupId: null, status: 'open' })).toEqual(['2', '1']);
    expect(await numbers({ unread: true })).toEqual(['1']);
    expect(await numbers({ text: 'ölwechsel' })).toEqual(['1']);
    expect(await numbers({ text: 'ZOË' })).toEqual(['1']);
    expect(await numbers({ text: 'STRASSE' })).toEqual(['2']);
    expect(await numbers({ text: 't-000003' })).toEqual(['3']);
    expect(await numbers({ text: '%' })).toEqual([]);

    const list = handlers['tickets.list'];
    const first = await list({ limit: 3 });
    expect(first.counts).toEqual({ new: 3, processing: 0, completed: 1, unread: 1 });
    expect(first.next).toBe(2);
    const rest = await list({ limit: 3, after: 2 });
    expect(rest.items.map(({ number }) => number)).toEqual(['T-000001']);
    expect(rest).not.toHaveProperty('next');
  });
});
