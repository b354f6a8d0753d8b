import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { Group } from '../../../shared/domain/directory.ts';
import { call } from '../call.ts';
import {
  DOES_WITHOUT,
  directoryCommands,
  withOutgoingAccount,
  without,
  type Directory,
} from './directory-entry.ts';

// The contract checks what was written, like everything that is asked of the engine.
export const groups: Directory<Group> = {
  empty: 'No groups yet.',
  nameOf: ({ name }) => name,
  list: (engine) => call(engine, 'groups.list', {}),
  fieldsOf: (group) => without(group, 'id'),
  complete: withOutgoingAccount,
  create: (engine, fields) =>
    call(engine, 'groups.create', fields as unknown as RequestInput<'groups.create'>),
  update: (engine, id, fields) =>
    call(engine, 'groups.update', { id, group: fields as unknown as RequestInput<'groups.create'> }),
  remove: (engine, id) => call(engine, 'groups.remove', { id }),
  ruleWithoutIt: DOES_WITHOUT,
  row: ({ name, active, outgoingAccountId = '-' }) => [name, active ? 'active' : 'off', outgoingAccountId],
};

/** `mailroom group ...` */
export const groupCommands = directoryCommands(groups);
