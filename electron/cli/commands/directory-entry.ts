import type { Engine } from '../../engine/engine.ts';
import { usage } from '../arguments.ts';
import { table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { readJsonObject } from './read-input.ts';
import { findAccount, pick } from './reference.ts';

export type Fields = Readonly<Record<string, unknown>>;

/** What had something of an entry that was removed. */
interface Bereft {
  /** How many tickets stay without it. */
  readonly tickets?: number;
  /** Titles of rules that named it. */
  readonly rules?: readonly string[];
}

/** What the commands of groups, ticket types, users and texts have in common. */
export interface Directory<T extends { readonly id: string }> {
  /** For people, when there are none. */
  readonly empty: string;
  /** By what an entry is named on the command line, besides its id. */
  nameOf(entry: T): string;
  list(engine: Engine): Promise<readonly T[]>;
  /** The entry as `add` would take it. */
  fieldsOf(entry: T): Fields;
  /** Turns names in what a person wrote into ids. The engine checks the rest. */
  complete(engine: Engine, fields: Fields): Promise<Fields>;
  create(engine: Engine, fields: Fields): Promise<T>;
  update(engine: Engine, id: string, fields: Fields): Promise<T>;
  remove(engine: Engine, id: string): Promise<Bereft>;
  /** What a rule that named an entry does once that is removed. */
  readonly ruleWithoutIt: string;
  /** Columns of the list, without the id. */
  row(entry: T): readonly string[];
}

/** What a rule that named a type, a group or a user does once that is removed. */
export const DOES_WITHOUT = 'does without it from now on, and is off if it did nothing else';

/** `list`, `show`, `add`, `update` and `remove`. */
export function directoryCommands<T extends { readonly id: string }>(
  directory: Directory<T>,
): Record<'list' | 'show' | 'add' | 'update' | 'remove', Command> {
  const row = (entry: T): string[] => [...directory.row(entry), entry.id];
  const show = ({ output }: CommandContext, entry: T): 0 => {
    output.result(
      entry,
      table(
        Object.entries<unknown>(entry).map(([key, value]) => [
          key,
          Array.isArray(value) ? value.join(', ') : String(value),
        ]),
      ),
    );
    return exitCodes.ok;
  };
  const find = async ({ engine, operands }: CommandContext): Promise<T> => {
    const [reference] = operands;
    if (reference === undefined) throw usage('name the entry by its id or its name');
    const namesOf = (entry: T): { id: string; name: string } => ({
      id: entry.id,
      name: directory.nameOf(entry),
    });
    return pick(await directory.list(engine), reference, namesOf);
  };

  return {
    async list({ engine, output }) {
      const entries = await directory.list(engine);
      output.result({ items: entries }, entries.length === 0 ? [directory.empty] : table(entries.map(row)));
      return exitCodes.ok;
    },

    show: async (context) => show(context, await find(context)),

    async add(context) {
      const { engine, options } = context;
      const fields = await directory.complete(engine, await readJsonObject(options.file, 'file'));
      return show(context, await directory.create(engine, fields));
    },

    async update(context) {
      const { engine, options } = context;
      const entry = await find(context);
      const changes = await directory.complete(engine, await readJsonObject(options.file, 'file'));
      return show(
        context,
        await directory.update(engine, entry.id, { ...directory.fieldsOf(entry), ...changes }),
      );
    },

    async remove(context) {
      const entry = await find(context);
      const left = await directory.remove(context.engine, entry.id);
      context.output.result({ id: entry.id, removed: true, ...left }, [
        `Removed "${directory.nameOf(entry)}".`,
        ...bereftLines(left, directory.ruleWithoutIt),
      ]);
      return exitCodes.ok;
    },
  };
}

function bereftLines({ tickets, rules = [] }: Bereft, ruleWithoutIt: string): string[] {
  return [
    ...(tickets === undefined ? [] : [`${tickets} tickets stay without it.`]),
    ...rules.map((title) => `The rule "${title}" ${ruleWithoutIt}.`),
  ];
}

/**
 * Replaces `account` (id or name of an outgoing account; null for none) by what the engine takes.
 *
 * @throws MailroomError `input.notFound`, `input.invalid`
 */
export async function withOutgoingAccount(engine: Engine, { account, ...fields }: Fields): Promise<Fields> {
  if (account === undefined) return fields;
  if (account === null) return { ...fields, outgoingAccountId: undefined };
  if (typeof account !== 'string')
    throw usage('"account" takes the name of an outgoing account, or null', 'account');
  return {
    ...fields,
    outgoingAccountId: (await findAccount(engine, account, 'outgoing')).overview.account.id,
  };
}

/** The entry without what the engine itself adds. */
export function without(entry: object, ...names: readonly string[]): Fields {
  return Object.fromEntries(Object.entries(entry).filter(([name]) => !names.includes(name)));
}
