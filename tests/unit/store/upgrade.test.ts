// From older schema versions to the newest: nothing is lost, whatever happens meanwhile.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import SQLite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { databaseFile, openDatabase } from '../../../electron/engine/store/database.ts';
import {
  findIncomingAccount,
  listIncomingAccounts,
} from '../../../electron/engine/store/incoming-accounts.ts';
import { migrations } from '../../../electron/engine/store/migrations/index.ts';
import { readDue } from '../../../electron/engine/store/outbox-delivery.ts';
import {
  listOutbox,
  outboxCounts,
  outboxHistory,
  readOutboxSource,
} from '../../../electron/engine/store/outbox.ts';
import { outboxEntrySchema } from '../../../shared/domain/outbound.ts';
import { lastDelivery } from '../../../electron/engine/store/outgoing-states.ts';
import { oversizeOf } from '../../../electron/engine/store/oversize.ts';
import { listOutgoingAccounts } from '../../../electron/engine/store/outgoing-accounts.ts';
import { insertReceipt, receiptOfMessage } from '../../../electron/engine/store/receipts.ts';
import { activeRules } from '../../../electron/engine/store/rules.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { storedMessage } from '../../support/store.ts';
import { makeVersion1, version1Contents } from '../../support/version-1.ts';

/** How often the upgrade is killed. Longer runs set more. */
const KILLS = Number(process.env['MAILROOM_TEST_UPGRADE_KILLS'] ?? 15);
const child = fileURLToPath(new URL('../../support/upgrade-child.ts', import.meta.url));

const digest = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex');

function schemaOf(file: string): unknown {
  const database = new SQLite(file, { readonly: true });
  const schema = database.prepare('SELECT type, name, sql FROM sqlite_schema ORDER BY name').all();
  database.close();
  return schema;
}

function versionOf(file: string): number {
  const database = new SQLite(file, { readonly: true });
  const version = database.pragma('user_version', { simple: true }) as number;
  expect(database.pragma('integrity_check', { simple: true })).toBe('ok');
  database.close();
  return version;
}

describe('an upgrade from version 1', () => {
  it('keeps the outbox, its history, and what is known about recipients and accounts', () => {
    const folder = temporaryFolder();
    makeVersion1(folder, 2);
    openDatabase(folder, { steps: migrations.slice(0, 2) }).close();
    const before = version1Contents(databaseFile(folder));
    const database = openDatabase(folder);
    expect(version1Contents(databaseFile(folder))).toEqual(before);
    expect(version1Contents(`${databaseFile(folder)}.before-v2`)).toEqual(before);

    const entries = listOutbox(database, { limit: 10, filter: 'all' });
    for (const entry of entries) outboxEntrySchema.parse(entry);
    expect(entries).toMatchObject([
      { id: 'o-3', state: 'failed', accountState: 'deleted', attempts: 0, to: ['d@example.com'] },
      { id: 'o-4', state: 'partlyRefused' },
      {
        id: 'o-2',
        state: 'deferred',
        attempts: 2,
        nextAttempt: 900,
        lastReply: '451 b',
        error: { code: 'send.temporary' },
        to: ['b@example.com', 'c@example.com'],
      },
      { id: 'o-1', state: 'sent', attempts: 1, sentAt: 1, lastReply: '250 ok' },
    ]);
    expect(outboxCounts(database)).toEqual({ all: 4, waiting: 1, problems: 2, done: 1 });
    expect(outboxHistory(database, 'o-1').recipients).toMatchObject([{ kind: 'to', state: 'accepted' }]);
    expect(outboxHistory(database, 'o-2').recipients.map(({ state }) => state)).toEqual([
      'pending',
      'pending',
    ]);
    // Sent again, it goes to those alone who did not get it.
    expect(outboxHistory(database, 'o-4').recipients.map(({ state }) => state)).toEqual([
      'refused',
      'accepted',
      'refused',
    ]);
    expect(String(readOutboxSource(database, 'o-2'))).toBe('BB');
    // What went wrong with one message says nothing about the account.
    expect(lastDelivery(database, 'out-1')).toMatchObject({ sentAt: 1, error: undefined });
    // It goes on where it was: the deferred one is due in its time, its series goes on.
    expect(readDue(database, 2, 'out-1', 900)).toMatchObject({ seriesAt: 5, seriesAttempts: 2 });
    // Numbers are never given out again.
    database.exec("DELETE FROM outbox WHERE id = 'o-3'");
    const columns = database.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'").pluck().get();
    expect(columns).toBe(4);
    database.close();
  });

  it('gives no id of a deleted message or receipt to another one', () => {
    const folder = temporaryFolder();
    makeVersion1(folder, 3);
    const old = new SQLite(databaseFile(folder));
    old.pragma('foreign_keys = ON');
    old.exec('DELETE FROM messages');
    old.close();
    const database = openDatabase(folder);
    const id = storedMessage(database);
    const receipt = { accountId: 'in-1', mailbox: 'INBOX', validity: '1', serverKey: '1' };
    const times = { fetchedAt: 1, committedAt: 1 };
    const made = insertReceipt(database, { ...receipt, sizeBytes: 1, sha256: 'x', messageId: id, ...times });
    expect([id, made]).toEqual([4, 4]);
    database.close();
  });

  it('keeps every row of every table, with all that hangs on it', () => {
    const folder = temporaryFolder();
    makeVersion1(folder, 50);
    const file = databaseFile(folder);
    const before = version1Contents(file);
    const database = openDatabase(folder);
    expect(database.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(database.pragma('foreign_key_check')).toEqual([]);
    expect(version1Contents(file)).toEqual(before);
    expect(version1Contents(`${file}.before-v1`)).toEqual(before);

    expect(listIncomingAccounts(database)).toHaveLength(2);
    expect(findIncomingAccount(database, 'in-2')).toMatchObject({
      afterRetrieval: 'keep',
      caFile: '/ca.pem',
      firstContact: 'all',
      firstContactAt: 11,
      waiveNameCheck: false,
    });
    expect(listOutgoingAccounts(database)).toMatchObject([{ id: 'out-1', waiveNameCheck: false }]);
    expect(activeRules(database, 'in-1')).toHaveLength(1);
    expect(receiptOfMessage(database, 2)).toMatchObject({ removedAt: 3, outcome: 'removed' });
    expect(receiptOfMessage(database, 3)).not.toHaveProperty('outcome');
    expect(oversizeOf(database, 1)).toMatchObject({ decision: 'leave', senderNotifiedAt: undefined });

    // References work both ways: an account takes its rules along, never its mail.
    database.exec("DELETE FROM incoming_accounts WHERE id = 'in-1'");
    expect(database.prepare('SELECT account_id FROM rules').pluck().all()).toEqual(['in-2']);
    expect(database.prepare('SELECT count(*) FROM messages').pluck().get()).toBe(50);
    const orphan =
      "INSERT INTO rules (id, account_id, title, rank, active, conditions, actions) VALUES ('x', 'nobody', 't', 1, 1, '[]', '[]')";
    expect(() => database.exec(orphan)).toThrow(/FOREIGN KEY/);
    database.close();
  });

  it(
    'leaves the old or the new schema wherever it is killed, the same data, and a whole copy',
    async () => {
      const folder = temporaryFolder();
      makeVersion1(folder, 5000);
      const original = databaseFile(folder);
      const contents = digest(version1Contents(original));
      const undisturbed = await upgrade(folder, 'undisturbed', undefined);
      const newest = versionOf(undisturbed.file);
      const newSchema = digest(schemaOf(undisturbed.file));
      // Each step is a transaction of its own: a kill may leave the schema of any step, whole.
      const schemas = migrations.map((_, index) => schemaAfter(folder, index + 1));
      schemas.unshift('');
      expect(new Set(schemas).size).toBe(newest + 1);
      expect(schemas[newest]).toBe(newSchema);

      let span = undisturbed.ms;
      const outcomes = { killed: 0, old: 0, between: 0, new: 0 };
      for (let round = 0; round < KILLS; round++) {
        const { file, killed, ms } = await upgrade(folder, `round-${round}`, span * Math.random());
        if (killed) outcomes.killed += 1;
        // The machine became faster: later kills shall fall within an upgrade.
        else span = Math.min(span, ms);
        const version = versionOf(file);
        outcomes[version === 1 ? 'old' : version === newest ? 'new' : 'between'] += 1;
        expect(digest(schemaOf(file))).toBe(schemas[version]);
        expect(digest(version1Contents(file))).toBe(contents);
        const copy = `${file}.before-v1`;
        if (version > 1) expect(existsSync(copy)).toBe(true);
        if (existsSync(copy)) {
          expect(versionOf(copy)).toBe(1);
          expect(digest(version1Contents(copy))).toBe(contents);
        }
        // The next start goes on from there.
        openDatabase(path.dirname(file)).close();
        expect(digest(schemaOf(file))).toBe(newSchema);
        expect(digest(version1Contents(file))).toBe(contents);
        expect(versionOf(copy)).toBe(1);
      }
      console.log(`upgrade killed: ${JSON.stringify(outcomes)}, lost 0`);
      expect(outcomes.killed).toBeGreaterThanOrEqual(Math.floor(KILLS / 3));
    },
    30_000 + KILLS * 4000,
  );
});

/** The schema that the first steps leave. */
function schemaAfter(folder: string, steps: number): string {
  const target = path.join(folder, `after-${steps}`);
  mkdirSync(target);
  copyFileSync(databaseFile(folder), databaseFile(target));
  openDatabase(target, { steps: migrations.slice(0, steps) }).close();
  return digest(schemaOf(databaseFile(target)));
}

/** Upgrades a copy in a process of its own, killed `killAfter` ms after it began. */
async function upgrade(
  folder: string,
  name: string,
  killAfter: number | undefined,
): Promise<{ file: string; ms: number; killed: boolean }> {
  const target = path.join(folder, name);
  mkdirSync(target);
  copyFileSync(databaseFile(folder), databaseFile(target));
  const running = spawn(process.execPath, [child, target], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = new Promise<NodeJS.Signals | null>((resolve) =>
    running.once('close', (_code, signal) => resolve(signal)),
  );
  await new Promise((resolve) => running.stdout.once('data', resolve));
  const begun = performance.now();
  if (killAfter !== undefined) {
    await delay(killAfter);
    running.kill('SIGKILL');
  }
  const signal = await closed;
  return { file: databaseFile(target), ms: performance.now() - begun, killed: signal === 'SIGKILL' };
}
