import { randomBytes } from 'node:crypto';
import { copyFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { saveIncomingAccount } from '../../../electron/engine/store/incoming-accounts.ts';
import {
  databaseFile,
  openDatabase,
  openForReading,
  type Database,
} from '../../../electron/engine/store/database.ts';
import { moveToArchive, setAside } from '../../../electron/engine/store/messages.ts';
import { closeReceipt } from '../../../electron/engine/store/receipts.ts';
import {
  backlogIds,
  emptyIndex,
  indexBacklog,
  indexMessages,
} from '../../../electron/engine/store/search-index.ts';
import { inTransaction } from '../../../electron/engine/store/transaction.ts';
import { verifyArchive } from '../../../electron/engine/store/verify.ts';
import type { ArchiveVerification } from '../../../shared/domain/verification.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { importedMessage } from '../../support/archive.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { incomingAccount, storedMessage } from '../../support/store.ts';

/** A closed database with 60 messages, some archived, one over the limit. */
function archive(): { folder: string; file: string; ids: number[] } {
  const folder = temporaryFolder();
  const database = openDatabase(folder);
  saveIncomingAccount(database, incomingAccount());
  const ids = inTransaction(database, () =>
    Array.from({ length: 60 }, (_, index) =>
      importedMessage(database, Buffer.concat([Buffer.from(`mail ${index} `), randomBytes(5000)])),
    ),
  );
  inTransaction(database, () => {
    for (const id of ids.slice(0, 20)) moveToArchive(database, id);
    database.exec("UPDATE messages SET from_address = 'anna@example.com'");
    indexMessages(
      database,
      ids.map((id) => ({ id, text: `mail ${id}` })),
    );
    for (const id of ids.slice(0, 50)) closeReceipt(database, id, 'removed', 2000);
  });
  const placeholder = storedMessage(database, { state: 'oversize', processed: true });
  const reason = new MailroomError('message.tooLarge', 'fetch').toPlain();
  setAside(database, placeholder, 'oversize', reason);
  database.close();
  return { folder, file: databaseFile(folder), ids };
}

/** Changes a copy of the file as no program of ours would. */
function damaged(change: (database: Database) => void): ArchiveVerification {
  const { file } = archive();
  const raw = new SQLite(file);
  raw.pragma('foreign_keys = OFF');
  change(raw);
  raw.close();
  return verify(file);
}

function verify(file: string): ArchiveVerification {
  const database = openForReading(file, {});
  try {
    return verifyArchive(database);
  } finally {
    database.close();
  }
}

const kinds = (result: ArchiveVerification): string[] => [
  ...new Set(result.problems.map(({ kind }) => kind)),
];

describe('an archive in order', () => {
  it('has no problems, and says how much there is', () => {
    const { file } = archive();
    const before = readFileSync(file);
    expect(verify(file)).toEqual({
      ok: true,
      messages: 61,
      bytes: expect.closeTo(60 * 5007, -3),
      removalPending: 10,
      notIndexed: 1,
      ms: expect.any(Number),
      problems: [],
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('may be an empty one', () => {
    const folder = temporaryFolder();
    openDatabase(folder).close();
    expect(verify(databaseFile(folder))).toMatchObject({ ok: true, messages: 0, bytes: 0 });
  });

  it('expects no removal where mail is kept on the server on purpose', () => {
    const folder = temporaryFolder();
    const database = openDatabase(folder);
    saveIncomingAccount(database, incomingAccount({ afterRetrieval: 'keep' }));
    importedMessage(database, 'a');
    database.close();
    expect(verify(databaseFile(folder)).removalPending).toBe(0);
  });

  it('is read while somebody writes to it', () => {
    const { folder, file } = archive();
    const writer = openDatabase(folder);
    writer.exec('BEGIN IMMEDIATE');
    importedMessage(writer, 'not yet committed');
    expect(verify(file)).toMatchObject({ ok: true, messages: 61 });
    writer.exec('COMMIT');
    expect(verify(file)).toMatchObject({ ok: true, messages: 62 });
    writer.close();
  });
});

describe('damage is found', () => {
  it('when one byte of a source is another one', () => {
    const { file, ids } = archive();
    const bytes = readFileSync(file);
    const at = bytes.indexOf('mail 7 ') + 500;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(file, bytes);
    expect(verify(file).problems).toMatchObject([{ kind: 'digest', messageId: ids[7] }]);
  });

  it('when a source is shorter than its receipt says', () => {
    const result = damaged((raw) =>
      raw.exec('UPDATE raw_sources SET source = substr(source, 1, 100) WHERE message_id = 3'),
    );
    expect(result.problems).toMatchObject([
      { kind: 'digest', messageId: 3, detail: expect.stringContaining('100 bytes') },
    ]);
  });

  it('when a message lost its source or its receipt', () => {
    const lost = damaged((raw) => raw.exec('DELETE FROM raw_sources WHERE message_id = 3'));
    expect(lost.problems).toMatchObject([{ kind: 'missingSource', messageId: 3 }]);
    const unproven = damaged((raw) => raw.exec('DELETE FROM receipts WHERE message_id = 3'));
    expect(unproven.problems).toMatchObject([{ kind: 'noReceipt', messageId: 3 }]);
  });

  it('when rows point to a message that is gone', () => {
    const result = damaged((raw) => {
      raw.exec('DROP TRIGGER count_delete');
      raw.exec('DELETE FROM messages WHERE id = 30');
    });
    expect(kinds(result)).toEqual(['reference', 'counts']);
    expect(result.problems[0]?.detail).toMatch(/-> messages/);
  });

  it('when the counts shown are wrong or gone', () => {
    const wrong = damaged((raw) =>
      raw.exec("UPDATE folder_counts SET unread = unread + 1 WHERE folder = 'archive'"),
    );
    expect(wrong.problems).toEqual([
      { kind: 'counts', detail: 'archive: 20 messages (20 unread), shown as 20 (21 unread)' },
    ]);
    expect(kinds(damaged((raw) => raw.exec('DELETE FROM folder_counts')))).toEqual(['counts']);
  });

  it('when a message is said to have been removed before it was committed', () => {
    const result = damaged((raw) => raw.exec('UPDATE receipts SET removed_at = 1 WHERE message_id = 4'));
    expect(result.problems).toMatchObject([{ kind: 'noReceipt', messageId: 4 }]);
  });

  it('when the search index lacks a message, or has one that is gone', () => {
    const lacking = damaged((raw) => raw.exec('DELETE FROM message_search WHERE rowid = 3'));
    expect(lacking.problems).toMatchObject([{ kind: 'index', messageId: 3 }]);
    const surplus = damaged((raw) => {
      raw.exec('DROP TRIGGER search_delete');
      raw.exec('DELETE FROM receipts WHERE message_id = 30; DELETE FROM raw_sources WHERE message_id = 30');
      raw.exec('DELETE FROM messages WHERE id = 30');
    });
    expect(surplus.problems).toMatchObject([
      { kind: 'index', detail: expect.stringContaining('message 30') },
    ]);
  });

  it('when the search index is damaged, which can be mended', () => {
    for (const damage of [
      'DELETE FROM message_search_data WHERE id > 10',
      "UPDATE message_search_data SET block = x'ff00ff' WHERE id > 10",
      "UPDATE message_search_data SET block = x'ff00ff' WHERE id = 10",
      'DELETE FROM message_search_data',
    ]) {
      const { file, folder } = archive();
      const raw = new SQLite(file);
      raw.unsafeMode(true);
      raw.exec(damage);
      raw.close();
      expect(kinds(verify(file)), damage).toEqual(['index']);
      const database = openDatabase(folder);
      emptyIndex(database);
      indexBacklog(
        database,
        backlogIds(database, 100).map((id) => ({ id, text: 'zange' })),
      );
      database.close();
      expect(verify(file), damage).toMatchObject({ ok: true, notIndexed: 0 });
    }
  });

  it('when an index no longer fits its table', () => {
    const { file } = archive();
    const raw = new SQLite(file);
    raw.unsafeMode(true);
    raw.pragma('writable_schema = ON');
    raw.exec("DELETE FROM sqlite_schema WHERE name = 'receipts_by_message'");
    raw.exec('CREATE INDEX elsewhere ON receipts (message_id)');
    raw.exec(
      "UPDATE sqlite_schema SET sql = 'CREATE INDEX elsewhere ON receipts (committed_at)' WHERE name = 'elsewhere'",
    );
    raw.close();
    expect(kinds(verify(file))).toEqual(['file']);
  });

  it('when whole pages are overwritten, and the rest is checked all the same', () => {
    const { file } = archive();
    const bytes = readFileSync(file);
    const at = bytes.indexOf('mail 31 ');
    bytes.fill(0xa5, at - (at % 16_384), at - (at % 16_384) + 16_384);
    writeFileSync(file, bytes);
    const result = verify(file);
    expect(result.ok).toBe(false);
    expect(kinds(result)).toContain('file');
    expect(result.bytes).toBeGreaterThan(100_000);
  });

  it('when the file is cut', () => {
    const { folder, file } = archive();
    truncateSync(file, statSync(file).size - 40_000);
    expect(() => {
      if (!verify(file).ok) throw new MailroomError('store.corrupt', 'store');
    }).toThrow(expect.objectContaining({ code: 'store.corrupt' }));
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'store.corrupt' }));
  });

  it('when the file is empty: it is never silently begun anew', () => {
    const { folder, file } = archive();
    truncateSync(file, 0);
    const corrupt = expect.objectContaining({ code: 'store.corrupt' });
    expect(() => verify(file)).toThrow(corrupt);
    expect(() => openDatabase(folder)).toThrow(corrupt);
    expect(statSync(file).size).toBe(0);
  });

  it('and no more of it is told than a person can read', () => {
    const { file } = archive();
    const raw = new SQLite(file);
    const row = `account_id, account_name, folder, state, read, processed, message_id, in_reply_to, reference_ids,
      from_name, from_address, recipients, subject, snippet, date, received_at, size_bytes, attachment_count,
      images_as_attachments, ticket_id, reason`;
    for (let round = 0; round < 5; round++) {
      raw.exec(`INSERT INTO messages (${row}) SELECT ${row} FROM messages WHERE state <> 'oversize'`);
    }
    raw.close();
    const result = verify(file);
    expect(result.messages).toBeGreaterThan(1500);
    expect(result.problems).toHaveLength(1000);
  });
});

describe('opening for reading', () => {
  it('says that there is nothing, and makes nothing', () => {
    const file = path.join(temporaryFolder(), 'mailroom.db');
    expect(() => openForReading(file, {})).toThrow(expect.objectContaining({ code: 'input.notFound' }));
    expect(() => statSync(file)).toThrow('ENOENT');
  });

  it('refuses a newer version and cannot write', () => {
    const { file } = archive();
    const newer = `${file}.newer`;
    copyFileSync(file, newer);
    const raw = new SQLite(newer);
    raw.pragma('user_version = 999');
    raw.close();
    expect(() => openForReading(newer, {})).toThrow(expect.objectContaining({ code: 'store.newer' }));
    const database = openForReading(file, {});
    expect(() => database.exec('DELETE FROM messages')).toThrow(/readonly/);
    database.close();
  });
});
