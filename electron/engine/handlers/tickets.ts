import { listTickets } from '../store/tickets.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';
import { notBuilt } from './not-built.ts';

/** Tickets. */
export function ticketsHandlers({
  database,
}: Parts): HandlersOf<Extract<EngineChannel, `tickets.${string}`>> {
  return {
    'tickets.list': async () => listTickets(database),
    'tickets.create': notBuilt,
    'tickets.update': notBuilt,
  };
}
