import type { Database } from 'better-sqlite3';
import { trailEntrySchema, type TrailEntry } from '../../../shared/domain/message.ts';
import { all, run } from './statement.ts';

/** Notes what happened to a message. */
export function addTrail(
  database: Database,
  messageId: number,
  at: number,
  event: TrailEntry['event'],
  params: TrailEntry['params'] = {},
): void {
  run(
    database,
    'INSERT INTO trail (message_id, at, event, params) VALUES (?, ?, ?, ?)',
    messageId,
    at,
    event,
    JSON.stringify(params),
  );
}

/** What happened to a message, oldest first. */
export function readTrail(database: Database, messageId: number): TrailEntry[] {
  return all<{ at: number; event: string; params: string }>(
    database,
    'SELECT at, event, params FROM trail WHERE message_id = ? ORDER BY id',
    messageId,
  ).map((row) => trailEntrySchema.parse({ at: row.at, event: row.event, params: JSON.parse(row.params) }));
}
