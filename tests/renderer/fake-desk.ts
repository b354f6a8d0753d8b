import type { TicketNote } from '../../shared/domain/conversation.ts';
import type { Folder, MessageDetail, TrailEntry } from '../../shared/domain/message.ts';
import type { Ticket, TicketFilter } from '../../shared/domain/ticket.ts';
import { MailroomError } from '../../shared/errors.ts';
import type { Channel } from '../../shared/ipc/channels.ts';
import type { RequestOf, ResponseOf } from '../../shared/ipc/contract.ts';
import type { SendingState } from './fake-sending.ts';

/** The part of the fake engine where people work: moving mail, and tickets. */

export interface DeskState {
  messages: MessageDetail[];
  notes: (TicketNote & { readonly ticket: string })[];
  /** Where deleted messages were. */
  deletedFrom: Map<number, Folder>;
}

type DeskChannel =
  | Extract<Channel, `tickets.${string}`>
  | 'messages.archive'
  | 'messages.putBack'
  | 'messages.createTicket'
  | 'messages.assignTicket'
  | 'messages.unassign'
  | 'messages.remove'
  | 'messages.restore'
  | 'messages.purge';
type DeskHandlers = {
  [C in DeskChannel]: (request: RequestOf<C>) => ResponseOf<C> | Promise<ResponseOf<C>>;
};

interface Tools {
  readonly touch: (ids: readonly number[], change: Partial<MessageDetail>) => void;
  readonly told: (event: 'tickets.changed') => void;
}

function missing(name: string): never {
  throw new MailroomError('input.notFound', 'input', { params: { name } });
}

const inboxState = ({ reason }: MessageDetail): MessageDetail['state'] => {
  if (reason === undefined || reason.code.startsWith('rule.')) return 'new';
  return reason.code === 'message.tooLarge' ? 'oversize' : 'quarantined';
};

export function deskHandlers(state: DeskState & SendingState, tools: Tools): DeskHandlers {
  const stored = (id: number): MessageDetail =>
    state.messages.find((item) => item.id === id) ?? missing(String(id));
  const ticketOf = (number: string): Ticket =>
    state.tickets.find((item) => item.number === number.toUpperCase()) ?? missing(number);
  const mailOf = (number: string): MessageDetail[] =>
    state.messages.filter((item) => item.ticket === number && item.folder !== 'deleted');

  const change = (id: number, patch: Partial<MessageDetail>, event: TrailEntry['event'], ticket?: string) => {
    const params = ticket === undefined ? {} : { ticket };
    tools.touch([id], { ...patch, trail: [...stored(id).trail, { at: Date.now(), event, params }] });
  };

  const named = (ticket: Ticket): Ticket => {
    const { type: _type, group: _group, owner: _owner, ...rest } = ticket;
    const type = state.types.find(({ id }) => id === ticket.typeId)?.name;
    const group = state.groups.find(({ id }) => id === ticket.groupId)?.name;
    const owner = state.users.find(({ id }) => id === ticket.ownerId)?.name;
    return {
      ...rest,
      ...(type === undefined ? {} : { type }),
      ...(group === undefined ? {} : { group }),
      ...(owner === undefined ? {} : { owner }),
    };
  };

  const replaced = (ticket: Ticket): Ticket => {
    const numbers = state.tickets.map(({ number }) => number);
    state.tickets = numbers.includes(ticket.number)
      ? state.tickets.map((item) => (item.number === ticket.number ? ticket : item))
      : [ticket, ...state.tickets];
    tools.told('tickets.changed');
    return named(ticket);
  };

  const created = (input: RequestOf<'tickets.create'>): Ticket => {
    const number = `T-${String(state.tickets.length + 127).padStart(6, '0')}`;
    const at = Date.now();
    return { ...input, number, status: 'new', createdAt: at, updatedAt: at, messages: 0 };
  };

  const file = (ids: readonly number[], ticket: Ticket, event: TrailEntry['event']): Ticket => {
    for (const id of ids)
      change(id, { ticket: ticket.number, folder: 'archive', state: 'archived' }, event, ticket.number);
    const unread = mailOf(ticket.number).some((item) => !item.read);
    return replaced({ ...ticket, messages: mailOf(ticket.number).length, unread, updatedAt: Date.now() });
  };

  return {
    'messages.archive': ({ ids }) => {
      for (const id of ids)
        if (stored(id).folder === 'inbox') change(id, { folder: 'archive', state: 'archived' }, 'archived');
      return {};
    },
    'messages.putBack': ({ ids }) => {
      for (const id of ids) change(id, { folder: 'inbox', state: inboxState(stored(id)) }, 'putBack');
      return {};
    },
    'messages.createTicket': ({ ids, title, createContact: _contact, ...place }) => {
      const oldest = stored(Math.min(...ids));
      const name = title ?? (oldest.subject.trim() === '' ? oldest.from.address : oldest.subject);
      return file(ids, created({ ...place, title: name }), 'ticketCreated');
    },
    'messages.assignTicket': ({ ids, ticket }) => file(ids, ticketOf(ticket), 'ticketAssigned'),
    'messages.unassign': ({ ids, removeTicket }) => {
      const left = new Set<string>();
      for (const id of ids) {
        const { ticket, ...rest } = stored(id);
        if (ticket === undefined) continue;
        left.add(ticket);
        state.messages = state.messages.map((item) => (item.id === id ? rest : item));
        change(id, { folder: 'inbox', state: inboxState(rest) }, 'unassigned', ticket);
      }
      const removed = removeTicket ? [...left].filter((number) => mailOf(number).length === 0) : [];
      state.tickets = state.tickets
        .filter(({ number }) => !removed.includes(number))
        .map((item) => (left.has(item.number) ? { ...item, messages: mailOf(item.number).length } : item));
      tools.told('tickets.changed');
      return { removed };
    },
    'messages.remove': ({ ids }) => {
      for (const id of ids) {
        const { folder } = stored(id);
        if (folder === 'deleted') continue;
        state.deletedFrom.set(id, folder);
        change(id, { folder: 'deleted', state: 'deleted' }, 'deleted');
      }
      return {};
    },
    'messages.restore': ({ ids }) => {
      for (const id of ids) {
        const message = stored(id);
        if (message.folder !== 'deleted') continue;
        const folder = state.deletedFrom.get(id) ?? 'inbox';
        change(id, { folder, state: folder === 'inbox' ? inboxState(message) : 'archived' }, 'restored');
      }
      return {};
    },
    'messages.purge': ({ ids }) => {
      for (const id of ids)
        if (stored(id).folder !== 'deleted') throw new MailroomError('input.invalid', 'input');
      state.messages = state.messages.filter(({ id }) => !ids.includes(id));
      tools.touch([], {});
      return { purged: ids.length };
    },

    'tickets.list': ({ after, limit, ...filter }) => {
      const fitting = state.tickets.map(named).filter((ticket) => fits(ticket, filter));
      const from = after ?? 0;
      const of = (status: Ticket['status']) => state.tickets.filter((item) => item.status === status).length;
      return {
        items: fitting.slice(from, from + limit),
        ...(fitting.length > from + limit ? { next: from + limit } : {}),
        counts: {
          new: of('new'),
          processing: of('processing'),
          completed: of('completed'),
          unread: state.tickets.filter(({ unread }) => unread === true).length,
        },
      };
    },
    'tickets.get': ({ number }) => {
      const ticket = named(ticketOf(number));
      const received = mailOf(ticket.number).map((item) => ({
        kind: 'received' as const,
        id: item.id,
        at: item.receivedAt,
        from: item.from,
        subject: item.subject,
        snippet: item.snippet,
        attachments: item.attachments,
        read: item.read,
        folder: item.folder,
      }));
      const sent = state.outbox
        .filter((item) => item.ticket === ticket.number)
        .map((item) => ({
          kind: 'sent' as const,
          id: item.id,
          at: item.createdAt,
          from: item.from,
          to: item.to,
          subject: item.subject,
          state: item.state,
          automatic: item.automatic,
        }));
      const notes = state.notes
        .filter((note) => note.ticket === ticket.number)
        .map(({ ticket: _ticket, ...note }) => note);
      return { ticket, conversation: [...received, ...sent, ...notes].sort((one, two) => one.at - two.at) };
    },
    'tickets.create': (input) => replaced(created(input)),
    'tickets.update': ({ number, change: wanted }) => {
      const after: Record<string, unknown> = { ...ticketOf(number), updatedAt: Date.now() };
      for (const [name, value] of Object.entries(wanted)) {
        if (value === null) delete after[name];
        else if (value !== undefined) after[name] = value;
      }
      const { completedAt, ...ticket } = after as unknown as Ticket;
      return replaced(
        ticket.status === 'completed'
          ? { ...ticket, completedAt: completedAt ?? Date.now(), unread: false }
          : ticket,
      );
    },
    'tickets.addNote': ({ number, text }) => {
      const note = { kind: 'note' as const, id: state.notes.length + 1, at: Date.now(), text };
      state.notes.push({ ...note, ticket: ticketOf(number).number });
      tools.told('tickets.changed');
      return note;
    },
    'tickets.markRead': ({ number }) => {
      const ticket = ticketOf(number);
      tools.touch(
        mailOf(ticket.number).map(({ id }) => id),
        { read: true },
      );
      return replaced({ ...ticket, unread: false });
    },
  };
}

function fits(
  ticket: Ticket,
  { status, typeId, groupId, ownerId, unread, text = '' }: TicketFilter,
): boolean {
  const is = (wanted: string | null | undefined, value: string | undefined): boolean =>
    wanted === undefined || (wanted ?? undefined) === value;
  const searched = `${ticket.number} ${ticket.title} ${ticket.reporter ?? ''}`.toLowerCase();
  return (
    (status === undefined ||
      (status === 'open' ? ticket.status !== 'completed' : ticket.status === status)) &&
    is(typeId, ticket.typeId) &&
    is(groupId, ticket.groupId) &&
    is(ownerId, ticket.ownerId) &&
    (unread !== true || ticket.unread === true) &&
    searched.includes(text.toLowerCase())
  );
}
