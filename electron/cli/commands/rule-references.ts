import type { RuleAction } from '../../../shared/domain/rule.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { call } from '../call.ts';
import { pick } from './reference.ts';

/** What actions of rules point to: by id in the engine, by name in files that people write and carry about. */

/** What a reference is called in the engine and in a file, and what it points to. */
const REFERENCES = [
  ['typeId', 'type', 'types'],
  ['groupId', 'group', 'groups'],
  ['ownerId', 'owner', 'users'],
  ['userId', 'user', 'users'],
  ['templateId', 'template', 'confirmations'],
] as const;

export type Named = { readonly id: string; readonly name: string };
type Names = Readonly<Record<(typeof REFERENCES)[number][2], readonly Named[]>>;

/** Everything that an action can point to. Users go by their login. */
export async function actionNames(engine: Engine): Promise<Names> {
  const [typeList, groupList, userList, textList] = await Promise.all([
    call(engine, 'types.list', {}),
    call(engine, 'groups.list', {}),
    call(engine, 'users.list', {}),
    call(engine, 'templates.list', {}),
  ]);
  return {
    types: typeList,
    groups: groupList,
    users: userList.map(({ id, login }) => ({ id, name: login })),
    confirmations: textList.filter(({ kind }) => kind === 'confirmation'),
  };
}

export function nameOf(entries: readonly Named[], id: unknown): string | undefined {
  return entries.find((entry) => entry.id === id)?.name;
}

/** The action as it is in a file. What it points to and is gone is left out. */
export function actionWithNames(names: Names, action: RuleAction): Readonly<Record<string, unknown>> {
  const fields: Record<string, unknown> = { ...action };
  for (const [id, name, section] of REFERENCES) {
    const found = nameOf(names[section], fields[id]);
    delete fields[id];
    if (found !== undefined) fields[name] = found;
  }
  return fields;
}

/**
 * Actions from a file as the engine takes them; ids may stand there as well. What is no list of actions stays as it is:
 * the contract says what is wrong with it.
 *
 * @throws MailroomError `input.notFound`, `input.ambiguous`
 */
export function actionsWithIds(names: Names, actions: unknown): unknown {
  if (!Array.isArray(actions)) return actions;
  return actions.map((action: unknown) => {
    if (typeof action !== 'object' || action === null) return action;
    const { fields, missing } = actionWithIds(names, action);
    const [first] = missing;
    if (first !== undefined)
      throw new MailroomError('input.notFound', 'input', { params: { name: first.name } });
    return fields;
  });
}

/** What an action names and is not there: `what` it is in a file ("type", "owner", ...), and its name. */
interface Missing {
  readonly what: string;
  readonly name: string;
}

/**
 * One action as the engine takes it, without what is `missing`.
 *
 * @throws MailroomError `input.ambiguous`
 */
export function actionWithIds(
  names: Names,
  action: object,
): { readonly fields: Readonly<Record<string, unknown>>; readonly missing: readonly Missing[] } {
  const fields: Record<string, unknown> = { ...action };
  const missing: Missing[] = [];
  for (const [id, name, section] of REFERENCES) {
    const reference = fields[name];
    // "owner" of a notice is no reference: it says that the ticket's owner is told.
    if (typeof reference !== 'string') continue;
    delete fields[name];
    try {
      fields[id] = pick(names[section], reference, (named) => named).id;
    } catch (error) {
      if (!(error instanceof MailroomError && error.code === 'input.notFound')) throw error;
      missing.push({ what: name, name: reference });
    }
  }
  return { fields, missing };
}
