import type { Ticket } from '../../../shared/domain/ticket.ts';
import type { RequestInput, ResponseOf } from '../../../shared/ipc/contract.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { usage } from '../arguments.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { sendNow } from './outbox-entry.ts';
import { readInput } from './read-input.ts';
import { findAccount, findPlace } from './reference.ts';
import { reportEntry } from './send.ts';

/** Empties the group or the type of a ticket. */
const NONE = '-';

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

  async show(context) {
    const number = context.operands[0] ?? '';
    const ticket = (await call(context.engine, 'tickets.list', {})).find(
      (candidate) => candidate.number === number.toUpperCase(),
    );
    if (ticket === undefined)
      throw new MailroomError('input.notFound', 'input', { params: { name: number } });
    return show(context, ticket);
  },

  async create(context) {
    const { engine, options } = context;
    const title = options.title ?? '';
    return show(
      context,
      await call(engine, 'tickets.create', { title, ...(await findPlace(engine, options)) }),
    );
  },

  async set(context) {
    const { engine, options, operands } = context;
    const { title, status, type, group } = options;
    const given = (reference: string | undefined): string | undefined =>
      reference === NONE ? undefined : reference;
    const place = await findPlace(engine, { group: given(group), type: given(type) });
    // The contract knows the states, and says so.
    const change = {
      title,
      status,
      groupId: group === NONE ? null : place.groupId,
      typeId: type === NONE ? null : place.typeId,
    } as RequestInput<'tickets.update'>['change'];
    return show(context, await call(engine, 'tickets.update', { number: operands[0] ?? '', change }));
  },

  /** Answers the newest message that came for the ticket. */
  async reply(context) {
    const { engine, options, operands } = context;
    const ticket = operands[0] ?? '';
    if (options.text === '-' && options.html === '-')
      throw usage('only one of --text and --html can be "-"', 'html');
    const answered = await newestOf(engine, ticket);
    const text = (await readInput(options.text, 'text')).toString('utf8');
    const account =
      options.account === undefined ? undefined : await findAccount(engine, options.account, 'outgoing');
    const entry = await call(engine, 'outbox.send', {
      to: [(answered.replyTo[0] ?? answered.from).address],
      cc: options.cc ?? [],
      subject: /^re:/i.test(answered.subject) ? answered.subject : `Re: ${answered.subject}`,
      text,
      ...(options.html === undefined
        ? {}
        : { html: (await readInput(options.html, 'html')).toString('utf8') }),
      ...(account === undefined ? {} : { accountId: account.overview.account.id }),
      ticket,
      inReplyTo: answered.id,
    });
    return reportEntry(context, options.wait === true ? await sendNow(context, entry.id) : entry);
  },
} satisfies Record<string, Command>;

async function newestOf(engine: Engine, ticket: string): Promise<ResponseOf<'messages.get'>> {
  const pages = await Promise.all(
    (['inbox', 'archive'] as const).map((folder) =>
      call(engine, 'messages.list', { folder, ticket, limit: 1 }),
    ),
  );
  const [newest] = pages.flatMap(({ items }) => items).toSorted((a, b) => b.id - a.id);
  if (newest === undefined)
    throw new MailroomError('input.notFound', 'input', { field: 'ticket', params: { name: ticket } });
  return call(engine, 'messages.get', { id: newest.id });
}

function show({ output }: CommandContext, ticket: Ticket): 0 {
  output.result(ticket, table(Object.entries(ticket).map(([key, value]) => [key, readable(key, value)])));
  return exitCodes.ok;
}

/** Times as people write them; in JSON they stay UTC milliseconds. */
function readable(key: string, value: unknown): string {
  return key.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : String(value);
}
