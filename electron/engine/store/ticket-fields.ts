import type { Database } from 'better-sqlite3';
import type { Ticket, TicketPriority } from '../../../shared/domain/ticket.ts';
import { flag, one, orNull, run } from './statement.ts';
import { changeTicket, HAS_UNREAD } from './tickets.ts';

/** What a rule can give a ticket; what is left out stays as it is. */
export interface TicketFields {
  readonly typeId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly ownerId?: string | undefined;
  readonly priority?: TicketPriority | undefined;
  readonly status?: Ticket['status'] | undefined;
}

/** A ticket as far as incoming mail is concerned. */
export interface TicketState {
  readonly id: number;
  readonly number: string;
  readonly status: Ticket['status'];
  /** Mail came that nobody has read. */
  readonly unread: boolean;
}

/** Ticket numbers are found without regard to letter case. */
export function findTicketState(database: Database, number: string): TicketState | undefined {
  const row = one<Omit<TicketState, 'unread'> & { readonly unread: number }>(
    database,
    'SELECT id, number, status, unread FROM tickets WHERE number = ? COLLATE NOCASE',
    number,
  );
  return row === undefined ? undefined : { ...row, unread: row.unread === 1 };
}

/** Gives a ticket what a rule says. A type, group or user that is deleted since counts as left out. */
export function setTicketFields(database: Database, id: number, fields: TicketFields, at: number): void {
  const existing = (
    table: 'ticket_types' | 'groups' | 'users',
    name: string | undefined,
  ): string | undefined =>
    one<{ id: string }>(database, `SELECT id FROM ${table} WHERE id = ?`, orNull(name))?.id;
  const { typeId, groupId, ownerId, ...others } = fields;
  const place = {
    typeId: existing('ticket_types', typeId),
    groupId: existing('groups', groupId),
    ownerId: existing('users', ownerId),
  };
  changeTicket(database, id, { ...others, ...place }, at);
}

export function setReporter(database: Database, id: number, contactId: string): void {
  run(database, 'UPDATE tickets SET reporter_id = ? WHERE id = ?', contactId, id);
}

/**
 * Notes that a message came for a ticket. It stays in the state it has, unless it is to be reopened (S34). Mail that a
 * person read while it waited for its contact flags nothing: nobody would take the flag off again. A ticket that is reopened
 * is flagged if any of its mail is unread.
 */
export function noteArrival(
  database: Database,
  id: number,
  messageId: number,
  reopen: boolean,
  at: number,
): void {
  run(
    database,
    `UPDATE tickets SET unread = CASE WHEN ? AND status = 'completed' THEN ${HAS_UNREAD}
         ELSE max(unread, (SELECT 1 - read FROM messages WHERE id = ?)) END, updated_at = ?,
       status = CASE WHEN ? AND status = 'completed' THEN 'processing' ELSE status END WHERE id = ?`,
    flag(reopen),
    messageId,
    at,
    flag(reopen),
    id,
  );
}

/** Takes the flag off the ticket of a message when none of its mail is unread any more. */
export function settleUnread(database: Database, messageId: number): void {
  run(
    database,
    `UPDATE tickets SET unread = 0 WHERE unread = 1 AND id = (SELECT ticket_id FROM messages WHERE id = ?)
       AND NOT ${HAS_UNREAD}`,
    messageId,
  );
}

/** The same for a ticket that a message was taken from. */
export function settleUnreadTicket(database: Database, id: number): void {
  run(database, `UPDATE tickets SET unread = 0 WHERE unread = 1 AND id = ? AND NOT ${HAS_UNREAD}`, id);
}

/** Flags a ticket that was given mail which nobody has read; its state stays (S34). */
export function flagUnread(database: Database, id: number): void {
  run(database, `UPDATE tickets SET unread = 1 WHERE id = ? AND ${HAS_UNREAD}`, id);
}

/** All mail of a ticket counts as read. */
export function markTicketRead(database: Database, id: number): void {
  run(database, 'UPDATE messages SET read = 1 WHERE ticket_id = ? AND read = 0', id);
  run(database, 'UPDATE tickets SET unread = 0 WHERE id = ?', id);
}
