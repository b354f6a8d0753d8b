import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { backUp } from '../../../electron/engine/store/backup.ts';
import { runArchiveJob } from '../../../electron/engine/store/archive-job.ts';
import {
  databaseFile,
  openDatabase,
  openForReading,
  type Database,
} from '../../../electron/engine/store/database.ts';
import { inTransaction } from '../../../electron/engine/store/transaction.ts';
import { verifyArchive } from '../../../electron/engine/store/verify.ts';
import { importedMessage } from '../../support/archive.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { temporaryDatabase } from '../../support/store.ts';

const worker = new URL('../../../electron/engine/store/archive-worker.ts', import.meta.url);

function filled(folder: string, count: number, bytes = 20_000): Database {
  const database = temporaryDatabase(folder);
  inTransaction(database, () => {
    for (let index = 0; index < count; index++) importedMessage(database, randomBytes(bytes));
  });
  return database;
}

function messagesIn(file: string): number {
  const database = openForReading(file, {});
  const result = verifyArchive(database);
  database.close();
  expect(result.problems).toEqual([]);
  return result.messages;
}

describe('a backup', () => {
  it('is one sound file that can take the place of the original', async () => {
    const folder = temporaryFolder();
    filled(folder, 30);
    const target = path.join(folder, 'elsewhere', 'copy.db');
    mkdirSync(path.dirname(target));
    const told: [number, number][] = [];
    await backUp(databaseFile(folder), target, { onProgress: (...pages) => told.push(pages) });
    expect(readdirSync(path.dirname(target))).toEqual(['copy.db']);
    expect(told.length).toBeGreaterThan(0);
    expect(messagesIn(target)).toBe(30);

    const restored = temporaryFolder();
    writeFileSync(databaseFile(restored), readFileSync(target));
    const database = openDatabase(restored);
    importedMessage(database, 'goes on');
    database.close();
    expect(messagesIn(databaseFile(restored))).toBe(31);
  });

  it('holds the state of its beginning, however much is written meanwhile', async () => {
    const folder = temporaryFolder();
    const database = filled(folder, 400);
    const target = path.join(folder, 'copy.db');
    const writing = setInterval(() => importedMessage(database, randomBytes(20_000)), 0);
    let turns = 0;
    await backUp(databaseFile(folder), target, { onProgress: () => (turns += 1) });
    clearInterval(writing);
    expect(turns).toBeGreaterThan(3);
    expect(messagesIn(target)).toBe(400);
    expect(messagesIn(databaseFile(folder))).toBeGreaterThan(400);
  });

  it('leaves nothing behind when it fails', async () => {
    const folder = temporaryFolder();
    const database = filled(folder, 20);
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.close();
    const file = databaseFile(folder);
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 10 * 16_384, 11 * 16_384);
    writeFileSync(file, bytes);
    const target = path.join(folder, 'copy.db');
    await expect(backUp(file, target)).rejects.toMatchObject({ code: 'store.corrupt' });
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual([]);
    const missing = path.join(folder, 'no', 'copy.db');
    await expect(backUp(file, missing)).rejects.toMatchObject({
      code: 'store.unwritable',
      params: { directory: path.dirname(missing) },
    });
  });
});

describe('in a thread of its own', () => {
  it('the archive is verified and copied', async () => {
    const folder = temporaryFolder();
    filled(folder, 15);
    const file = databaseFile(folder);
    const target = path.join(folder, 'copy.db');
    const job = { file, sqliteBinding: undefined };
    expect(await runArchiveJob(worker, job)).toMatchObject({ ok: true, messages: 15 });
    await runArchiveJob(worker, { ...job, copyTo: target });
    expect(messagesIn(target)).toBe(15);
  });

  it('what goes wrong comes back with its code', async () => {
    const file = path.join(temporaryFolder(), 'mailroom.db');
    const job = runArchiveJob(worker, { file, sqliteBinding: undefined });
    await expect(job).rejects.toMatchObject({ code: 'input.notFound' });
  });
});
