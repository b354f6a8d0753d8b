import type { OutboxEntry } from '../../../shared/domain/outbound.ts';
import { integerOption, usage } from '../arguments.ts';
import { table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';

const DEFAULT_LIMIT = 100;

/** `mailroom outbox ...` */
export const outboxCommands: Readonly<Record<string, Command>> = {
  async list({ engine, output, options }) {
    const entries = await engine.handlers['outbox.list']({
      limit: integerOption(options.limit, 'limit') ?? DEFAULT_LIMIT,
    });
    output.result(
      { items: entries },
      entries.length === 0
        ? ['The outbox is empty.']
        : table([['STATE', 'ACCOUNT', 'TO', 'SUBJECT', 'ID'], ...entries.map(row)]),
    );
    return exitCodes.ok;
  },
  retry: (context) => change(context, 'outbox.retry'),
  cancel: (context) => change(context, 'outbox.cancel'),
};

async function change(
  { engine, output, operands }: CommandContext,
  channel: 'outbox.retry' | 'outbox.cancel',
): Promise<0> {
  const id = operands[0];
  if (id === undefined) throw usage('name the outbox entry by its id');
  const entry = await engine.handlers[channel]({ id });
  if (channel === 'outbox.retry') await engine.flushOutbox();
  output.result(entry, table([row(entry)]));
  return exitCodes.ok;
}

function row(entry: OutboxEntry): string[] {
  return [entry.state, entry.account, entry.to.join(', '), entry.subject, entry.id];
}
