import type { Database } from 'better-sqlite3';
import type { TicketMessage } from '../../../shared/domain/ticket-message.ts';
import { all } from './statement.ts';

/** The mail of a ticket in both directions, oldest first. */
export function ticketMessages(database: Database, ticketId: number): TicketMessage[] {
  const incoming = all<{ id: number; at: number; from: string; subject: string; read: number }>(
    database,
    'SELECT id, received_at AS at, from_address AS "from", subject, read FROM messages WHERE ticket_id = ?',
    ticketId,
  ).map((row): TicketMessage => ({ ...row, direction: 'incoming', read: row.read === 1 }));
  const outgoing = all<{ id: string; at: number; from: string; subject: string; state: string }>(
    database,
    'SELECT id, created_at AS at, sender AS "from", subject, state FROM outbox WHERE ticket_id = ?',
    ticketId,
  ).map((row): TicketMessage => ({ ...row, direction: 'outgoing' }));
  return [...incoming, ...outgoing].sort((one, other) => one.at - other.at);
}
