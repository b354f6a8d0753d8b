import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { simpleParser } from 'mailparser';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { startPostfix, type Postfix } from '../servers/postfix.ts';
import { receivingAccount, sendingAccount } from '../support/accounts.ts';
import { createCli, type Cli } from '../support/cli.ts';

/** Groups, ticket types, users, texts and tickets through the built command line. */

let cli: Cli;
beforeEach(() => {
  cli = createCli();
});
afterEach(() => cli.remove());

interface Named {
  readonly id: string;
  readonly name: string;
}

const input = (value: unknown) => ({ input: JSON.stringify(value) });
const add = (kind: string, value: unknown): Promise<Named> =>
  cli.json([kind, 'add', '--file', '-'], input(value));
const outgoing = (name: string, changes: object = {}): object => ({
  direction: 'outgoing',
  name,
  host: 'smtp.example.com',
  senderAddress: `${name.toLowerCase()}@example.com`,
  senderName: name,
  user: 'u',
  ...changes,
});

describe('groups, ticket types and users', () => {
  it('are added, changed, shown and removed by name', async () => {
    const standard = await cli.add(outgoing('Standard'));
    const sales = await cli.add(outgoing('Sales'));
    const group = await add('group', { name: 'Vertrieb', account: 'sales', signatureDe: 'Grüße' });
    expect(group).toMatchObject({ outgoingAccountId: sales.id, active: true });
    const type = await add('type', { name: 'Order', account: standard.id });
    const user = await add('user', {
      login: 'anna',
      name: 'Anna',
      email: 'a@example.com',
      groups: ['VERTRIEB'],
    });
    expect(user).toMatchObject({ groupIds: [group.id], language: 'en' });
    expect(await cli.json(['group', 'update', 'vertrieb', '--file', '-'], input({ account: null }))).toEqual({
      id: group.id,
      name: 'Vertrieb',
      active: true,
      signatureEn: '',
      signatureDe: 'Grüße',
    });
    await cli.json(['user', 'update', 'ANNA', '--file', '-'], input({ language: 'de' }));
    expect(await cli.json(['user', 'show', user.id])).toEqual({ ...user, language: 'de' });
    expect(await cli.json(['type', 'list'])).toEqual({ items: [type] });
    await cli.json(['ticket', 'create', '--title', 'One', '--group', 'Vertrieb']);
    const account = { direction: 'incoming', serverType: 'imap4', host: 'imap.example.com', user: 'u' };
    await cli.add({ ...account, name: 'Support', maxSizeBytes: 0 });
    await cli.json(
      ['rule', 'add', '--file', '-'],
      input({
        account: 'Support',
        title: 'Orders',
        rank: 10,
        conditions: [{ field: 'subject', operator: 'contains', value: 'x' }],
        actions: [{ kind: 'createTicket', group: 'Vertrieb', type: 'Order' }],
      }),
    );
    expect(await cli.json(['group', 'remove', 'Vertrieb'])).toEqual({
      id: group.id,
      removed: true,
      tickets: 1,
      rules: ['Orders'],
    });
    expect(await cli.json(['rule', 'list'])).toMatchObject({
      items: [{ title: 'Orders', active: true, actions: [{ kind: 'createTicket', typeId: type.id }] }],
    });
    expect(await cli.json(['user', 'list'])).toEqual({ items: [{ ...user, language: 'de', groupIds: [] }] });
    const people = await cli.run(['type', 'list']);
    expect(String(people.stdout)).toMatch(/^Order {2}active {2}/);
    expect(String((await cli.run(['type', 'remove', 'Order'])).stdout)).toContain(
      'The rule "Orders" does without it from now on',
    );
  });

  it.each<[string, unknown, unknown]>([
    ['group', { name: ' ' }, { code: 'input.invalid', problems: [{ field: 'name', problem: 'required' }] }],
    ['group', { name: 'x', account: 'nobody' }, { code: 'input.notFound' }],
    [
      'type',
      { name: 'x', colour: 'red' },
      { code: 'input.invalid', problems: [{ problem: 'unknownField' }] },
    ],
    ['user', { login: 'x', name: 'x', email: 'x' }, { code: 'input.invalid', field: 'email' }],
    ['user', { login: 'x', name: 'x', email: 'x@y', groups: ['nobody'] }, { code: 'input.notFound' }],
    ['template', { name: 'x', textEn: '{{nonsense}}' }, { code: 'input.invalid', field: 'textEn' }],
  ])('are refused with the reason: %s %j', async (kind, value, error) => {
    const printed = await cli.json([kind, 'add', '--file', '-'], { ...input(value), code: 2 });
    expect(printed).toMatchObject({ error });
  });
});

describe('who sends', () => {
  it('is told for one mail and for all groups and types', async () => {
    await cli.add(outgoing('Standard'));
    await cli.add(outgoing('Sales'));
    await cli.add(outgoing('Paused', { active: false }));
    await add('group', { name: 'Vertrieb', account: 'Sales' });
    await add('group', { name: 'Lager', account: 'Paused' });
    await add('type', { name: 'Order' });
    expect(await cli.json(['route', '--group', 'vertrieb', '--type', 'order'])).toMatchObject({
      account: 'Sales',
      why: 'group',
      steps: [{ outcome: 'none' }, { outcome: 'used' }, { outcome: 'notNeeded' }, { outcome: 'notNeeded' }],
    });
    const { number } = await cli.json<{ number: string }>([
      'ticket',
      'create',
      '--title',
      'x',
      '--group',
      'Lager',
    ]);
    expect(await cli.json(['route', '--ticket', number])).toMatchObject({
      account: 'Standard',
      why: 'default',
    });
    await cli.json(['ticket', 'set', number, '--group', '-', '--status', 'completed', '--type', 'Order']);
    const shown = await cli.json(['ticket', 'show', number.toLowerCase()]);
    expect(shown).toMatchObject({ status: 'completed', type: 'Order' });
    expect(shown).not.toHaveProperty('group');
    expect(await cli.json(['route', '--account', 'paused'], { code: 2 })).toMatchObject({
      error: { code: 'input.invalid', problems: [{ field: 'accountId', problem: 'notActive' }] },
    });
    const { items } = await cli.json<{ items: Record<string, unknown>[] }>(['route', 'grid']);
    expect(items.map(({ group, type, account, warning }) => [group, type, account, warning])).toEqual([
      [undefined, undefined, 'Standard', false],
      [undefined, 'Order', 'Standard', false],
      ['Lager', undefined, 'Standard', true],
      ['Lager', 'Order', 'Standard', true],
      ['Vertrieb', undefined, 'Sales', false],
      ['Vertrieb', 'Order', 'Sales', false],
    ]);
    const line = String((await cli.run(['route', '--group', 'Vertrieb'])).stdout).split('\n')[0];
    expect(line).toBe('"Sales" <sales@example.com> (group)');
    expect(await cli.json(['ticket', 'set', number, '--status', 'lost'], { code: 2 })).toMatchObject({
      error: { code: 'input.invalid' },
    });
  });
});

describe('texts', () => {
  it('are added, exchanged and given back', async () => {
    const { items } = await cli.json<{ items: (Named & { kind: string })[] }>(['template', 'list']);
    expect(items).toHaveLength(5);
    await cli.json(['template', 'update', 'passwordChange', '--file', '-'], input({ subjectEn: 'Mine' }));
    expect(await cli.json(['template', 'show', 'passwordChange'])).toMatchObject({
      subjectEn: 'Mine',
      builtIn: false,
    });
    await cli.json(['template', 'remove', 'passwordChange']);
    expect(await cli.json(['template', 'list'])).toEqual({ items });
    await add('template', { name: 'Thanks', textEn: 'Thank you' });
    expect(await cli.json(['template', 'show', 'thanks'])).toMatchObject({ kind: 'reply', textDe: '' });
  });
});

describe('an account that is imported', () => {
  it('does not send over port 25', async () => {
    const file = cli.file('accounts.json', { accounts: [outgoing('Good'), outgoing('Bad', { port: 25 })] });
    expect(await cli.json(['account', 'import', file], { code: 2 })).toMatchObject({
      error: { code: 'input.port25', field: 'port' },
    });
    expect(await cli.json(['account', 'list'])).toEqual({ items: [] });
  });

  it('brings a rule along whose ticket stays behind, switched off and with the reason', async () => {
    const account = { direction: 'incoming', serverType: 'imap4', host: 'imap.example.com', user: 'u' };
    await cli.add({ ...account, name: 'Support', maxSizeBytes: 0 });
    const { number } = await cli.json<{ number: string }>(['ticket', 'create', '--title', 'x']);
    const rule = {
      account: 'Support',
      title: 'To the ticket',
      rank: 10,
      conditions: [{ field: 'subject', operator: 'contains', value: 'x' }],
      actions: [{ kind: 'assignTicket', ticket: number }],
    };
    await cli.json(['rule', 'add', '--file', '-'], input(rule));
    const file = path.join(cli.folder, 'export.json');
    await cli.json(['account', 'export', '--out', file]);
    const json = createCli({ dataDirectory: path.join(cli.folder, 'json') }, cli.folder);
    const reason = { reason: 'notThere', action: 'assignTicket', what: 'ticket', name: number };
    const title = 'To the ticket';
    expect(await json.json(['account', 'import', file])).toMatchObject({
      created: [{ section: 'rules', name: title }],
      changedRules: [{ account: 'Support', title, rank: 10, active: false, changes: [reason] }],
    });
    expect(await json.json(['rule', 'list'])).toMatchObject({
      items: [{ title, active: false, actions: [{ kind: 'leave' }] }],
    });
    const people = createCli({ dataDirectory: path.join(cli.folder, 'people') }, cli.folder);
    expect(String((await people.run(['account', 'import', file])).stdout)).toContain(
      `Changed the rule "${title}" of Support (off): assignTicket names the ticket "${number}", which is not here`,
    );
  });
});

describe('with real servers', () => {
  let dovecot: Dovecot;
  let postfix: Postfix;
  beforeEach(async () => {
    dovecot = await startDovecot();
    postfix = await startPostfix({ authSocket: dovecot.authSocket, authority: dovecot.authority });
  }, 60_000);
  afterEach(async () => {
    await postfix?.stop();
    await dovecot?.stop();
  });

  it('a ticket is answered and a user is told', async () => {
    const caFile = dovecot.authority.certificateFile;
    await cli.add(sendingAccount({ port: postfix.ports.submission, caFile }));
    await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile }));
    await add('group', { name: 'Vertrieb', signatureEn: '{{group.name}}, {{ticket.number}}' });
    const { number } = await cli.json<{ number: string }>([
      'ticket',
      'create',
      '--title',
      'x',
      '--group',
      'Vertrieb',
    ]);
    const letter = (header: string): { readonly bytes: Buffer } => ({
      bytes: Buffer.from(`${header}\r\nSubject: Re: offer [${number}]\r\n\r\nHi\r\n`),
    });
    dovecot.fill('u1', [
      letter('From: old@example.com\r\nMessage-ID: <1@x>'),
      letter(
        'From: anna@example.com\r\nReply-To: Anna <replies@example.com>\r\nMessage-ID: <2@x>\r\nReferences: <1@x>',
      ),
    ]);
    await cli.json(['poll']);
    const text = cli.file('answer.txt', 'Here it is.\n');
    const sent = await cli.json(['ticket', 'reply', number, '--text', text, '--wait']);
    expect(sent).toMatchObject({ state: 'sent', why: 'default' });
    const [message] = await postfix.waitForDelivered(1);
    const mail = await simpleParser(message ?? '');
    expect(mail).toMatchObject({
      subject: `Re: offer [${number}]`,
      inReplyTo: '<2@x>',
      references: ['<1@x>', '<2@x>'],
    });
    expect(mail.text?.trimEnd()).toBe(`Here it is.\n-- \nVertrieb, ${number}`);
    expect([mail.to].flat().map((to) => to?.text)).toEqual(['replies@example.com']);

    await add('user', { login: 'anna', name: 'Anna', email: 'anna@example.com', language: 'de' });
    expect(await cli.json(['notify', 'password-change', '--user', 'Anna', '--wait'])).toMatchObject({
      state: 'sent',
    });
    const notice = await simpleParser((await postfix.waitForDelivered(2)).at(-1) ?? '');
    expect(notice.subject).toBe('Ihr Passwort wurde geändert');
    expect(notice.headers.get('auto-submitted')).toBe('auto-generated');
    expect(await cli.json(['user', 'show', 'anna'])).toMatchObject({ passwordNoticeAt: expect.any(Number) });
  }, 60_000);
});
