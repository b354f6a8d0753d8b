import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';

/** `mailroom ticket ...` */
export const ticketCommands: Readonly<Record<string, Command>> = {
  async list({ engine, output }) {
    const tickets = await engine.handlers['tickets.list']({});
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
};
