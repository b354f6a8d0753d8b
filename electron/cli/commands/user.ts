import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { User } from '../../../shared/domain/directory.ts';
import type { Engine } from '../../engine/engine.ts';
import { usage } from '../arguments.ts';
import { call } from '../call.ts';
import type { Command } from './command.ts';
import { DOES_WITHOUT, directoryCommands, without, type Directory, type Fields } from './directory-entry.ts';
import { sendNow } from './outbox-entry.ts';
import { pick } from './reference.ts';
import { reportEntry } from './send.ts';

// The contract checks what was written, like everything that is asked of the engine.
export const users: Directory<User> = {
  empty: 'No users yet.',
  nameOf: ({ login }) => login,
  list: (engine) => call(engine, 'users.list', {}),
  fieldsOf: (user) => without(user, 'id', 'passwordNoticeAt'),
  complete: withGroups,
  create: (engine, fields) => call(engine, 'users.create', fields as unknown as RequestInput<'users.create'>),
  update: (engine, id, fields) =>
    call(engine, 'users.update', { id, user: fields as unknown as RequestInput<'users.create'> }),
  remove: (engine, id) => call(engine, 'users.remove', { id }),
  ruleWithoutIt: DOES_WITHOUT,
  row: ({ login, name, email, active }) => [login, name, email, active ? 'active' : 'off'],
};

/** `groups` names them; the engine wants their ids. */
async function withGroups(engine: Engine, { groups, ...fields }: Fields): Promise<Fields> {
  if (groups === undefined) return fields;
  const references: unknown[] = Array.isArray(groups) ? groups : [groups];
  const all = await call(engine, 'groups.list', {});
  const groupIds = references.map((reference) => {
    if (typeof reference !== 'string') throw usage('"groups" takes a list of names', 'groups');
    return pick(all, reference, (group) => group).id;
  });
  return { ...fields, groupIds };
}

/** `mailroom user ...` */
export const userCommands = directoryCommands(users);

/** `mailroom notify password-change --user U` */
export const notifyPasswordChange: Command = async (context) => {
  const { engine, options } = context;
  const all = await call(engine, 'users.list', {});
  const { id } = pick(all, options.user ?? '', (user) => ({ id: user.id, name: user.login }));
  const entry = await call(engine, 'users.notifyPasswordChange', { id });
  return reportEntry(context, options.wait === true ? await sendNow(context, entry.id) : entry);
};
