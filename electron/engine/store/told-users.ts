import type { Database } from 'better-sqlite3';
import { one, run } from './statement.ts';

/** Whether a user has heard of a ticket since it has unread mail (S35). Addresses in any letter case. */
export function wasTold(database: Database, ticketId: number, address: string): boolean {
  const key = address.toLowerCase();
  return (
    one(database, 'SELECT 1 FROM told_users WHERE ticket_id = ? AND address = ?', ticketId, key) !== undefined
  );
}

/** Notes that a user hears of a ticket, until all of its mail is read. Of one that is read by now nothing is noted. */
export function noteTold(database: Database, ticketId: number, address: string): void {
  run(
    database,
    'INSERT OR IGNORE INTO told_users SELECT id, ? FROM tickets WHERE id = ? AND unread = 1',
    address.toLowerCase(),
    ticketId,
  );
}
