import type { Ticket } from '../../../shared/domain/ticket.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { unexpected } from '../failures.ts';
import { canBeContact, makeContact } from '../rules/make-contact.ts';
import { findContactByAddress } from '../store/contacts.ts';
import { bringBack, deleteForGood, moveToDeleted } from '../store/deleted-messages.ts';
import { releaseHeld, settleHeld } from '../store/held-messages.ts';
import { findMessage, moveToArchive, moveToInbox, setTicket, type StoredMessage } from '../store/messages.ts';
import {
  findTicketState,
  flagUnread,
  setReporter,
  settleUnreadTicket,
  type TicketState,
} from '../store/ticket-fields.ts';
import { deleteIfEmpty, insertTicket, readTicket, touchTicket } from '../store/tickets.ts';
import { inTransaction } from '../store/transaction.ts';
import { addTrail } from '../store/trail.ts';
import { titleOf } from '../tickets/title.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type DeskChannel = Extract<
  EngineChannel,
  | 'messages.createTicket'
  | 'messages.assignTicket'
  | 'messages.unassign'
  | 'messages.remove'
  | 'messages.restore'
  | 'messages.purge'
>;

/** What a person does with mail by hand, many messages at once: all of it or nothing. */
export function deskHandlers(parts: Parts): HandlersOf<DeskChannel> {
  const { database, events, clock } = parts;

  function required(id: number): StoredMessage {
    const message = findMessage(database, id);
    if (message === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return message;
  }

  /** The messages in order of arrival, each once. */
  function chosen(ids: readonly number[]): StoredMessage[] {
    return [...new Set(ids)].toSorted((one, other) => one - other).map(required);
  }

  /** Those that can get a ticket. */
  function filable(ids: readonly number[]): StoredMessage[] {
    const messages = chosen(ids);
    const deleted = messages.find(({ folder }) => folder === 'deleted');
    if (deleted !== undefined) throw refused(deleted.id, 'was deleted');
    return messages;
  }

  function told(): void {
    events.emit('messages.changed', { added: 0 });
    events.emit('tickets.changed', {});
  }

  function read(id: number): Ticket {
    const ticket = readTicket(database, id);
    if (ticket === undefined) throw new MailroomError('store.failed', 'store');
    return ticket;
  }

  /** Gives messages a ticket and puts them away. Whoever does it by hand knows of the ticket: nobody is told. */
  function file(messages: readonly StoredMessage[], ticket: TicketState, isNew: boolean, now: number): void {
    for (const [index, { id, ticketId }] of messages.entries()) {
      setTicket(database, id, ticket.id);
      if (ticketId !== undefined && ticketId !== ticket.id) settleUnreadTicket(database, ticketId);
      if (isNew && index === 0) addTrail(database, id, now, 'ticketCreated', { ticket: ticket.number });
      else addTrail(database, id, now, 'ticketAssigned', { ticket: ticket.number, by: 'person' });
      if (moveToArchive(database, id)) addTrail(database, id, now, 'archived');
    }
    flagUnread(database, ticket.id);
    touchTicket(database, ticket.id, now);
  }

  /** The contact who wrote the oldest message, made if that is wanted; `released`: its other mail goes to the rules. */
  function reporterOf(
    { id, from }: StoredMessage,
    create: boolean,
    now: number,
  ): { readonly id: string; readonly isNew: boolean } | undefined {
    const known = findContactByAddress(database, from.address);
    if (known !== undefined) return { id: known.id, isNew: false };
    if (!create || !canBeContact(from)) return undefined;
    const made = makeContact(database, from);
    addTrail(database, id, now, 'contactCreated', { name: made.name });
    return { id: made.id, isNew: true };
  }

  function processOthers(): void {
    parts.processor.drain().catch((error: unknown) => {
      parts.logger.error('processing stopped', { reason: unexpected(error).code });
    });
  }

  return {
    async 'messages.createTicket'({ ids, title, createContact, ...place }) {
      const now = clock.now();
      const { ticketId, newContact } = inTransaction(database, () => {
        const messages = filable(ids);
        const [oldest] = messages;
        if (oldest === undefined) throw new MailroomError('input.invalid', 'input', { field: 'ids' });
        const created = insertTicket(database, title ?? titleOf(oldest), now, place);
        file(messages, { ...created, status: 'new', unread: false }, true, now);
        const reporter = reporterOf(oldest, createContact, now);
        if (reporter !== undefined) setReporter(database, created.id, reporter.id);
        if (reporter?.isNew === true) {
          for (const message of messages) if (sameAddress(message, oldest)) settleHeld(database, message.id);
          releaseHeld(database, oldest.from.address);
        }
        return { ticketId: created.id, newContact: reporter?.isNew === true };
      });
      if (newContact) {
        events.emit('directory.changed', {});
        processOthers();
      }
      told();
      return read(ticketId);
    },

    async 'messages.assignTicket'({ ids, ticket: number }) {
      const now = clock.now();
      const ticket = findTicketState(database, number);
      if (ticket === undefined)
        throw new MailroomError('input.notFound', 'input', { field: 'ticket', params: { name: number } });
      inTransaction(database, () => {
        const messages = filable(ids).filter(({ ticketId }) => ticketId !== ticket.id);
        file(messages, ticket, false, now);
        if (ticket.status === 'completed')
          for (const { id } of messages)
            addTrail(database, id, now, 'ticketFlagged', { ticket: ticket.number });
      });
      told();
      return read(ticket.id);
    },

    async 'messages.unassign'({ ids, removeTicket }) {
      const now = clock.now();
      const removed = inTransaction(database, () => {
        const left = new Set<number>();
        for (const { id, ticketId, ticket } of filable(ids)) {
          if (ticketId === undefined || ticket === undefined) continue;
          left.add(ticketId);
          setTicket(database, id, null);
          addTrail(database, id, now, 'unassigned', { ticket });
          if (moveToInbox(database, id)) addTrail(database, id, now, 'putBack');
        }
        return [...left].flatMap((ticketId) => {
          settleUnreadTicket(database, ticketId);
          return removeTicket ? (deleteIfEmpty(database, ticketId) ?? []) : [];
        });
      });
      told();
      return { removed };
    },

    async 'messages.remove'({ ids }) {
      const now = clock.now();
      inTransaction(database, () => {
        for (const { id, ticketId } of chosen(ids)) {
          if (moveToDeleted(database, id)) addTrail(database, id, now, 'deleted');
          if (ticketId !== undefined) settleUnreadTicket(database, ticketId);
        }
      });
      told();
      return {};
    },

    async 'messages.restore'({ ids }) {
      const now = clock.now();
      inTransaction(database, () => {
        for (const { id, ticketId } of chosen(ids)) {
          if (!bringBack(database, id)) continue;
          addTrail(database, id, now, 'restored');
          if (ticketId !== undefined) flagUnread(database, ticketId);
        }
      });
      told();
      return {};
    },

    async 'messages.purge'({ ids }) {
      const purged = inTransaction(
        database,
        () =>
          chosen(ids).filter(({ id, folder }) => {
            if (folder !== 'deleted') throw refused(id, 'was not deleted before');
            return deleteForGood(database, id);
          }).length,
      );
      told();
      return { purged };
    },
  };
}

function sameAddress(one: StoredMessage, other: StoredMessage): boolean {
  return one.from.address.toLowerCase() === other.from.address.toLowerCase();
}

function refused(id: number, why: string): MailroomError {
  return new MailroomError('input.invalid', 'input', {
    field: 'ids',
    params: { name: id },
    detail: `message ${id} ${why}`,
  });
}
