import type { Ticket } from '../../../shared/domain/ticket.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { conversationOf, insertNote } from '../store/conversation.ts';
import { markTicketRead } from '../store/ticket-fields.ts';
import {
  changeTicket,
  findTicket,
  insertTicket,
  listTickets,
  readTicket,
  ticketCounts,
  touchTicket,
  type StoredTicket,
} from '../store/tickets.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type TicketChannel = Extract<EngineChannel, `tickets.${string}`>;

/** Tickets, as far as e-mail needs them: what belongs to them, who is responsible, and of which type they are. */
export function ticketHandlers({ database, events, clock }: Parts): HandlersOf<TicketChannel> {
  function required(number: string): StoredTicket {
    const ticket = findTicket(database, number);
    if (ticket === undefined)
      throw new MailroomError('input.notFound', 'input', { field: 'ticket', params: { name: number } });
    return ticket;
  }

  function read(id: number): Ticket {
    const ticket = readTicket(database, id);
    if (ticket === undefined) throw new MailroomError('store.failed', 'store');
    return ticket;
  }

  function changed(id: number): Ticket {
    events.emit('tickets.changed', {});
    return read(id);
  }

  return {
    async 'tickets.list'({ after, limit, ...filter }) {
      // One more than asked for tells whether there is a next page.
      const found = listTickets(database, filter, { after, limit: limit + 1 });
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return {
        items: page.map(({ ticket }) => ticket),
        ...(found.length > limit && last !== undefined ? { next: last.id } : {}),
        counts: ticketCounts(database),
      };
    },

    async 'tickets.get'({ number }) {
      const { id } = required(number);
      return { ticket: read(id), conversation: conversationOf(database, id) };
    },

    async 'tickets.create'({ title, ...place }) {
      return changed(insertTicket(database, title, clock.now(), place).id);
    },

    async 'tickets.update'({ number, change }) {
      const { id } = required(number);
      changeTicket(database, id, change, clock.now());
      return changed(id);
    },

    async 'tickets.addNote'({ number, text }) {
      const { id } = required(number);
      const now = clock.now();
      const note = inTransaction(database, () => {
        touchTicket(database, id, now);
        return insertNote(database, id, text, now);
      });
      events.emit('tickets.changed', {});
      return note;
    },

    async 'tickets.markRead'({ number }) {
      const { id } = required(number);
      inTransaction(database, () => markTicketRead(database, id));
      events.emit('messages.changed', { added: 0 });
      return changed(id);
    },
  };
}
