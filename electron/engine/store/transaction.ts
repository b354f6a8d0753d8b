import type { Database } from 'better-sqlite3';

/** All or nothing. The action must be synchronous; transactions inside it become part of it. */
export function inTransaction<T>(database: Database, action: () => T): T {
  return database.transaction(action)();
}
