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
    expect(report['created']).toHaveLength(7);
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
    expect(again.skipped).toHaveLength(7);
  });

  it.each([
    ['a rule for an account that is not there', { account: 'Nowhere', title: 'x' }],
    ['a rule that can not work', { account: 'Second', title: 'x', rank: 1, conditions: [], actions: [] }],
  ])('stores nothing of a file with %s', async (_what, rule) => {
    const { engine } = engineBench();
    await accounts(engine);
    const before = await everything(engine);
    const exported = await perform(accountCommands.export, await filled());
    const renamed = (exported['accounts'] as object[]).map((account) => ({ ...account, name: 'Second' }));
    const source = { ...exported, accounts: renamed, rules: [rule] };
    await expect(perform(accountCommands.import, engine, [file(source)])).rejects.toMatchObject({
      detail: expect.stringMatching(/^rules\[0\]/),
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
