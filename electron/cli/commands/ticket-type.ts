import type { RequestInput } from '../../../shared/ipc/contract.ts';
import type { TicketType } from '../../../shared/domain/directory.ts';
import { call } from '../call.ts';
import {
  DOES_WITHOUT,
  directoryCommands,
  withOutgoingAccount,
  without,
  type Directory,
} from './directory-entry.ts';

// The contract checks what was written, like everything that is asked of the engine.
export const types: Directory<TicketType> = {
  empty: 'No ticket types yet.',
  nameOf: ({ name }) => name,
  list: (engine) => call(engine, 'types.list', {}),
  fieldsOf: (type) => without(type, 'id'),
  complete: withOutgoingAccount,
  create: (engine, fields) => call(engine, 'types.create', fields as unknown as RequestInput<'types.create'>),
  update: (engine, id, fields) =>
    call(engine, 'types.update', { id, type: fields as unknown as RequestInput<'types.create'> }),
  remove: (engine, id) => call(engine, 'types.remove', { id }),
  ruleWithoutIt: DOES_WITHOUT,
  row: ({ name, active, outgoingAccountId = '-' }) => [name, active ? 'active' : 'off', outgoingAccountId],
};

/** `mailroom type ...` */
export const ticketTypeCommands = directoryCommands(types);
