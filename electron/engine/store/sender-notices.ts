import type { Database } from 'better-sqlite3';
import { recallTimes } from './recall-times.ts';
import { one, run } from './statement.ts';

/** What automatic mail is for: an answer to a sender, mail sent on, word to a user. */
export type NoticeKind = 'answer' | 'forward' | 'notify';

/** Takes notices of the future for those of now: the clock was set back, and nobody is to be held back until it has caught up. */
export function recallNotices(database: Database, now: number): void {
  recallTimes(database, { table: 'sender_notices', column: 'at' }, { now, latest: now });
}

/** How many notices of a kind went to an address since `since` (UTC ms). Letter case makes no difference. */
export function countNotices(
  database: Database,
  address: string,
  since: number,
  kind: NoticeKind = 'answer',
): number {
  const row = one<{ n: number }>(
    database,
    'SELECT count(*) AS n FROM sender_notices WHERE address = ? AND at > ? AND kind = ?',
    address.toLowerCase(),
    since,
    kind,
  );
  return row?.n ?? 0;
}

/** Remembers that automatic mail went to an address, and forgets what was before `since` (UTC ms). */
export function countNotice(
  database: Database,
  address: string,
  at: number,
  since: number,
  kind: NoticeKind = 'answer',
): void {
  run(database, 'DELETE FROM sender_notices WHERE at <= ?', since);
  run(
    database,
    'INSERT INTO sender_notices (address, at, kind) VALUES (?, ?, ?)',
    address.toLowerCase(),
    at,
    kind,
  );
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
  countNotice(database, address, at, since);
}
