import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';

/** `mailroom ticket messages T`: the mail of a ticket in both directions. */
export const ticketMessages: Command = async ({ engine, output, operands }) => {
  const [number = ''] = operands;
  const items = await call(engine, 'ticketMessages.list', { number });
  output.result(
    { items },
    items.length === 0
      ? ['No mail yet.']
      : table(
          items.map((item) => [
            item.direction === 'incoming' ? '<' : '>',
            String(item.id),
            new Date(item.at).toISOString().slice(0, 16).replace('T', ' '),
            item.from,
            item.subject,
          ]),
        ),
  );
  return exitCodes.ok;
};
