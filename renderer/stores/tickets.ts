import type { Ticket, TicketFilter } from '../../shared/domain/ticket.ts';
import type { ResponseOf } from '../../shared/ipc/contract.ts';
import { invoke } from '../bridge.ts';
import { createPagedStore } from './paged.ts';

/** The ticket list. Its counts are of all tickets, whatever the filter says; the key is the number. */
export const useTickets = createPagedStore<
  Ticket,
  TicketFilter,
  ResponseOf<'tickets.list'>['counts'],
  number
>({
  filter: { status: 'open' },
  counts: { new: 0, processing: 0, completed: 0, unread: 0 },
  read: (filter, limit, after) =>
    invoke('tickets.list', { ...filter, limit, ...(after === undefined ? {} : { after }) }),
  keyOf: ({ number }) => number,
  keepsItems: true,
});
