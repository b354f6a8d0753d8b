import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { integerOption } from '../arguments.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command } from './command.ts';
import { exitCodeOfEntry, sendNow } from './outbox-entry.ts';

const DEFAULT_LIMIT = 100;

/** `mailroom outbox ...` */
export const outboxCommands = {
  async list({ engine, output, options }) {
    const limit = integerOption(options.limit, 'limit') ?? DEFAULT_LIMIT;
    const { after } = options;
    const { items, next } = await call(engine, 'outbox.list', {
      limit,
      ...(after === undefined ? {} : { after }),
    });
    output.result({ items, ...(next === undefined ? {} : { next }) }, [
      ...(items.length === 0
        ? ['The outbox is empty.']
        : table([['STATE', 'ACCOUNT', 'TO', 'SUBJECT', 'ID'], ...items.map(row)])),
      ...(next === undefined ? [] : [`More: --after ${next}`]),
    ]);
    return exitCodes.ok;
  },

  async retry(context) {
    const [id = ''] = context.operands;
    await call(context.engine, 'outbox.retry', { id });
    const entry = await sendNow(context, id);
    context.output.result(entry, table([row(entry)]));
    return exitCodeOfEntry(entry);
  },

  async cancel({ engine, output, operands }) {
    const [id = ''] = operands;
    const entry = await call(engine, 'outbox.cancel', { id });
    output.result(entry, table([row(entry)]));
    return exitCodes.ok;
  },
} satisfies Record<string, Command>;

function row(entry: OutboxEntry): string[] {
  return [entry.state, entry.account, entry.to.join(', '), entry.subject, entry.id];
}
