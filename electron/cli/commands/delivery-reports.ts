import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';

/** `mailroom outbox reports ID`: what servers reported about a message that was sent. */
export const deliveryReports: Command = async ({ engine, output, operands }) => {
  const [id = ''] = operands;
  const items = await call(engine, 'deliveryReports.list', { id });
  output.result(
    { items },
    items.length === 0
      ? ['Nothing was reported.']
      : table(
          items.map(({ at, address, action, status, diagnostic }) => [
            new Date(at).toISOString().slice(0, 16).replace('T', ' '),
            address,
            action,
            status,
            diagnostic,
          ]),
        ),
  );
  return exitCodes.ok;
};
