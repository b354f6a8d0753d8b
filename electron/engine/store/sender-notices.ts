import type { Database } from 'better-sqlite3';
import { one, run } from './statement.ts';

/** How many notices went to an address since `since` (UTC ms). Letter case makes no difference. */
export function countNotices(database: Database, address: string, since: number): number {
  const row = one<{ n: number }>(
    database,
    'SELECT count(*) AS n FROM sender_notices WHERE address = ? AND at > ?',
    address.toLowerCase(),
    since,
  );
  return row?.n ?? 0;
}

/** Remembers that the sender of an oversize message was told, and forgets what was before `since` (UTC ms). */
export function recordNotice(
  database: Database,
  messageId: number,
  address: string,
  at: number,
  since: number,
): void {
  run(database, 'UPDATE oversize SET sender_notified_at = ? WHERE message_id = ?', at, messageId);
  run(database, 'DELETE FROM sender_notices WHERE at <= ?', since);
  run(database, 'INSERT INTO sender_notices (address, at) VALUES (?, ?)', address.toLowerCase(), at);
}
