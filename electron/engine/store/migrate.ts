import type { Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import type { Migration } from './migrations/migration.ts';

/** What an upgrade did. */
export interface MigrationReport {
  readonly from: number;
  readonly to: number;
}

/**
 * Brings the schema up to the newest version: one transaction for each step, so that a crash leaves the
 * old or the new schema and never something between.
 *
 * @param beforeUpgrade called once before the first step on a database that already holds data
 * @throws MailroomError `store.newer` when a newer Mailroom has written this database; nothing is changed
 */
export function migrate(
  database: Database,
  steps: readonly Migration[],
  beforeUpgrade: (fromVersion: number) => void,
): MigrationReport {
  const from = database.pragma('user_version', { simple: true }) as number;
  const newest = steps.at(-1)?.version ?? 0;
  if (from > newest) {
    throw new MailroomError('store.newer', 'store', { params: { found: from, known: newest } });
  }
  const pending = steps.filter((step) => step.version > from);
  if (pending.length > 0 && from > 0) beforeUpgrade(from);
  for (const step of pending) {
    database.transaction(() => {
      database.exec(step.up);
      database.pragma(`user_version = ${step.version}`);
    })();
  }
  return { from, to: newest };
}
