import type { Database } from 'better-sqlite3';
import { one } from './statement.ts';

/** Long threads repeat the same few tickets: their newest messages tell. */
const MAX_LOOKED_UP = 50;

/**
 * The ticket of the first of these messages that has one: mail of the outbox, or mail that came in before `beforeId`.
 *
 * @param messageIds with brackets, the nearest first
 * @returns the ticket's reference
 */
export function ticketOfThread(
  database: Database,
  messageIds: readonly string[],
  beforeId: number,
): string | undefined {
  for (const messageId of new Set(messageIds.slice(0, MAX_LOOKED_UP))) {
    // Ours first: whoever got a mail of ours knows its Message-ID, and could draw the answers of others to a ticket of theirs.
    const found =
      one<{ number: string }>(
        database,
        'SELECT number FROM outbox JOIN tickets ON tickets.id = outbox.ticket_id WHERE outbox.message_id = ?',
        messageId,
      ) ??
      one<{ number: string }>(
        database,
        `SELECT number FROM messages JOIN tickets ON tickets.id = messages.ticket_id
         WHERE messages.message_id = ? AND messages.id < ? ORDER BY messages.id DESC LIMIT 1`,
        messageId,
        beforeId,
      );
    if (found !== undefined) return found.number;
  }
  return undefined;
}
