import type { Channel } from '../../../shared/ipc/channels.ts';
import type { RequestInput } from '../../../shared/ipc/contract.ts';
import { integerOption } from '../arguments.ts';
import { call } from '../call.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { findPlace } from './reference.ts';
import { show } from './ticket.ts';

/** `mailroom mail ...`: what a person does with messages by hand, wherever they are. */
export const mailCommands = {
  async 'create-ticket'(context) {
    const { engine, options } = context;
    // The contract knows the priorities, and says so.
    const request = {
      ids: idsOf(context),
      ...(options.title === undefined ? {} : { title: options.title }),
      ...(await findPlace(engine, options)),
      ...(options.priority === undefined ? {} : { priority: options.priority }),
      createContact: options['create-contact'] === true,
    } as RequestInput<'messages.createTicket'>;
    const ticket = await call(engine, 'messages.createTicket', request);
    await engine.drain();
    return show(context, ticket);
  },

  async assign(context) {
    const request = { ids: idsOf(context), ticket: context.options.ticket ?? '' };
    return show(context, await call(context.engine, 'messages.assignTicket', request));
  },

  async unassign(context) {
    const { engine, output, options } = context;
    const ids = idsOf(context);
    const { removed } = await call(engine, 'messages.unassign', {
      ids,
      removeTicket: options['remove-ticket'] === true,
    });
    output.result({ unassigned: ids, removed }, [
      `unassigned: ${ids.join(', ')}`,
      ...removed.map((number) => `removed ticket ${number}`),
    ]);
    return exitCodes.ok;
  },

  archive: moving('messages.archive', 'archived'),
  unarchive: moving('messages.putBack', 'unarchived'),
  remove: moving('messages.remove', 'removed'),
  restore: moving('messages.restore', 'restored'),

  async purge(context) {
    const { purged } = await call(context.engine, 'messages.purge', { ids: idsOf(context) });
    context.output.result({ purged }, [`Deleted ${purged} messages for good.`]);
    return exitCodes.ok;
  },
} satisfies Record<string, Command>;

function moving(
  channel: Extract<Channel, 'messages.archive' | 'messages.putBack' | 'messages.remove' | 'messages.restore'>,
  what: string,
): Command {
  return async (context) => {
    const ids = idsOf(context);
    await call(context.engine, channel, { ids });
    context.output.result({ [what]: ids }, [`${what}: ${ids.join(', ')}`]);
    return exitCodes.ok;
  };
}

function idsOf({ operands }: CommandContext): number[] {
  return operands.map((operand) => integerOption(operand, 'id') ?? 0);
}
