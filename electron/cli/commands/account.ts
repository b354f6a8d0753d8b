import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Engine } from '../../engine/engine.ts';
import { usage } from '../arguments.ts';
import { failureText } from '../../engine/failure-text.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import {
  applyChanges,
  describeAccount,
  exportAccount,
  parseAccountFile,
  type AccountFile,
} from './account-file.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { checkImport } from './import-accounts.ts';
import { exportSetup, importSetup, type Undo } from './setup-file.ts';
import { describeChange, type ChangedRule } from './rule-import.ts';
import { readJson, readJsonObject, readSecret } from './read-input.ts';
import { allAccounts, findAccount, type AnyAccount } from './reference.ts';
import { writingInto } from './write-file.ts';

/** `mailroom account ...` */
export const accountCommands = {
  async list({ engine, output }) {
    const accounts = await allAccounts(engine);
    const rows = accounts.map(summary);
    output.result(
      { items: accounts.map(describeAccount) },
      rows.length === 0
        ? ['No accounts yet. Add one with: mailroom account add --file account.json']
        : table([['DIRECTION', 'NAME', 'SERVER', 'STATE', 'ID'], ...rows]),
    );
    return exitCodes.ok;
  },

  async show(context) {
    show(context, await findAccount(context.engine, context.operands[0]));
    return exitCodes.ok;
  },

  async add(context) {
    const file = parseAccountFile(await readJson(context.options.file, 'file'));
    show(context, await create(context.engine, file));
    return exitCodes.ok;
  },

  async update(context) {
    const stored = await findAccount(context.engine, context.operands[0]);
    const file = applyChanges(stored, await readJson(context.options.file, 'file'));
    show(context, await replace(context.engine, stored.overview.account.id, file));
    return exitCodes.ok;
  },

  async remove({ engine, output, operands }) {
    const { direction, overview } = await findAccount(engine, operands[0]);
    const { id, name } = overview.account;
    if (direction === 'incoming') {
      const { keptMessages } = await call(engine, 'incoming.remove', { id });
      output.result({ id, removed: true, keptMessages }, [
        `Removed "${name}". Its ${keptMessages} messages stay.`,
      ]);
    } else {
      await call(engine, 'outgoing.remove', { id });
      output.result({ id, removed: true }, [`Removed "${name}".`]);
    }
    return exitCodes.ok;
  },

  enable: (context) => setActive(context, true),
  disable: (context) => setActive(context, false),

  async default(context) {
    const account = await findAccount(context.engine, context.operands[0], 'outgoing');
    const overview = await call(context.engine, 'outgoing.setDefault', {
      id: account.overview.account.id,
    });
    show(context, { direction: 'outgoing', overview });
    return exitCodes.ok;
  },

  async 'set-secret'(context) {
    const stored = await findAccount(context.engine, context.operands[0]);
    const secret = await readSecret();
    if (secret === '') throw usage('the secret is read from standard input, which was empty', 'secret');
    show(
      context,
      await replace(context.engine, stored.overview.account.id, { ...unchanged(stored), secret }),
    );
    return exitCodes.ok;
  },

  async export({ engine, output, options }) {
    const accounts = (await allAccounts(engine)).map(exportAccount);
    const document = { accounts, ...(await exportSetup(engine)) };
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    if (options.out === undefined) output.result(document, [text.trimEnd()]);
    else {
      const out = path.resolve(options.out);
      await writingInto(path.dirname(out), () => writeFile(out, text, { mode: 0o600 }));
      const counts = Object.fromEntries(Object.entries(document).map(([name, { length }]) => [name, length]));
      output.result({ out: options.out, ...counts }, [
        `Wrote ${accounts.length} accounts and what belongs to them to ${options.out}. Secrets are not in it.`,
      ]);
    }
    return exitCodes.ok;
  },

  async import({ engine, output, operands }) {
    const document = await readJsonObject(operands[0], 'file');
    if (!Array.isArray(document['accounts'])) throw usage('expected {"accounts": [...]}');
    const present = await allAccounts(engine);
    const files = checkImport(document['accounts'], present);
    const accounts: AnyAccount[] = [];
    const undo: Undo[] = [];
    try {
      for (const file of files) accounts.push(await create(engine, file));
      const { created, skipped, changedRules } = await importSetup(engine, document, undo);
      output.result({ items: accounts.map(describeAccount), created, skipped, changedRules }, [
        ...accounts.map(({ overview }) => `Added "${overview.account.name}" (${overview.account.id})`),
        ...created.map(({ section, name }) => `Added "${name}" to ${section}`),
        ...skipped.map(({ section, name }) => `"${name}" is in ${section} already and stays as it is`),
        ...changedRules.map(changedLine),
      ]);
      return exitCodes.ok;
    } catch (error) {
      await rollBack(engine, present, accounts, undo);
      throw error;
    }
  },
} satisfies Record<string, Command>;

function changedLine(rule: ChangedRule): string {
  const reasons = rule.changes.map((change) => describeChange(change, rule)).join('; ');
  return `Changed the rule "${rule.title}" of ${rule.account}${rule.active ? '' : ' (off)'}: ${reasons}`;
}

/** Takes an import back that failed on the way: all of it or nothing. */
async function rollBack(
  engine: Engine,
  present: readonly AnyAccount[],
  accounts: readonly AnyAccount[],
  undo: readonly Undo[],
): Promise<void> {
  for (const step of undo.toReversed()) await step();
  const ids = new Set(accounts.map(({ overview }) => overview.account.id));
  for (const { direction, overview } of accounts)
    if (direction === 'incoming') await call(engine, 'incoming.remove', { id: overview.account.id });
  for (const account of present)
    if (account.direction === 'outgoing' && account.overview.account.isDefault)
      await call(engine, 'outgoing.setDefault', { id: account.overview.account.id });
  // The default account can be removed only when it is the last one.
  const outgoing = (await call(engine, 'outgoing.list', {})).filter(({ account }) => ids.has(account.id));
  const defaultLast = outgoing.toSorted(
    (one, other) => Number(one.account.isDefault) - Number(other.account.isDefault),
  );
  for (const { account } of defaultLast) await call(engine, 'outgoing.remove', { id: account.id });
}

async function create(engine: Engine, file: AccountFile): Promise<AnyAccount> {
  const { secret } = file;
  return file.direction === 'incoming'
    ? {
        direction: 'incoming',
        overview: await call(engine, 'incoming.create', { account: file.account, secret }),
      }
    : {
        direction: 'outgoing',
        overview: await call(engine, 'outgoing.create', { account: file.account, secret }),
      };
}

async function replace(engine: Engine, id: string, file: AccountFile): Promise<AnyAccount> {
  const { secret } = file;
  return file.direction === 'incoming'
    ? {
        direction: 'incoming',
        overview: await call(engine, 'incoming.update', { id, account: file.account, secret }),
      }
    : {
        direction: 'outgoing',
        overview: await call(engine, 'outgoing.update', { id, account: file.account, secret }),
      };
}

function unchanged(stored: AnyAccount): AccountFile {
  return parseAccountFile(exportAccount(stored));
}

async function setActive(context: CommandContext, active: boolean): Promise<0> {
  const { engine } = context;
  const { direction, overview } = await findAccount(engine, context.operands[0]);
  const request = { id: overview.account.id, active };
  show(
    context,
    direction === 'incoming'
      ? { direction, overview: await call(engine, 'incoming.setActive', request) }
      : { direction, overview: await call(engine, 'outgoing.setActive', request) },
  );
  return exitCodes.ok;
}

function show({ output }: CommandContext, account: AnyAccount): void {
  const described = describeAccount(account);
  const rows = Object.entries(described)
    .filter(([key]) => key !== 'status')
    .map(([key, value]) => [key, readable(key, value)]);
  const error = account.direction === 'incoming' ? account.overview.status.error : account.overview.lastError;
  output.result(described, [
    ...table(rows),
    ...(error === undefined
      ? []
      : [
          '',
          `Last error: ${failureText(error, 'en', account.direction === 'outgoing' ? 'sending' : undefined).message}`,
        ]),
  ]);
}

/** Times as people write them; in JSON they stay UTC milliseconds. */
function readable(key: string, value: unknown): string {
  return key.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : String(value);
}

function summary(account: AnyAccount): string[] {
  const { id, name, host, port, active } = account.overview.account;
  const state =
    account.direction === 'incoming'
      ? account.overview.status.state
      : account.overview.account.isDefault
        ? 'default'
        : active
          ? 'active'
          : 'paused';
  return [account.direction, name, `${host}:${port}`, state, id];
}
