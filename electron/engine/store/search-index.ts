import type { Database } from 'better-sqlite3';
import { foldText, SEARCHED_CHARACTERS } from '../search/fold.ts';
import { all, one, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

/** A message and its plain text; empty where there is none. */
export interface IndexEntry {
  readonly id: number;
  readonly text: string;
}

interface Indexed {
  readonly from_name: string;
  readonly from_address: string;
  readonly recipients: string;
  readonly subject: string;
  readonly names: string | null;
}

/**
 * Puts messages into the index as they are stored now, or replaces what is there of them. Those that are gone are left
 * out. To be called once at the end of a transaction: every savepoint after it makes FTS5 write what it has gathered.
 */
export function indexMessages(database: Database, entries: readonly IndexEntry[]): void {
  for (const { id, text } of entries) {
    const row = one<Indexed>(
      database,
      `SELECT from_name, from_address, subject,
         (SELECT group_concat(value ->> 'name' || ' ' || (value ->> 'address'), ' ') FROM
           (SELECT value FROM json_each(recipients, '$.to') UNION ALL SELECT value FROM json_each(recipients, '$.cc')))
           AS recipients,
         (SELECT group_concat(name, ' ') FROM attachments WHERE message_id = messages.id) AS names
       FROM messages WHERE id = ?`,
      id,
    );
    if (row === undefined) continue;
    run(
      database,
      `INSERT OR REPLACE INTO message_search (rowid, sender, recipients, subject, body, attachments)
       VALUES (?, ?, ?, ?, ?, ?)`,
      id,
      foldText(`${row.from_name} ${row.from_address}`),
      foldText(row.recipients ?? ''),
      foldText(row.subject),
      foldText(text.slice(0, SEARCHED_CHARACTERS)),
      foldText(row.names ?? ''),
    );
    run(database, 'DELETE FROM search_backlog WHERE message_id = ?', id);
  }
}

/** The same for messages of the backlog, unless they came into the index meanwhile. */
export function indexBacklog(database: Database, entries: readonly IndexEntry[]): void {
  const waiting = entries.filter(
    ({ id }) => one(database, 'SELECT 1 FROM search_backlog WHERE message_id = ?', id) !== undefined,
  );
  indexMessages(database, waiting);
}

/** Messages that are still to come into the index, newest first. */
export function backlogIds(database: Database, limit: number): number[] {
  const rows = all<{ id: number }>(
    database,
    'SELECT message_id AS id FROM search_backlog ORDER BY message_id DESC LIMIT ?',
    limit,
  );
  return rows.map((row) => row.id);
}

/** How many are not in the index yet: older ones, and those that wait to be processed. */
export function notIndexedCount(database: Database): number {
  const row = one<{ n: number }>(
    database,
    `SELECT (SELECT count(*) FROM search_backlog) + (SELECT count(*) FROM messages WHERE processed = 0) AS n`,
  );
  return row?.n ?? 0;
}

/**
 * Performs what reads or writes the index. Should the index be damaged it is emptied, so that it is made anew in the
 * background, and the action is tried once more: no mail is in it, and receiving must not stop because of it.
 *
 * @param onDamage told when that happened
 */
export function mendingIndex<T>(database: Database, action: () => T, onDamage: () => void = () => {}): T {
  try {
    return action();
  } catch (error) {
    if (!emptyIfDamaged(database, error)) throw error;
    onDamage();
    return action();
  }
}

/** Empties the index if an error says that it is damaged. Returns whether it does. */
export function emptyIfDamaged(database: Database, error: unknown): boolean {
  if ((error as { code?: string }).code !== 'SQLITE_CORRUPT_VTAB') return false;
  emptyIndex(database);
  return true;
}

/** Empties the index, whatever state it is in; all messages are to come into it again. */
export function emptyIndex(database: Database): void {
  inTransaction(database, () => {
    run(database, `INSERT INTO message_search (message_search) VALUES ('delete-all')`);
    run(database, 'INSERT OR IGNORE INTO search_backlog SELECT id FROM messages WHERE processed = 1');
  });
}
