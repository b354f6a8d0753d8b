import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import { storeFailure } from '../failures.ts';
import { checkRuntime } from './runtime.ts';

/** Proof of being the only engine on a data directory. */
export interface DirectoryLock {
  release(): void;
}

/** Referred to from here, because the garbage collector closes a database that nobody refers to, and its lock goes. */
const held = new Set<SQLite.Database>();

/**
 * Takes the data directory for this process.
 *
 * The lock is an exclusive transaction on a database of its own, held as long as the engine lives. The
 * operating system drops it with the process, however it dies: a dead owner's lock needs no clean-up and
 * can't be mistaken for a live one, unlike a process number in a file, which may be given out again.
 *
 * @throws MailroomError `engine.inUse` when another engine holds it, with its process number as `pid`
 */
export function lockDirectory(directory: string, sqliteBinding: string | undefined): DirectoryLock {
  checkRuntime(sqliteBinding);
  const file = path.join(directory, 'engine.lock');
  const owner = path.join(directory, 'engine.owner');
  const database = new SQLite(file, {
    timeout: 0,
    ...(sqliteBinding === undefined ? {} : { nativeBinding: sqliteBinding }),
  });
  try {
    // Nothing is ever written to it; a journal would take room that a full disk does not have.
    database.pragma('journal_mode = MEMORY');
    database.pragma('locking_mode = EXCLUSIVE');
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (!isBusy(error)) throw storeFailure(error, { directory });
    throw new MailroomError('engine.inUse', 'store', {
      params: { directory, pid: readOwner(owner) },
      cause: error,
    });
  }
  held.add(database);
  noteOwner(owner);
  return {
    release() {
      held.delete(database);
      database.close();
    },
  };
}

function isBusy(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** For the words of who finds the directory in use. On a full disk there may be no room for it. */
function noteOwner(file: string): void {
  try {
    writeFileSync(file, String(process.pid));
  } catch {
    // The lock holds without it.
  }
}

function readOwner(file: string): string {
  try {
    return readFileSync(file, 'utf8') || '?';
  } catch {
    return '?';
  }
}
