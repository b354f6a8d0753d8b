import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { hookEvents, type Hook, type HookOverview } from '../../../shared/domain/hook.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { nameKey } from './name-key.ts';
import { all, flag, one, run } from './statement.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  readonly active: number;
  readonly events: string;
  readonly include_source: number;
}

function fromRow(row: Row): Hook {
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    active: row.active === 1,
    events: z.array(z.enum(hookEvents)).parse(JSON.parse(row.events)),
    includeSource: row.include_source === 1,
  };
}

/** All receivers by name, with what waits for them and what they never got. */
export function listHooks(database: Database): Omit<HookOverview, 'hasSecret'>[] {
  return all<Row & { waiting: number; failed: number }>(
    database,
    `SELECT hooks.*,
       (SELECT count(*) FROM hook_deliveries WHERE hook_id = hooks.id AND state = 'waiting') AS waiting,
       (SELECT count(*) FROM hook_deliveries WHERE hook_id = hooks.id AND state = 'failed') AS failed
     FROM hooks ORDER BY name_key`,
  ).map((row) => ({ hook: fromRow(row), waiting: row.waiting, failed: row.failed }));
}

export function findHook(database: Database, id: string): Hook | undefined {
  const row = one<Row>(database, 'SELECT * FROM hooks WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(row);
}

/** Inserts or replaces. @throws MailroomError `input.nameTaken` */
export function saveHook(database: Database, { id, name, url, active, events, includeSource }: Hook): void {
  if (one(database, 'SELECT 1 FROM hooks WHERE name_key = ? AND id <> ?', nameKey(name), id) !== undefined)
    throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name } });
  run(
    database,
    `INSERT INTO hooks (id, name, name_key, url, active, events, include_source) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, url = excluded.url,
       active = excluded.active, events = excluded.events, include_source = excluded.include_source`,
    id,
    name,
    nameKey(name),
    url,
    flag(active),
    JSON.stringify(events),
    flag(includeSource),
  );
}

/** What waits for it goes too. */
export function deleteHook(database: Database, id: string): void {
  run(database, 'DELETE FROM hooks WHERE id = ?', id);
}
