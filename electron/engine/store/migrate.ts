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
 * old or the new schema and never something between. Foreign keys rest meanwhile, or making a table anew
 * would delete what refers to it (https://sqlite.org/lang_altertable.html section 7); each step ends with a
 * check that every reference holds.
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
  const keys = database.pragma('foreign_keys', { simple: true }) as number;
  // Without effect inside a transaction, hence out here.
  database.pragma('foreign_keys = OFF');
  try {
    for (const step of pending) apply(database, step);
  } finally {
    database.pragma(`foreign_keys = ${keys}`);
  }
  return { from, to: versionOf(database) };
}

function apply(database: Database, step: Migration): void {
  database.transaction(() => {
    database.exec(step.up);
    const broken = database.pragma('foreign_key_check') as unknown[];
    if (broken.length > 0) {
      throw new MailroomError('store.corrupt', 'store', {
        detail: `step ${step.version} (${step.name}) leaves ${broken.length} references without target`,
      });
    }
    database.pragma(`user_version = ${step.version}`);
  })();
}
