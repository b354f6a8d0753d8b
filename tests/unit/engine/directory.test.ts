import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { databaseFile } from '../../../electron/engine/store/database.ts';
import {
  groupInputSchema,
  ticketTypeInputSchema,
  userInputSchema,
} from '../../../shared/domain/directory.ts';
import type { RuleInput } from '../../../shared/domain/rule.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';
import { isChosenKind, templateInputSchema, templateKinds } from '../../../shared/domain/template.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { contract } from '../../../shared/ipc/contract.ts';
import { engineBench, incomingInput, outgoingInput, type EngineBench } from './bench.ts';

const failing = (code: ErrorCode, field?: string): unknown =>
  expect.objectContaining(field === undefined ? { code } : { code, field });

const group = (changes: object = {}) => groupInputSchema.parse({ name: 'Sales', ...changes });
const type = (changes: object = {}) => ticketTypeInputSchema.parse({ name: 'Request', ...changes });
const user = (changes: object = {}) =>
  userInputSchema.parse({ login: 'anna', name: 'Anna', email: 'anna@example.com', ...changes });

interface Bench extends EngineBench {
  /** Names of the events so far. */
  readonly told: string[];
  account(name: string, changes?: Parameters<typeof outgoingInput>[0]): Promise<string>;
  /** The source of the newest message of the outbox. */
  source(): string;
}

/** An engine with a default account. */
async function bench(): Promise<Bench> {
  const inner = engineBench();
  const told: string[] = [];
  inner.engine.on((name) => told.push(name));
  const account: Bench['account'] = async (name, changes) => {
    const input = outgoingInput({ name, senderName: name, isDefault: false, ...changes });
    return (await inner.engine.handlers['outgoing.create']({ account: input })).account.id;
  };
  await account('Standard', { senderAddress: 'standard@example.com' });
  return {
    ...inner,
    told,
    account,
    source() {
      const database = new SQLite(databaseFile(inner.dataDirectory), { readonly: true });
      try {
        return String(
          database.prepare('SELECT source FROM outbox_sources ORDER BY outbox DESC LIMIT 1').pluck().get(),
        );
      } finally {
        database.close();
      }
    },
  };
}

describe('groups and ticket types', () => {
  it('are made, changed and removed, and the window is told', async () => {
    const { engine, told, account } = await bench();
    const { handlers } = engine;
    const outgoingAccountId = await account('Sales');
    told.length = 0;
    const made = await handlers['groups.create'](group({ outgoingAccountId, signatureDe: 'Grüße' }));
    const other = await handlers['types.create'](type({ outgoingAccountId }));
    expect(contract['groups.list'].response.parse(await handlers['groups.list']({}))).toEqual([made]);
    expect(contract['types.list'].response.parse(await handlers['types.list']({}))).toEqual([other]);
    const changed = await handlers['groups.update']({
      id: made.id,
      group: group({ name: 'SALES', active: false }),
    });
    expect(changed).toEqual({ id: made.id, name: 'SALES', active: false, signatureEn: '', signatureDe: '' });
    expect(await handlers['groups.list']({})).toEqual([changed]);
    await handlers['types.update']({ id: other.id, type: type({ name: 'Order' }) });
    expect(await handlers['types.list']({})).toEqual([{ id: other.id, name: 'Order', active: true }]);
    expect([
      await handlers['groups.remove']({ id: made.id }),
      await handlers['types.remove']({ id: other.id }),
    ]).toEqual([
      { tickets: 0, rules: [] },
      { tickets: 0, rules: [] },
    ]);
    expect([...(await handlers['groups.list']({})), ...(await handlers['types.list']({}))]).toEqual([]);
    expect(told).toEqual(Array.from({ length: 6 }, () => 'directory.changed'));
    await expect(handlers['groups.remove']({ id: made.id })).rejects.toEqual(failing('input.notFound'));
    await expect(handlers['types.update']({ id: other.id, type: type() })).rejects.toEqual(
      failing('input.notFound'),
    );
  });

  it('have names of their own, letter case aside, and accounts that exist', async () => {
    const { handlers } = (await bench()).engine;
    await handlers['groups.create'](group({ name: 'Straße' }));
    await handlers['types.create'](type());
    await expect(handlers['groups.create'](group({ name: 'STRAßE' }))).rejects.toEqual(
      failing('input.nameTaken', 'name'),
    );
    await expect(handlers['types.create'](type({ name: 'rEQUEST' }))).rejects.toEqual(
      failing('input.nameTaken', 'name'),
    );
    await handlers['groups.create'](group({ name: 'Request' }));
    for (const refused of [
      handlers['groups.create'](group({ outgoingAccountId: 'gone' })),
      handlers['types.create'](type({ name: 'Other', outgoingAccountId: 'gone' })),
    ])
      await expect(refused).rejects.toEqual(failing('input.notFound', 'outgoingAccountId'));
    expect([(await handlers['groups.list']({})).length, (await handlers['types.list']({})).length]).toEqual([
      2, 1,
    ]);
  });

  it('leave rules that named them without a dead id, and tell which', async () => {
    const { handlers } = (await bench()).engine;
    const { account } = await handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
    const groupId = (await handlers['groups.create'](group())).id;
    const typeId = (await handlers['types.create'](type())).id;
    const userId = (await handlers['users.create'](user())).id;
    const rule = (rank: number, ...actions: RuleInput['actions']) =>
      handlers['rules.create']({
        accountId: account.id,
        title: `Rule ${rank}`,
        rank,
        active: true,
        conditions: [{ field: 'subject', operator: 'contains', value: 'x' }],
        actions,
      });
    const first = await rule(1, { kind: 'createTicket', typeId, groupId, ownerId: userId, priority: 'high' });
    const second = await rule(2, { kind: 'archive' }, { kind: 'setFields', groupId });
    const third = await rule(3, { kind: 'notify', userId });
    const fourth = await rule(4, { kind: 'notify', owner: true });
    expect(await handlers['types.remove']({ id: typeId })).toMatchObject({ rules: ['Rule 1'] });
    expect(await handlers['groups.remove']({ id: groupId })).toMatchObject({ rules: ['Rule 1', 'Rule 2'] });
    expect(await handlers['users.remove']({ id: userId })).toEqual({ rules: ['Rule 1', 'Rule 3'] });
    const left = await handlers['rules.list']({});
    expect(left).toEqual([
      { ...first, actions: [{ kind: 'createTicket', priority: 'high' }] },
      { ...second, actions: [{ kind: 'archive' }] },
      { ...third, active: false, actions: [{ kind: 'leave' }] },
      fourth,
    ]);
    for (const { id, ...input } of left) await handlers['rules.update']({ id, rule: input });
  });

  it('name no account any more when it is removed; tickets lose what is removed, and stay', async () => {
    const { engine, account } = await bench();
    const { handlers } = engine;
    const outgoingAccountId = await account('Sales');
    const made = await handlers['groups.create'](group({ outgoingAccountId }));
    const other = await handlers['types.create'](type({ outgoingAccountId }));
    const place = { groupId: made.id, typeId: other.id };
    await handlers['tickets.create']({ title: 'One', ...place });
    await handlers['tickets.create']({ title: 'Two', ...place });
    await handlers['outgoing.remove']({ id: outgoingAccountId });
    expect((await handlers['groups.list']({}))[0]).not.toHaveProperty('outgoingAccountId');
    expect((await handlers['types.list']({}))[0]).not.toHaveProperty('outgoingAccountId');
    expect(await handlers['groups.remove']({ id: made.id })).toEqual({ tickets: 2, rules: [] });
    expect(await handlers['types.remove']({ id: other.id })).toEqual({ tickets: 2, rules: [] });
    const tickets = (await handlers['tickets.list']({ limit: 100 })).items;
    expect(tickets.map(({ title, groupId, typeId }) => [title, groupId, typeId])).toEqual([
      ['Two', undefined, undefined],
      ['One', undefined, undefined],
    ]);
  });
});

describe('tickets', () => {
  it('are made and changed by hand', async () => {
    const { engine, clock, told } = await bench();
    const { handlers } = engine;
    const { id: groupId } = await handlers['groups.create'](group());
    const { id: typeId } = await handlers['types.create'](type());
    told.length = 0;
    const made = await handlers['tickets.create']({ title: 'Printer', groupId });
    expect(made).toMatchObject({ number: 'T-000001', status: 'new', group: 'Sales', groupId, messages: 0 });
    await clock.advance(1000);
    const changed = await handlers['tickets.update']({
      number: 't-000001',
      change: { status: 'completed', typeId, groupId: null, title: 'Printers' },
    });
    expect(changed).toMatchObject({ title: 'Printers', status: 'completed', type: 'Request', typeId });
    expect(changed).not.toHaveProperty('group');
    expect(changed.updatedAt - made.updatedAt).toBe(1000);
    const kept = await handlers['tickets.update']({ number: made.number, change: { status: 'processing' } });
    expect(kept).toMatchObject({ title: 'Printers', typeId });
    expect(contract['tickets.list'].response.parse(await handlers['tickets.list']({ limit: 100 }))).toEqual({
      items: [kept],
      counts: { new: 0, processing: 1, completed: 0, unread: 0 },
    });
    expect(told).toEqual(['tickets.changed', 'tickets.changed', 'tickets.changed']);
  });

  it('take no group or type that does not exist', async () => {
    const { handlers } = (await bench()).engine;
    await expect(handlers['tickets.create']({ title: 'x', groupId: 'gone' })).rejects.toEqual(
      failing('input.notFound', 'groupId'),
    );
    const { number } = await handlers['tickets.create']({ title: 'x' });
    await expect(handlers['tickets.update']({ number, change: { typeId: 'gone' } })).rejects.toEqual(
      failing('input.notFound', 'typeId'),
    );
    await expect(handlers['tickets.update']({ number: 'T-9', change: {} })).rejects.toEqual(
      failing('input.notFound'),
    );
    expect((await handlers['tickets.list']({ limit: 100 })).items).toHaveLength(1);
  });
});

describe('users', () => {
  it('have logins of their own and groups that exist', async () => {
    const { handlers } = (await bench()).engine;
    const sales = await handlers['groups.create'](group());
    const bills = await handlers['groups.create'](group({ name: 'Bills' }));
    const anna = await handlers['users.create'](user({ groupIds: [sales.id, bills.id, sales.id] }));
    expect(anna.groupIds).toEqual([bills.id, sales.id]);
    await expect(handlers['users.create'](user({ login: 'ANNA' }))).rejects.toEqual(
      failing('input.nameTaken', 'login'),
    );
    await expect(handlers['users.create'](user({ login: 'bert', groupIds: ['gone'] }))).rejects.toEqual(
      failing('input.notFound', 'groupIds'),
    );
    await handlers['groups.remove']({ id: sales.id });
    expect(contract['users.list'].response.parse(await handlers['users.list']({}))).toEqual([
      { ...anna, groupIds: [bills.id] },
    ]);
    await handlers['users.remove']({ id: anna.id });
    expect(await handlers['users.list']({})).toEqual([]);
    await expect(handlers['users.update']({ id: anna.id, user: user() })).rejects.toEqual(
      failing('input.notFound'),
    );
  });

  it('are told about a changed password through the default account, whatever else they are in', async () => {
    const { engine, account, told, source, clock } = await bench();
    const { handlers } = engine;
    const outgoingAccountId = await account('Sales', { senderAddress: 'sales@example.com' });
    const sales = await handlers['groups.create'](group({ outgoingAccountId, signatureDe: 'Vertrieb' }));
    const input = user({ language: 'de', name: '{{user.login}} Ärger', groupIds: [sales.id] });
    const { id } = await handlers['users.create'](input);
    told.length = 0;
    const entry = await handlers['users.notifyPasswordChange']({ id });
    expect(entry).toMatchObject({
      account: 'Standard',
      why: 'default',
      to: ['anna@example.com'],
      subject: 'Ihr Passwort wurde geändert',
      automatic: true,
    });
    expect(told).toEqual(['directory.changed', 'outbox.changed']);
    const text = source();
    expect(text).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    const readable = Buffer.from(
      text
        .replace(/=\r\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_all, hex: string) => String.fromCharCode(parseInt(hex, 16))),
      'latin1',
    ).toString();
    expect(readable).toContain('Guten Tag {{user.login}} Ärger');
    expect(readable).toContain('„anna“');
    expect(readable).toContain('standard@example.com');
    expect(readable).toContain(String(new Date(clock.now()).getFullYear()));
    expect(readable).not.toContain('Vertrieb');
    expect((await handlers['users.list']({}))[0]?.passwordNoticeAt).toBe(clock.now());
    // A change of the user does not make the program forget it.
    expect((await handlers['users.update']({ id, user: input })).passwordNoticeAt).toBe(clock.now());
  });

  it('are not told when they are switched off, or when nothing can be sent', async () => {
    const { handlers } = (await bench()).engine;
    const { id } = await handlers['users.create'](user({ active: false }));
    await expect(handlers['users.notifyPasswordChange']({ id })).rejects.toEqual(
      failing('input.invalid', 'active'),
    );
    const empty = engineBench().engine.handlers;
    const other = await empty['users.create'](user());
    await expect(empty['users.notifyPasswordChange']({ id: other.id })).rejects.toEqual(
      failing('send.noAccount'),
    );
    expect((await empty['users.list']({}))[0]).not.toHaveProperty('passwordNoticeAt');
  });
});

describe('routes', () => {
  it('follow the ticket, and say what pausing or removing an account would change', async () => {
    const { engine, account } = await bench();
    const { handlers } = engine;
    const outgoingAccountId = await account('Sales');
    const { id: groupId } = await handlers['groups.create'](group({ outgoingAccountId }));
    const { id: typeId } = await handlers['types.create'](type({ outgoingAccountId }));
    const { number } = await handlers['tickets.create']({ title: 'x', groupId });
    // A ticket's own group counts, not the one beside it.
    expect(await handlers['routes.resolve']({ ticket: number, typeId })).toMatchObject({ why: 'group' });
    await handlers['tickets.update']({ number, change: { groupId: null } });
    expect(await handlers['routes.resolve']({ ticket: number, groupId })).toMatchObject({ why: 'default' });
    expect(await handlers['routes.resolve']({ groupId, typeId })).toMatchObject({
      account: 'Sales',
      why: 'group',
    });
    await expect(handlers['routes.resolve']({ ticket: 'T-9' })).rejects.toEqual(
      failing('input.notFound', 'ticket'),
    );

    const grid = contract['routes.grid'].response.parse(await handlers['routes.grid']({}));
    expect(grid.map((cell) => cell.account)).toEqual(['Standard', 'Sales', 'Sales', 'Sales']);
    await handlers['outbox.send'](
      sendRequestSchema.parse({ to: ['a@example.com'], subject: '', text: '', groupId }),
    );
    for (const change of ['pause', 'remove'] as const) {
      const after = await handlers['routes.afterChange']({ accountId: outgoingAccountId, change });
      expect(contract['routes.afterChange'].response.parse(after)).toEqual({
        cells: [
          { type: 'Request', before: 'Sales', after: 'Standard' },
          { group: 'Sales', before: 'Sales', after: 'Standard' },
          { group: 'Sales', type: 'Request', before: 'Sales', after: 'Standard' },
        ],
        groups: ['Sales'],
        types: ['Request'],
        waiting: 1,
      });
    }
    expect(await handlers['routes.grid']({})).toEqual(grid);
    await expect(handlers['routes.afterChange']({ accountId: 'gone', change: 'pause' })).rejects.toEqual(
      failing('input.notFound', 'accountId'),
    );
  });
});

describe('mail of a ticket', () => {
  it('goes through its account, with its reference and signature, and says how the account was found', async () => {
    const { engine, account, source } = await bench();
    const { handlers } = engine;
    const outgoingAccountId = await account('Sales', { senderAddress: 'sales@example.com', active: false });
    const { id: groupId } = await handlers['groups.create'](
      group({ outgoingAccountId, signatureEn: '{{group.name}} {{ticket.number}} {{sender.address}}' }),
    );
    const { number } = await handlers['tickets.create']({ title: 'x', groupId });
    const request = sendRequestSchema.parse({
      to: ['a@example.com'],
      bcc: ['secret@example.com'],
      subject: 'Re: x',
      text: '',
      html: '<p>Hello <b>you</b></p>',
      ticket: number,
      language: 'en',
    });
    const entry = await handlers['outbox.send'](request);
    expect(entry).toMatchObject({
      subject: `Re: [${number}] x`,
      ticket: number,
      account: 'Standard',
      why: 'default',
    });
    expect(entry.to).toEqual(['a@example.com', 'secret@example.com']);
    const signature = `Sales ${number} standard@example.com`;
    expect(source()).toContain(`\r\n\r\nHello you\r\n-- \r\n${signature}`);
    expect(source()).toContain(`<p>Hello <b>you</b></p><div>-- <br>\r\n${signature}</div>`);
    expect(source()).not.toContain('secret');
    await handlers['outbox.send']({ ...request, signature: false });
    expect(source()).not.toContain(signature);
    await handlers['groups.update']({ id: groupId, group: group({ signatureEn: 'S1', active: false }) });
    await handlers['outbox.send'](request);
    expect(source()).not.toContain('S1');
    await expect(handlers['outbox.send']({ ...request, ticket: 'T-9' })).rejects.toEqual(
      failing('input.notFound', 'ticket'),
    );
  });
});

describe('texts', () => {
  const reply = (changes: object = {}) =>
    templateInputSchema.parse({
      name: 'Thanks',
      kind: 'reply',
      subjectEn: 'About {{ticket.title}}',
      textEn: 'Dear customer, {{group.name}} {{type.name}} {{sender.name}}',
      subjectDe: '',
      textDe: '',
      ...changes,
    });

  it('are built in until somebody writes another, and come back', async () => {
    const { handlers } = (await bench()).engine;
    const list = contract['templates.list'].response.parse(await handlers['templates.list']({}));
    expect(list.map(({ kind }) => kind).toSorted()).toEqual(
      templateKinds.filter((kind) => !isChosenKind(kind)).toSorted(),
    );
    const before = list.find(({ kind }) => kind === 'passwordChange');
    if (before === undefined) throw new Error('the built-in text is missing');
    const { id, builtIn: _builtIn, ...input } = before;
    const changed = await handlers['templates.update']({
      id,
      template: { ...input, textEn: 'Other', textDe: '' },
    });
    expect(changed).toMatchObject({ id, builtIn: false, textEn: 'Other' });
    expect((await handlers['templates.list']({})).filter(({ kind }) => kind === 'passwordChange')).toEqual([
      changed,
    ]);
    await handlers['templates.remove']({ id });
    expect(await handlers['templates.list']({})).toEqual(list);
  });

  it('decide what the program writes', async () => {
    const { engine, source } = await bench();
    const { handlers } = engine;
    const template = templateInputSchema.parse({
      name: 'Mine',
      kind: 'passwordChange',
      subjectEn: '',
      textEn: '',
      subjectDe: 'Für {{user.login}}',
      textDe: 'Nur {{sender.name}}',
    });
    await handlers['templates.update']({ id: 'passwordChange', template });
    const { id } = await handlers['users.create'](user());
    expect(await handlers['users.notifyPasswordChange']({ id })).toMatchObject({ subject: 'Für anna' });
    expect(source()).toContain('\r\n\r\nNur Standard\r\n');
  });

  it('have names of their own, and are of the kind they were made for', async () => {
    const { handlers } = (await bench()).engine;
    const made = await handlers['templates.create'](reply());
    expect(made).toMatchObject({ name: 'Thanks', builtIn: false });
    for (const name of ['THANKS', 'password Changed'])
      await expect(handlers['templates.create'](reply({ name }))).rejects.toEqual(
        failing('input.nameTaken', 'name'),
      );
    const foreign = reply({ kind: 'accountQuiet', subjectEn: '', textEn: 'x' });
    await expect(handlers['templates.create'](foreign)).rejects.toEqual(failing('input.invalid', 'kind'));
    await expect(handlers['templates.update']({ id: made.id, template: foreign })).rejects.toEqual(
      failing('input.invalid', 'kind'),
    );
    await handlers['templates.remove']({ id: made.id });
    await expect(handlers['templates.remove']({ id: made.id })).rejects.toEqual(failing('input.notFound'));
  });

  it('of confirmations are chosen by rules, any number of them, and give way to the built-in one', async () => {
    const { handlers } = (await bench()).engine;
    const confirmation = (name: string) =>
      handlers['templates.create'](
        reply({ kind: 'confirmation', name, subjectEn: '', textEn: 'Dear {{contact.name}}' }),
      );
    const [one, two] = [await confirmation('One'), await confirmation('Two')];
    const answer = await handlers['templates.create'](reply());
    const { account } = await handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
    const rule = (rank: number, templateId: string) =>
      handlers['rules.create']({
        accountId: account.id,
        title: `Rule ${rank}`,
        rank,
        active: true,
        conditions: [{ field: 'subject', operator: 'contains', value: 'x' }],
        actions: [{ kind: 'createTicket' }, { kind: 'confirm', templateId }],
      });
    const first = await rule(1, one.id);
    const second = await rule(2, two.id);
    for (const id of [answer.id, 'nowhere'])
      await expect(rule(3, id)).rejects.toMatchObject({
        code: 'input.invalid',
        problems: [{ field: 'actions.1.templateId', problem: 'notThere' }],
      });
    expect(await handlers['templates.remove']({ id: answer.id })).toEqual({ rules: [] });
    expect(await handlers['templates.remove']({ id: one.id })).toEqual({ rules: ['Rule 1'] });
    expect(await handlers['rules.list']({})).toEqual([
      { ...first, actions: [{ kind: 'createTicket' }, { kind: 'confirm' }] },
      second,
    ]);
  });

  it('are filled in for a ticket; what is not known stays to be seen', async () => {
    const { engine, account } = await bench();
    const { handlers } = engine;
    const outgoingAccountId = await account('Sales');
    const { id: groupId } = await handlers['groups.create'](group({ outgoingAccountId }));
    const { number } = await handlers['tickets.create']({ title: 'Printer', groupId });
    const { id } = await handlers['templates.create'](reply());
    expect(await handlers['templates.render']({ id, language: 'de', route: { ticket: number } })).toEqual({
      subject: 'About Printer',
      text: 'Dear customer, Sales {{type.name}} Sales',
    });
    const empty = engineBench().engine.handlers;
    const other = await empty['templates.create'](reply());
    expect(await empty['templates.render']({ id: other.id, language: 'en', route: {} })).toEqual({
      subject: 'About {{ticket.title}}',
      text: 'Dear customer, {{group.name}} {{type.name}} {{sender.name}}',
    });
  });
});

describe('copies in a Sent mailbox', () => {
  it('go to an IMAP4 account that exists', async () => {
    const { engine, account } = await bench();
    const { handlers } = engine;
    const incoming = async (changes: Parameters<typeof incomingInput>[0]): Promise<string> =>
      (await handlers['incoming.create']({ account: incomingInput(changes) })).account.id;
    const imap = await incoming({ name: 'IMAP' });
    const pop = await incoming({ name: 'POP', serverType: 'pop3' });
    const copies = (sentCopyAccountId: string) => ({ sentCopyAccountId, sentCopyMailbox: 'Sent' });
    const id = await account('Copies', copies(imap));
    await expect(account('Other', copies('gone'))).rejects.toEqual(
      failing('input.notFound', 'sentCopyAccountId'),
    );
    const update = handlers['outgoing.update']({
      id,
      account: outgoingInput({ name: 'Copies', ...copies(pop) }),
    });
    await expect(update).rejects.toMatchObject({
      code: 'input.invalid',
      problems: [{ field: 'sentCopyAccountId', problem: 'notImap' }],
    });
    const entry = await handlers['outbox.send'](
      sendRequestSchema.parse({ to: ['a@example.com'], subject: 's', text: 't', accountId: id }),
    );
    expect(entry.sentCopy).toBe('waiting');
    await handlers['incoming.remove']({ id: imap });
    const accounts = (await handlers['outgoing.list']({})).map((overview) => overview.account);
    expect(accounts.find(({ name }) => name === 'Copies')).not.toHaveProperty('sentCopyAccountId');
  });
});
