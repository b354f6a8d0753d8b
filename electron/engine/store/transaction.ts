import type { Database } from 'better-sqlite3';

/**
 * All or nothing. The action must be synchronous; transactions inside it become part of it.
 *
 * It takes the right to write at once: the importer writes from a thread of its own, and a transaction that
 * began by reading would fail instead of waiting for it (SQLITE_BUSY_SNAPSHOT).
 */
export function inTransaction<T>(database: Database, action: () => T): T {
  return database.transaction(action).immediate();
}
