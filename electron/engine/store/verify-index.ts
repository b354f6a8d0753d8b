import type { Database } from 'better-sqlite3';
import { foldText } from '../search/fold.ts';
import { all, one } from './statement.ts';

const PAGE = 500;

/** Whether a finding of SQLite's check is about the search index, which can be made anew: no mail is in danger. */
export function concernsIndex(finding: string): boolean {
  return finding.includes('message_search');
}

/** From version 4 of the schema on. */
export function hasIndex(database: Database): boolean {
  return one(database, `SELECT 1 FROM sqlite_schema WHERE name = 'message_search'`) !== undefined;
}

/**
 * Checks that the search index has every processed message and no other, and finds what it has.
 *
 * @param most so many findings of a kind are enough
 */
export function checkIndex(
  database: Database,
  most: number,
  tell: (finding: string, messageId?: number) => void,
): void {
  // The rows of the index, without asking the index itself, whose answers may be wrong.
  const missing = all<{ id: number }>(
    database,
    `SELECT id FROM messages WHERE processed = 1 AND id NOT IN (SELECT id FROM message_search_docsize)
       AND id NOT IN (SELECT message_id FROM search_backlog) ORDER BY id LIMIT ?`,
    most,
  );
  for (const { id } of missing) tell('the search index lacks it', id);
  const surplus = all<{ id: number }>(
    database,
    'SELECT id FROM message_search_docsize WHERE id NOT IN (SELECT id FROM messages) ORDER BY id LIMIT ?',
    most,
  );
  for (const { id } of surplus) tell(`the search index has message ${id}, which is gone`);
  // Its own check can't know what the index should hold. Every message must be found by its sender.
  for (const { id, from_address: address } of indexedMessages(database)) {
    const found = one(
      database,
      'SELECT 1 FROM message_search WHERE message_search MATCH ? AND rowid = ?',
      `sender : "${foldText(address).replaceAll('"', '""')}"`,
      id,
    );
    if (found === undefined) tell('the search index does not find it by its sender', id);
  }
}

function* indexedMessages(database: Database): Generator<{ id: number; from_address: string }> {
  for (let after = 0; ;) {
    const page = all<{ id: number; from_address: string }>(
      database,
      `SELECT id, from_address FROM messages WHERE id > ? AND processed = 1 AND from_address GLOB '*[a-zA-Z0-9]*'
         AND id IN (SELECT id FROM message_search_docsize) AND id NOT IN (SELECT message_id FROM search_backlog)
         ORDER BY id LIMIT ?`,
      after,
      PAGE,
    );
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}
