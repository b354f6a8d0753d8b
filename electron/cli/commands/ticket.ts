import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';

/** `mailroom ticket ...` */
export const ticketCommands = {
  async list({ engine, output }) {
    const tickets = await call(engine, 'tickets.list', {});
    output.result(
      { items: tickets },
      tickets.length === 0
        ? ['No tickets yet.']
        : table(
            tickets.map((ticket) => [ticket.number, ticket.status, String(ticket.messages), ticket.title]),
          ),
    );
    return exitCodes.ok;
  },
} satisfies Record<string, Command>;
