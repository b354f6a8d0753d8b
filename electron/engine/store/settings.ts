import type { Database } from 'better-sqlite3';
import { all, run } from './statement.ts';

/** Every stored setting as text. */
export function readSettings(database: Database): ReadonlyMap<string, string> {
  const rows = all<{ key: string; value: string }>(database, 'SELECT key, value FROM settings');
  return new Map(rows.map((row) => [row.key, row.value]));
}

export function writeSetting(database: Database, key: string, value: string): void {
  run(
    database,
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    key,
    value,
  );
}
