import type { Ticket } from '../../../shared/domain/ticket.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { changeTicket, findTicket, insertTicket, listTickets, readTicket } from '../store/tickets.ts';
import { ticketNumber } from '../tickets/references.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type TicketChannel = Extract<EngineChannel, `tickets.${string}`>;

/** Tickets, as far as e-mail needs them: who is responsible, and of which type they are. */
export function ticketHandlers({ database, events, clock }: Parts): HandlersOf<TicketChannel> {
  function changed(id: number): Ticket {
    events.emit('tickets.changed', {});
    const ticket = readTicket(database, id);
    if (ticket === undefined) throw new MailroomError('store.failed', 'store');
    return ticket;
  }

  return {
    'tickets.list': async () => listTickets(database),

    async 'tickets.create'({ title, typeId, groupId }) {
      return changed(insertTicket(database, title, clock.now(), ticketNumber, { typeId, groupId }).id);
    },

    async 'tickets.update'({ number, change }) {
      const ticket = findTicket(database, number);
      if (ticket === undefined)
        throw new MailroomError('input.notFound', 'input', { params: { name: number } });
      changeTicket(database, ticket.id, change, clock.now());
      return changed(ticket.id);
    },
  };
}
