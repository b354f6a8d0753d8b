import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { databaseFile, openDatabase, prepareDirectory } from '../../../electron/engine/store/database.ts';
import {
  listIncomingAccounts,
  saveIncomingAccount,
} from '../../../electron/engine/store/incoming-accounts.ts';
import { migrations } from '../../../electron/engine/store/migrations/index.ts';
import type { Migration } from '../../../electron/engine/store/migrations/migration.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { incomingAccount, temporaryDatabase } from '../../support/store.ts';

const newest = migrations.at(-1)?.version ?? 0;
const nextStep: Migration = {
  version: newest + 1,
  name: 'one more',
  up: "CREATE TABLE more (text TEXT NOT NULL) STRICT; INSERT INTO more VALUES ('there');",
};
const failingStep: Migration = {
  version: newest + 1,
  name: 'breaks off',
  up: "CREATE TABLE half (text TEXT) STRICT; INSERT INTO half VALUES ('a'); INSERT INTO nowhere VALUES (1);",
};

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

describe('opening', () => {
  it('makes the newest schema from nothing and opens it again without a change', () => {
    const folder = temporaryFolder();
    const first = openDatabase(folder);
    saveIncomingAccount(first, incomingAccount());
    const schema = first.prepare('SELECT sql FROM sqlite_schema ORDER BY name').all();
    expect(first.pragma('user_version', { simple: true })).toBe(newest);
    first.close();

    const second = temporaryDatabase(folder);
    expect(second.prepare('SELECT sql FROM sqlite_schema ORDER BY name').all()).toEqual(schema);
    expect(listIncomingAccounts(second)).toEqual([incomingAccount()]);
    expect(existsSync(`${databaseFile(folder)}.before-v${newest}`)).toBe(false);
  });

  it('has the pragmas in force that the promises rest on', () => {
    const database = temporaryDatabase();
    const pragma = (name: string): unknown => database.pragma(name, { simple: true });
    expect({
      page: pragma('page_size'),
      journal: pragma('journal_mode'),
      synchronous: pragma('synchronous'),
      foreignKeys: pragma('foreign_keys'),
      temporary: pragma('temp_store'),
    }).toEqual({ page: 16_384, journal: 'wal', synchronous: 2, foreignKeys: 1, temporary: 2 });
  });

  it('keeps them in force on a database that exists already', () => {
    const folder = temporaryFolder();
    openDatabase(folder).close();
    const database = temporaryDatabase(folder);
    expect(database.pragma('synchronous', { simple: true })).toBe(2);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
  });

  it('has strict tables only', () => {
    const loose = temporaryDatabase()
      .prepare(
        `SELECT name FROM pragma_table_list WHERE type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'`,
      )
      .all();
    expect(loose).toEqual([]);
  });

  it('enforces foreign keys', () => {
    const database = temporaryDatabase();
    const orphan = database.prepare("INSERT INTO raw_sources (message_id, source) VALUES (7, x'00')");
    expect(() => orphan.run()).toThrow(/FOREIGN KEY/);
  });

  it.each(['wal', 'delete'])('refuses a newer database and leaves it as it is (%s)', (mode) => {
    const folder = temporaryFolder();
    const newer = new SQLite(databaseFile(folder));
    newer.pragma(`journal_mode = ${mode}`);
    newer.exec('CREATE TABLE future (x)');
    newer.pragma(`user_version = ${newest + 1}`);
    newer.close();
    const before = digest(databaseFile(folder));
    expect(() => openDatabase(folder)).toThrow(
      expect.objectContaining({ code: 'store.newer', params: { found: newest + 1, known: newest } }),
    );
    expect(digest(databaseFile(folder))).toBe(before);
  });

  it('says so when the file is no database', () => {
    const folder = temporaryFolder();
    writeFileSync(databaseFile(folder), 'this is not a database, and it is longer than a header'.repeat(40));
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'store.corrupt' }));
  });

  it('says so when the directory cannot be made', () => {
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, 'file'), '');
    expect(() => prepareDirectory(path.join(folder, 'file', 'data'))).toThrow(
      expect.objectContaining({ code: 'store.unwritable' }),
    );
  });

  it('makes a directory that only its owner can enter', () => {
    const folder = path.join(temporaryFolder(), 'data');
    prepareDirectory(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
  });
});

describe('upgrading', () => {
  function filled(): string {
    const folder = temporaryFolder();
    const database = openDatabase(folder);
    saveIncomingAccount(database, incomingAccount({ name: 'Before' }));
    database.close();
    return folder;
  }

  it('copies the database before it changes it', () => {
    const folder = filled();
    const upgraded = openDatabase(folder, { steps: [...migrations, nextStep] });
    expect(upgraded.prepare('SELECT text FROM more').pluck().get()).toBe('there');
    expect(upgraded.pragma('user_version', { simple: true })).toBe(newest + 1);
    expect(listIncomingAccounts(upgraded)[0]?.name).toBe('Before');
    upgraded.close();

    const copy = new SQLite(`${databaseFile(folder)}.before-v${newest}`, { readonly: true });
    expect(copy.pragma('user_version', { simple: true })).toBe(newest);
    expect(copy.prepare('SELECT name FROM incoming_accounts').pluck().all()).toEqual(['Before']);
    copy.close();
  });

  it('does not take the remains of an interrupted copy for a copy', () => {
    const folder = filled();
    const copyFile = `${databaseFile(folder)}.before-v${newest}`;
    writeFileSync(copyFile, 'half a copy');
    writeFileSync(`${copyFile}.new`, 'half another');
    openDatabase(folder, { steps: [...migrations, nextStep] }).close();
    const copy = new SQLite(copyFile, { readonly: true });
    expect(copy.prepare('SELECT name FROM incoming_accounts').pluck().all()).toEqual(['Before']);
    copy.close();
  });

  it('leaves the old version when a step breaks off', () => {
    const folder = filled();
    expect(() => openDatabase(folder, { steps: [...migrations, failingStep] })).toThrow(
      expect.objectContaining({ stage: 'store' }),
    );
    const database = temporaryDatabase(folder);
    expect(database.pragma('user_version', { simple: true })).toBe(newest);
    expect(database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined();
    expect(listIncomingAccounts(database)[0]?.name).toBe('Before');
  });

  it('takes all steps on a new file without a copy', () => {
    const folder = temporaryFolder();
    const database = openDatabase(folder, { steps: [...migrations, nextStep] });
    expect(database.pragma('user_version', { simple: true })).toBe(newest + 1);
    database.close();
    expect(existsSync(`${databaseFile(folder)}.before-v0`)).toBe(false);
  });

  it('numbers its steps without gaps', () => {
    expect(migrations.map((step) => step.version)).toEqual(migrations.map((_, index) => index + 1));
  });
});
