import type { Database } from 'better-sqlite3';
import { one } from './statement.ts';

export type DirectoryTable = 'ticket_types' | 'groups' | 'users';

/** Whether a ticket type, group or user is there. */
export function directoryEntryExists(database: Database, table: DirectoryTable, id: string): boolean {
  return one(database, `SELECT 1 FROM ${table} WHERE id = ?`, id) !== undefined;
}
