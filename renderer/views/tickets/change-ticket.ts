import i18next from 'i18next';
import type { Ticket, TicketChange } from '../../../shared/domain/ticket.ts';
import { invoke } from '../../bridge.ts';
import { attempt, notify } from '../../components/toasts.tsx';
import { useTickets } from '../../stores/tickets.ts';

/** Changes a ticket and reads it again; answers with it as it is now. */
export async function changeTicket(number: string, change: TicketChange): Promise<Ticket | undefined> {
  const ticket = await attempt(invoke('tickets.update', { number, change }));
  const store = useTickets.getState();
  store.changed();
  await store.load();
  return ticket;
}

/** Completes a ticket or opens it again, with the way to undo it. */
export async function setCompleted({ number, status }: Ticket, completed: boolean): Promise<void> {
  const ticket = await changeTicket(number, { status: completed ? 'completed' : 'processing' });
  if (ticket === undefined) return;
  notify({
    title: i18next.t(completed ? 'tickets.completed' : 'tickets.reopened', { number }),
    action: { label: i18next.t('action.undo'), run: () => void changeTicket(number, { status }) },
  });
}
