import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import { storeFailure } from '../failures.ts';
import { openForReading } from './database.ts';
import { concernsIndex } from './verify-index.ts';
import { checkFile } from './verify.ts';

/** Pages copied between two turns of the event loop: 1.6 MB. */
const PAGES_AT_ONCE = 100;

export interface BackupOptions {
  readonly sqliteBinding?: string | undefined;
  /** Told now and then; both in pages. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Writes a whole copy of a database while it goes on being used, by this process or another one, and checks the copy.
 * The copy is one file, and has its name only when it is complete and sound. The state is that of the moment the
 * copy began.
 *
 * @throws MailroomError `input.notFound`, `store.full`, `store.failed`, `store.corrupt`, `store.unwritable`
 */
export async function backUp(source: string, target: string, options: BackupOptions = {}): Promise<void> {
  const directory = path.dirname(path.resolve(target));
  if (!existsSync(directory)) {
    throw new MailroomError('store.unwritable', 'store', { params: { directory } });
  }
  const unfinished = `${target}.unfinished`;
  rmSync(unfinished, { force: true });
  const database = openForReading(source, options);
  try {
    await copy(database, unfinished, options.onProgress);
    finish(unfinished, options);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw storeFailure(error, { directory });
  } finally {
    database.close();
  }
}

async function copy(
  database: Database,
  target: string,
  onProgress: BackupOptions['onProgress'],
): Promise<void> {
  // Holding a snapshot: without it SQLite begins anew whenever somebody else writes meanwhile.
  database.exec('BEGIN');
  database.prepare('SELECT count(*) FROM sqlite_schema').get();
  try {
    await database.backup(target, {
      progress({ totalPages, remainingPages }) {
        onProgress?.(totalPages - remainingPages, totalPages);
        return PAGES_AT_ONCE;
      },
    });
  } finally {
    database.exec('COMMIT');
  }
}

/** One file without a log beside it, and sound; a damaged search index can be made anew from it. */
function finish(file: string, { sqliteBinding }: BackupOptions): void {
  const database = new SQLite(file, {
    ...(sqliteBinding === undefined ? {} : { nativeBinding: sqliteBinding }),
  });
  try {
    database.pragma('journal_mode = DELETE');
    checkFile(database, (finding) => {
      if (concernsIndex(finding)) return;
      throw new MailroomError('store.corrupt', 'store', { detail: finding });
    });
  } finally {
    database.close();
  }
}
