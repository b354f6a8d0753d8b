import { renameSync, rmSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { storeFailure } from '../failures.ts';

/**
 * Writes a whole copy of the database while it goes on being used. The file has its name only when it is
 * complete.
 *
 * @throws MailroomError `store.full`, `store.failed`, `store.unwritable`
 */
export async function backUp(database: Database, file: string): Promise<void> {
  const unfinished = `${file}.unfinished`;
  rmSync(unfinished, { force: true });
  try {
    await database.backup(unfinished);
    renameSync(unfinished, file);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw storeFailure(error, { directory: file });
  }
}
