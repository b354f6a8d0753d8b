import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import SQLite, { type Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import { storeFailure } from '../failures.ts';
import { migrate, refuseNewer } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import { checkRuntime } from './runtime.ts';

export type { Database } from 'better-sqlite3';

const FILE_NAME = 'mailroom.db';
/** 16 kB pages: blobs of mail are 2.4 times faster to write than with SQLite's default of 4 kB. */
const PAGE_SIZE = 16_384;

export interface OpenOptions {
  readonly sqliteBinding?: string | undefined;
  /**
   * On a disk too full for the file that connections share, opens the database for this connection alone: it can be
   * read, and written as far as there is room. {@link isAlone} tells whether that happened.
   */
  readonly mayBeAlone?: boolean;
  /** For tests of the upgrade path. */
  readonly steps?: readonly Migration[];
}

/** Where the database of a data directory lies. */
export function databaseFile(dataDirectory: string): string {
  return path.join(dataDirectory, FILE_NAME);
}

/**
 * Creates the data directory if it is missing.
 *
 * @throws MailroomError `store.unwritable` naming the directory
 */
export function prepareDirectory(dataDirectory: string): void {
  try {
    mkdirSync(dataDirectory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new MailroomError('store.unwritable', 'store', {
      params: { directory: dataDirectory },
      detail: (error as Error).message,
      cause: error,
    });
  }
}

/**
 * Opens the database of a data directory, creating or upgrading it.
 *
 * Before an upgrade a copy named `mailroom.db.before-v<version>` is written beside it. A new database gets its name
 * when it has its schema: an empty file is therefore never a new one, but one that lost its contents, and is refused.
 *
 * @throws MailroomError `store.newer`, `store.corrupt`, `store.unwritable`
 */
export function openDatabase(dataDirectory: string, options: OpenOptions = {}): Database {
  checkRuntime(options.sqliteBinding);
  const file = databaseFile(dataDirectory);
  try {
    if (!existsSync(file)) create(file, options);
    else if (statSync(file).size === 0) throw emptied(file);
    return open(file, options);
  } catch (error) {
    throw storeFailure(error, { directory: dataDirectory });
  }
}

/**
 * Opens a database only to read it, beside whoever works with it. It may be of an older version.
 *
 * @throws MailroomError `input.notFound`, `store.newer`, `store.corrupt`, `store.unwritable`
 */
export function openForReading(
  file: string,
  { sqliteBinding }: Pick<OpenOptions, 'sqliteBinding'>,
): Database {
  checkRuntime(sqliteBinding);
  if (!existsSync(file)) throw new MailroomError('input.notFound', 'input', { params: { name: file } });
  let database: Database | undefined;
  try {
    if (statSync(file).size === 0) throw emptied(file);
    database = new SQLite(file, {
      readonly: true,
      timeout: 5000,
      ...(sqliteBinding === undefined ? {} : { nativeBinding: sqliteBinding }),
    });
    refuseNewer(database, migrations);
    return database;
  } catch (error) {
    database?.close();
    throw storeFailure(error, { directory: path.dirname(file) });
  }
}

function create(file: string, options: OpenOptions): void {
  const unfinished = `${file}.new`;
  // What a crash left of an earlier try.
  for (const part of [unfinished, `${unfinished}-wal`, `${unfinished}-shm`]) rmSync(part, { force: true });
  open(unfinished, options).close();
  renameSync(unfinished, file);
}

/** Whether no other connection can use the database beside this one. */
export function isAlone(database: Database): boolean {
  return database.pragma('locking_mode', { simple: true }) === 'exclusive';
}

function open(file: string, options: OpenOptions): Database {
  try {
    return connect(file, options, 'NORMAL');
  } catch (error) {
    if (options.mayBeAlone !== true || storeFailure(error).code !== 'store.full') throw error;
    return connect(file, options, 'EXCLUSIVE');
  }
}

function connect(file: string, options: OpenOptions, lockingMode: 'NORMAL' | 'EXCLUSIVE'): Database {
  const database = new SQLite(file, {
    timeout: 5000,
    ...(options.sqliteBinding === undefined ? {} : { nativeBinding: options.sqliteBinding }),
  });
  try {
    // Before anything is read: alone, SQLite keeps in memory what it would share in a file (sqlite.org/wal.html, 8).
    database.pragma(`locking_mode = ${lockingMode}`);
    const steps = options.steps ?? migrations;
    // Before anything is set: a newer version's file stays as it is.
    refuseNewer(database, steps);
    configure(database);
    migrate(database, steps, (version) => copyBefore(database, file, version));
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function emptied(file: string): MailroomError {
  return new MailroomError('store.corrupt', 'store', { detail: `${path.basename(file)} is empty` });
}

function configure(database: Database): void {
  // Only takes effect on a new file, and must come before WAL.
  database.pragma(`page_size = ${PAGE_SIZE}`);
  database.pragma('journal_mode = WAL');
  // better-sqlite3 is built with NORMAL for WAL: a commit could vanish in a power cut after the message
  // was removed from the server.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  // What SQLite puts aside during a statement would lie as plain mail in the system's temp folder.
  database.pragma('temp_store = MEMORY');
}

function copyBefore(database: Database, file: string, version: number): void {
  const copy = `${file}.before-v${version}`;
  const unfinished = `${copy}.new`;
  // What a crash left of an earlier copy must not pass for a whole one.
  rmSync(unfinished, { force: true });
  database.prepare('VACUUM INTO ?').run(unfinished);
  renameSync(unfinished, copy);
}
