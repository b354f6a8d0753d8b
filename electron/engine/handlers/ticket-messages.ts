import { MailroomError } from '../../../shared/errors.ts';
import { findTicketState } from '../store/ticket-fields.ts';
import { ticketMessages } from '../store/ticket-messages.ts';
import type { HandlersOf, Parts } from './handler.ts';

/** The mail of tickets. */
export function ticketMessageHandlers({ database }: Parts): HandlersOf<'ticketMessages.list'> {
  return {
    async 'ticketMessages.list'({ number }) {
      const ticket = findTicketState(database, number);
      if (ticket === undefined)
        throw new MailroomError('input.notFound', 'input', { params: { name: number } });
      return ticketMessages(database, ticket.id);
    },
  };
}
