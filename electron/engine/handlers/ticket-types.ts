import { randomUUID } from 'node:crypto';
import type { TicketType } from '../../../shared/domain/directory.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { deleteTicketType, findTicketType, listTicketTypes, saveTicketType } from '../store/ticket-types.ts';
import { dropEntry } from '../store/rules.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type TypeChannel = Extract<EngineChannel, `types.${string}`>;

/** Ticket types and their accounts (S63). */
export function ticketTypeHandlers({ database, events }: Parts): HandlersOf<TypeChannel> {
  function requireType(id: string): void {
    if (findTicketType(database, id) === undefined)
      throw new MailroomError('input.notFound', 'input', { params: { name: id } });
  }

  function save(type: TicketType): TicketType {
    saveTicketType(database, type);
    events.emit('directory.changed', {});
    return type;
  }

  return {
    'types.list': async () => listTicketTypes(database),
    'types.create': async (input) => save({ ...input, id: randomUUID() }),
    async 'types.update'({ id, type }) {
      requireType(id);
      return save({ ...type, id });
    },
    async 'types.remove'({ id }) {
      requireType(id);
      const { tickets, rules } = inTransaction(database, () => ({
        tickets: deleteTicketType(database, id),
        rules: dropEntry(database, { kind: 'type', id }),
      }));
      events.emit('directory.changed', {});
      if (tickets > 0) events.emit('tickets.changed', {});
      return { tickets, rules: rules.map(({ title }) => title) };
    },
  };
}
