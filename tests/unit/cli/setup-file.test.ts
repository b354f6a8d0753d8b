// Accounts with all that belongs to them, from one data directory to another.
import { describe, expect, it } from 'vitest';
import { accountCommands } from '../../../electron/cli/commands/account.ts';
import type { CommandContext } from '../../../electron/cli/commands/command.ts';
import { exportSetup, importSetup } from '../../../electron/cli/commands/setup-file.ts';
import type { Engine } from '../../../electron/engine/engine.ts';
import { userInputSchema } from '../../../shared/domain/directory.ts';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../support/folder.ts';
import { engineBench, incomingInput, outgoingInput } from '../engine/bench.ts';

/** Runs a command and gives its result. */
async function perform(
  command: (context: CommandContext) => Promise<unknown>,
  engine: Engine,
  operands: readonly string[] = [],
): Promise<Record<string, unknown>> {
  let result: unknown;
  const output = { result: (value: unknown) => void (result = value) };
  await command({ engine, operands, options: {}, output } as unknown as CommandContext);
  return result as Record<string, unknown>;
}

async function accounts({ handlers }: Engine): Promise<void> {
  await handlers['incoming.create']({ account: incomingInput(), secret: 'pw-in' });
  await handlers['outgoing.create']({ account: outgoingInput(), secret: 'pw-out' });
}

const people = [
  {
    name: 'Ann',
    organisation: 'Customer',
    addresses: ['ann@customer.example', 'ann@home.example'],
    blocked: false,
  },
  { name: 'Offers', organisation: '', addresses: ['offers@shop.example'], blocked: true },
];

/** One of everything; the rule names all of it. */
async function filled(): Promise<Engine> {
  const { engine } = engineBench();
  const { handlers } = engine;
  await accounts(engine);
  const [sender] = await handlers['outgoing.list']({});
  const outgoingAccountId = sender!.account.id;
  const group = await handlers['groups.create']({
    name: 'Sales',
    active: true,
    outgoingAccountId,
    signatureEn: 'Bye',
    signatureDe: '',
  });
  const type = await handlers['types.create']({ name: 'Order', active: true, outgoingAccountId });
  const input = { login: 'bea', name: 'Bea', email: 'bea@example.com', groupIds: [group.id] };
  const user = await handlers['users.create'](userInputSchema.parse(input));
  const texts = { subjectEn: 'S', textEn: 'T', subjectDe: '', textDe: '' };
  await handlers['templates.create']({ kind: 'reply', name: 'Thanks', ...texts });
  const confirmation = { kind: 'confirmation' as const, name: 'Ordered', ...texts };
  const { id: templateId } = await handlers['templates.create'](confirmation);
  for (const contact of people) await handlers['contacts.create'](contact);
  const [own] = (await handlers['templates.list']({})).filter(({ kind }) => kind === 'passwordChange');
  await handlers['templates.update']({
    id: own!.id,
    template: { kind: 'passwordChange', name: 'Changed', ...texts },
  });
  const [incoming] = await handlers['incoming.list']({});
  await handlers['rules.create']({
    accountId: incoming!.account.id,
    title: 'Orders',
    rank: 7,
    active: true,
    conditions: [{ field: 'subject', operator: 'contains', value: 'order' }],
    actions: [
      { kind: 'createTicket', typeId: type.id, groupId: group.id, ownerId: user.id, priority: 'high' },
      { kind: 'confirm', templateId },
      { kind: 'notify', owner: true },
    ],
  });
  return engine;
}

const everything = async (engine: Engine): Promise<unknown> => ({
  ...(await exportSetup(engine)),
  accounts: (await perform(accountCommands.export, engine))['accounts'],
});

function file(document: unknown): string {
  const name = path.join(temporaryFolder(), 'accounts.json');
  writeFileSync(name, JSON.stringify(document));
  return name;
}

describe('an export', () => {
  it('holds no secret of any kind', async () => {
    const engine = await filled();
    const { handlers } = engine;
    const hook = { name: 'Tickets', url: 'https://tickets.example/', events: ['archived' as const] };
    await handlers['hooks.create']({
      hook: { ...hook, active: true, includeSource: false },
      secret: 'canary-of-the-signature',
    });
    await handlers['settings.set']({
      proxy: { kind: 'http', host: 'proxy.example', port: 8080, user: 'office' },
    });
    await handlers['settings.setProxyPassword']({ password: 'canary-of-the-proxy' });
    const text = JSON.stringify(await perform(accountCommands.export, engine));
    expect(text).toContain('ann@home.example');
    expect(text).not.toMatch(/canary|pw-in|pw-out|secret/i);
  });

  it('holds no id and no secret, and gives the same again once it is imported elsewhere', async () => {
    const engine = await filled();
    const document = await perform(accountCommands.export, engine);
    const text = JSON.stringify(document);
    expect(text).not.toMatch(/pw-in|pw-out|[0-9a-f]{8}-[0-9a-f]{4}-/);
    expect(document['rules']).toMatchObject([
      {
        account: 'Support',
        title: 'Orders',
        actions: [
          { kind: 'createTicket', type: 'Order', group: 'Sales', owner: 'bea', priority: 'high' },
          { kind: 'confirm', template: 'Ordered' },
          { kind: 'notify', owner: true },
        ],
      },
    ]);
    const other = engineBench().engine;
    const report = await perform(accountCommands.import, other, [file(document)]);
    expect(report).toMatchObject({ skipped: [] });
    expect(report['created']).toHaveLength(9);
    expect(document['contacts']).toEqual(people);
    expect(await everything(other)).toEqual(await everything(engine));
  });
});

describe('an import', () => {
  it('leaves what is there by name as it is, and says so', async () => {
    const document = await exportSetup(await filled());
    const { engine } = engineBench();
    await accounts(engine);
    const kept = await engine.handlers['groups.create']({
      name: 'SALES',
      active: false,
      signatureEn: '',
      signatureDe: '',
    });
    const first = await importSetup(engine, { ...document }, []);
    expect(first.skipped).toEqual([{ section: 'groups', name: 'Sales' }]);
    expect(await engine.handlers['groups.list']({})).toEqual([kept]);
    expect((await engine.handlers['users.list']({}))[0]?.groupIds).toEqual([kept.id]);
    const again = await importSetup(engine, { ...document }, []);
    expect(again.created).toEqual([]);
    expect(again.skipped).toHaveLength(9);
  });

  it('knows people by their addresses and doubles nobody, and keeps blocked apart from others', async () => {
    const { engine } = engineBench();
    const { handlers } = engine;
    const person = (name: string, blocked: boolean, ...addresses: string[]) => ({
      name,
      organisation: '',
      addresses,
      blocked,
    });
    await handlers['contacts.create'](person('Ann B.', false, 'ANN@customer.example'));
    await handlers['contacts.create'](person('Ben', true, 'ben@shop.example'));
    const contacts = [
      person('Ann', false, 'ann@customer.example', 'ann@home.example'),
      person('Ben', false, 'ben@shop.example', 'ben@home.example'),
      person('Ben', false, 'BEN@home.example', 'ben@work.example'),
      person('Cid', true, 'cid@shop.example', 'CID@shop.example'),
      person('Nobody new', true, 'ann@customer.example'),
    ];
    const { created, skipped } = await importSetup(engine, { contacts }, []);
    expect(created.map(({ name }) => name)).toEqual(['Ann', 'Ben', 'Ben', 'Cid']);
    expect(skipped).toEqual([{ section: 'contacts', name: 'Nobody new' }]);
    const list = async () => (await handlers['contacts.list']({})).map(({ id: _id, ...contact }) => contact);
    expect(await list()).toEqual(
      expect.arrayContaining([
        person('Ann B.', false, 'ANN@customer.example', 'ann@home.example'),
        person('Ben', true, 'ben@shop.example'),
        person('Ben', false, 'ben@home.example', 'ben@work.example'),
      ]),
    );
    expect(await list()).toHaveLength(4);
    const before = await list();
    expect((await importSetup(engine, { contacts }, [])).created).toEqual([]);
    expect(await list()).toEqual(before);
  });

  it('of a contact lets mail that waits for it find the rules that come with it', async () => {
    const { engine, server } = engineBench();
    const account = incomingInput({ unknownSenders: 'hold' });
    await engine.handlers['incoming.create']({ account, secret: 'pw' });
    const rule = (rank: number, actions: readonly object[]): object => ({
      account: 'Support',
      title: `Rule ${rank}`,
      rank,
      continue: true,
      conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
      actions,
    });
    await importSetup(engine, { rules: [rule(2, [{ kind: 'createTicket' }])] }, []);
    server(account.host).deliver('From: ann@home.example\r\nSubject: printer\r\n\r\nHi\r\n');
    await engine.handlers['incoming.poll']({});
    await engine.drain();
    const tickets = async () => (await engine.handlers['tickets.list']({ limit: 9 })).items;
    expect(await tickets()).toEqual([]);
    const rules = [rule(1, [{ kind: 'setFields', priority: 'urgent' }])];
    await importSetup(engine, { contacts: people, rules }, []);
    expect(await tickets()).toMatchObject([{ title: 'printer', reporter: 'Ann', priority: 'urgent' }]);
  });

  it('switches rules off that name what is not here, moves those whose rank is taken, and says why', async () => {
    const { engine } = engineBench();
    await accounts(engine);
    const rule = (title: string, rank: number, ...actions: object[]): object => ({
      account: 'Support',
      title,
      rank,
      conditions: [{ field: 'subject', operator: 'contains', value: 'x' }],
      actions,
    });
    await importSetup(engine, { rules: [rule('Mine', 10, { kind: 'leave' })] }, []);
    const rules = [
      rule('Twice', 10, { kind: 'archive' }),
      rule('Twice', 11, { kind: 'assignTicket', ticket: 'T-000999' }),
      rule('Told', 30, { kind: 'archive' }, { kind: 'notify', user: 'gone' }, { kind: 'notify' }),
      rule('Placed', 40, { kind: 'createTicket', type: 'Gone', priority: 'high' }),
      rule('Set', 50, { kind: 'setFields', group: 'Gone' }),
    ];
    const { changedRules } = await importSetup(engine, { rules }, []);
    const gone = (action: string, what: string, name: string) => ({
      reason: 'notThere',
      action,
      what,
      name,
    });
    const off = { account: 'Support', active: false };
    expect(changedRules).toEqual([
      {
        account: 'Support',
        title: 'Twice',
        rank: 11,
        active: true,
        changes: [{ reason: 'rankTaken', rank: 10 }],
      },
      {
        ...off,
        title: 'Twice',
        rank: 12,
        changes: [gone('assignTicket', 'ticket', 'T-000999'), { reason: 'rankTaken', rank: 11 }],
      },
      {
        ...off,
        title: 'Told',
        rank: 30,
        changes: [gone('notify', 'user', 'gone'), { reason: 'nothingNamed', action: 'notify' }],
      },
      { ...off, title: 'Placed', rank: 40, changes: [gone('createTicket', 'type', 'Gone')] },
      { ...off, title: 'Set', rank: 50, changes: [gone('setFields', 'group', 'Gone')] },
    ]);
    const kept = (await engine.handlers['rules.list']({})).map(({ rank, active, actions }) => [
      rank,
      active,
      actions,
    ]);
    expect(kept).toEqual([
      [10, true, [{ kind: 'leave' }]],
      [11, true, [{ kind: 'archive' }]],
      [12, false, [{ kind: 'leave' }]],
      [30, false, [{ kind: 'archive' }]],
      [40, false, [{ kind: 'createTicket', priority: 'high' }]],
      [50, false, [{ kind: 'leave' }]],
    ]);
    expect((await importSetup(engine, { rules }, [])).changedRules).toEqual([]);
    expect(await engine.handlers['rules.list']({})).toHaveLength(6);
  });

  it.each([
    ['a rule for an account that is not there', 'rules', [{ account: 'Nowhere', title: 'x' }]],
    [
      'a rule that can not work',
      'rules',
      [{ account: 'Second', title: 'x', rank: 1, conditions: [], actions: [] }],
    ],
    ['a contact without an address', 'contacts', [{ name: 'Dee', addresses: [] }, ...people]],
  ])('stores nothing of a file with %s', async (_what, section, entries) => {
    const { engine } = engineBench();
    await accounts(engine);
    const before = await everything(engine);
    const exported = await perform(accountCommands.export, await filled());
    const renamed = (exported['accounts'] as object[]).map((account) => ({ ...account, name: 'Second' }));
    const rules = (exported['rules'] as object[]).map((rule) => ({ ...rule, account: 'Second' }));
    const source = { ...exported, accounts: renamed, rules, [section]: entries };
    await expect(perform(accountCommands.import, engine, [file(source)])).rejects.toMatchObject({
      detail: expect.stringMatching(new RegExp(`^${section}\\[0\\]`)),
    });
    expect(await everything(engine)).toEqual(before);
  });

  it('stores nothing either where there was no account before', async () => {
    const { engine } = engineBench();
    const exported = await perform(accountCommands.export, await filled());
    const [incoming, outgoing] = exported['accounts'] as object[];
    const more = { ...outgoing, name: 'Other', isDefault: true };
    const source = { accounts: [incoming, { ...outgoing, isDefault: false }, more], types: [{ name: '' }] };
    await expect(perform(accountCommands.import, engine, [file(source)])).rejects.toMatchObject({
      code: 'input.invalid',
      field: 'name',
      detail: expect.stringMatching(/^types\[0\]/),
    });
    expect(await perform(accountCommands.export, engine)).toMatchObject({ accounts: [], types: [] });
  });
});
