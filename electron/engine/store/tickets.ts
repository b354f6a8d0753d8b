import type { Database } from 'better-sqlite3';
import type { Ticket } from '../../../shared/domain/ticket.ts';
import { all, insert, one, run } from './statement.ts';

export interface StoredTicket {
  readonly id: number;
  readonly number: string;
}

/** Creates a ticket; `numberOf` turns the row's number into the ticket reference. */
export function insertTicket(
  database: Database,
  title: string,
  at: number,
  numberOf: (id: number) => string,
): StoredTicket {
  const id = insert(
    database,
    `INSERT INTO tickets (number, title, status, created_at, updated_at) VALUES (?, ?, 'new', ?, ?)`,
    // Replaced below, in the caller's transaction: the reference is made from the row's own number.
    '',
    title,
    at,
    at,
  );
  const number = numberOf(id);
  run(database, 'UPDATE tickets SET number = ? WHERE id = ?', number, id);
  return { id, number };
}

/** Ticket references are matched without regard to case. */
export function findTicket(database: Database, number: string): StoredTicket | undefined {
  return one<StoredTicket>(database, 'SELECT id, number FROM tickets WHERE number = upper(?)', number);
}

export function touchTicket(database: Database, id: number, at: number): void {
  run(database, 'UPDATE tickets SET updated_at = ? WHERE id = ?', at, id);
}

/** Newest first. */
export function listTickets(database: Database): Ticket[] {
  return all<{
    number: string;
    title: string;
    status: Ticket['status'];
    created_at: number;
    updated_at: number;
    messages: number;
    type_id: string | null;
    type: string | null;
    group_id: string | null;
    group_name: string | null;
    owner_id: string | null;
    owner: string | null;
    priority: Ticket['priority'] & string;
    reporter_id: string | null;
    reporter: string | null;
    unread: number;
    completed_at: number | null;
  }>(
    database,
    `SELECT number, title, status, created_at, updated_at, type_id, group_id, owner_id, priority,
       reporter_id, unread, completed_at,
       (SELECT name FROM users WHERE users.id = owner_id) AS owner,
       (SELECT name FROM contacts WHERE contacts.id = reporter_id) AS reporter,
       (SELECT name FROM ticket_types WHERE ticket_types.id = type_id) AS type,
       (SELECT name FROM groups WHERE groups.id = group_id) AS group_name,
       (SELECT count(*) FROM messages WHERE ticket_id = tickets.id) AS messages
     FROM tickets ORDER BY id DESC`,
  ).map((row) => ({
    number: row.number,
    title: row.title,
    status: row.status,
    ...(row.type_id === null ? {} : { typeId: row.type_id, type: row.type ?? '' }),
    ...(row.group_id === null ? {} : { groupId: row.group_id, group: row.group_name ?? '' }),
    ...(row.owner_id === null ? {} : { ownerId: row.owner_id, owner: row.owner ?? '' }),
    priority: row.priority,
    ...(row.reporter_id === null ? {} : { reporterId: row.reporter_id, reporter: row.reporter ?? '' }),
    unread: row.unread === 1,
    ...(row.completed_at === null ? {} : { completedAt: row.completed_at }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    messages: row.messages,
  }));
}

export function ticketCount(database: Database): number {
  return (
    one<{ n: number }>(database, `SELECT count(*) AS n FROM tickets WHERE status <> 'completed'`)?.n ?? 0
  );
}
