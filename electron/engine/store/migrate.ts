import type { Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import type { Migration } from './migrations/migration.ts';

/** What an upgrade did. */
export interface MigrationReport {
  readonly from: number;
  readonly to: number;
}

/** @throws MailroomError `store.newer` when a newer Mailroom has written this database; nothing is changed */
export function refuseNewer(database: Database, steps: readonly Migration[]): void {
  const found = versionOf(database);
  const known = steps.at(-1)?.version ?? 0;
  if (found > known) throw new MailroomError('store.newer', 'store', { params: { found, known } });
}

function versionOf(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

/**
 * Brings the schema up to the newest version: one transaction for each step, so that a crash leaves the
 * old or the new schema and never something between.
 *
 * @param beforeUpgrade called once before the first step on a database that already holds data
 * @throws MailroomError `store.newer`
 */
export function migrate(
  database: Database,
  steps: readonly Migration[],
  beforeUpgrade: (fromVersion: number) => void,
): MigrationReport {
  refuseNewer(database, steps);
  const from = versionOf(database);
  const pending = steps.filter((step) => step.version > from);
  if (pending.length > 0 && from > 0) beforeUpgrade(from);
  for (const step of pending) {
    database.transaction(() => {
      database.exec(step.up);
      database.pragma(`user_version = ${step.version}`);
    })();
  }
  return { from, to: versionOf(database) };
}
