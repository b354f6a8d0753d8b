import type { ConversationItem } from '../../../shared/domain/conversation.ts';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import type { RequestInput, ResponseOf } from '../../../shared/ipc/contract.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import { integerOption, usage, type CommandOptions } from '../arguments.ts';
import { call } from '../call.ts';
import { table } from '../output.ts';
import { exitCodes, type Command, type CommandContext } from './command.ts';
import { sendNow } from './outbox-entry.ts';
import { readInput } from './read-input.ts';
import { findAccount, findPlace } from './reference.ts';
import { reportEntry } from './send.ts';

/** In place of a reference: no group, no type, no owner. */
const NONE = '-';

/** `mailroom ticket ...` */
export const ticketCommands = {
  async list({ engine, output, options }) {
    const { status, unread, find } = options;
    const limit = integerOption(options.limit, 'limit');
    const after = integerOption(options.after, 'after');
    // The contract knows the states, and says so.
    const request = {
      ...(status === undefined ? {} : { status }),
      ...(await referencesOf(engine, options)),
      ...(unread === true ? { unread } : {}),
      ...(find === undefined ? {} : { text: find }),
      ...(limit === undefined ? {} : { limit }),
      ...(after === undefined ? {} : { after }),
    } as RequestInput<'tickets.list'>;
    const { items, next, counts } = await call(engine, 'tickets.list', request);
    output.result(
      { items, counts, ...(next === undefined ? {} : { next: String(next) }) },
      items.length === 0
        ? [Object.keys(request).length === 0 ? 'No tickets yet.' : 'No such tickets.']
        : [
            ...table(
              items.map((ticket) => [
                ticket.number,
                ticket.status,
                ticket.unread === true ? 'unread' : '',
                String(ticket.messages),
                ticket.title,
              ]),
            ),
            ...(next === undefined ? [] : [`More: --after ${next}`]),
          ],
    );
    return exitCodes.ok;
  },

  async show({ engine, output, operands }) {
    const { ticket, conversation } = await call(engine, 'tickets.get', { number: operands[0] ?? '' });
    output.result({ ...ticket, conversation }, [
      ...lines(ticket),
      ...(conversation.length === 0 ? [] : ['', ...table(conversation.map(itemRow))]),
    ]);
    return exitCodes.ok;
  },

  async create(context) {
    const { engine, options } = context;
    const request = {
      title: options.title ?? '',
      ...(await findPlace(engine, options)),
      priority: options.priority,
    } as RequestInput<'tickets.create'>;
    return show(context, await call(engine, 'tickets.create', request));
  },

  async set(context) {
    const { engine, options, operands } = context;
    const { title, status, priority } = options;
    const change = {
      title,
      status,
      priority,
      ...(await referencesOf(engine, options)),
    } as RequestInput<'tickets.update'>['change'];
    return show(context, await call(engine, 'tickets.update', { number: operands[0] ?? '', change }));
  },

  async note({ engine, output, options, operands }) {
    const text = (await readInput(options.text, 'text')).toString('utf8');
    const note = await call(engine, 'tickets.addNote', { number: operands[0] ?? '', text });
    output.result(note, ['Noted.']);
    return exitCodes.ok;
  },

  async read(context) {
    return show(
      context,
      await call(context.engine, 'tickets.markRead', { number: context.operands[0] ?? '' }),
    );
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

/** What a ticket points to; `-` stands for nothing. */
async function referencesOf(
  engine: Engine,
  { type, group, owner }: CommandOptions,
): Promise<{ typeId?: string | null; groupId?: string | null; ownerId?: string | null }> {
  const given = (reference: string | undefined): string | undefined =>
    reference === NONE ? undefined : reference;
  const place = { group: given(group), type: given(type), owner: given(owner) };
  return {
    ...(await findPlace(engine, place)),
    ...(type === NONE ? { typeId: null } : {}),
    ...(group === NONE ? { groupId: null } : {}),
    ...(owner === NONE ? { ownerId: null } : {}),
  };
}

/** One line of a ticket's conversation. */
function itemRow(item: ConversationItem): string[] {
  const at = new Date(item.at).toISOString().slice(0, 16).replace('T', ' ');
  switch (item.kind) {
    case 'received':
      return ['<', String(item.id), at, item.from.address, item.subject];
    case 'sent':
      return ['>', item.id, at, item.to.join(', '), item.subject];
    case 'note':
      return ['*', String(item.id), at, '', item.text.split('\n', 1)[0] ?? ''];
  }
}

export function show({ output }: CommandContext, ticket: Ticket): 0 {
  output.result(ticket, lines(ticket));
  return exitCodes.ok;
}

function lines(ticket: Ticket): string[] {
  return table(Object.entries(ticket).map(([key, value]) => [key, readable(key, value)]));
}

/** Times as people write them; in JSON they stay UTC milliseconds. */
function readable(key: string, value: unknown): string {
  return key.endsWith('At') && typeof value === 'number' ? new Date(value).toISOString() : String(value);
}
