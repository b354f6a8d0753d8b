// Searching on the command line: mail from a real server, and mail that was there before the index.
import { mkdirSync } from 'node:fs';
import SQLite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { writeEnvelope } from '../../electron/engine/store/messages.ts';
import { databaseFile, openDatabase } from '../../electron/engine/store/database.ts';
import { migrations } from '../../electron/engine/store/migrations/index.ts';
import { inTransaction } from '../../electron/engine/store/transaction.ts';
import { parseIndex } from '../../electron/engine/mime/parse.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount } from '../support/accounts.ts';
import { importedMessage } from '../support/archive.ts';
import { createCli, ended, type Cli } from '../support/cli.ts';

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.stop());

function newCli(): Cli {
  const cli = createCli();
  onTestFinished(() => cli.remove());
  return cli;
}

interface Found {
  readonly total: number;
  readonly items: {
    id: number;
    folder: string;
    subject: string;
    snippet: string;
    date: string;
    account: string;
  }[];
  readonly next?: string;
  readonly notIndexed: number;
}

const find = (cli: Cli, ...args: readonly string[]): Promise<Found> => cli.json<Found>(['search', ...args]);

const subjects = async (cli: Cli, query: string): Promise<string[]> => {
  const { items, total } = await find(cli, query);
  expect(total, query).toBe(items.length);
  return items.map(({ subject }) => subject);
};

const mail = (subject: string, fields: readonly string[], text: string): { bytes: Buffer } => ({
  bytes: Buffer.from([`Subject: ${subject}`, ...fields, '', text, ''].join('\r\n')),
});
const UTF8 = 'Content-Type: text/plain; charset=utf-8';

describe('mail from a server', () => {
  it('is found by words, phrases and operators, whatever is typed', async () => {
    const cli = newCli();
    const caFile = dovecot.authority.certificateFile;
    dovecot.fill('u1', [
      mail(
        'Rechnung',
        ['From: =?utf-8?Q?J=C3=BCrgen_M=C3=BCller?= <jm@kunde.example>', UTF8],
        'Die Straße 7 bitte.',
      ),
      mail(
        'Drucker',
        ['From: Anna <anna@example.com>', 'Date: Sat, 31 Jan 2026 12:00:00 +0000', UTF8],
        'Er druckt nicht.',
      ),
      mail(
        'Anlage',
        ['From: Anna <anna@example.com>', 'Content-Type: application/pdf; name="Angebot 7.pdf"'],
        'x',
      ),
    ]);
    await cli.add(receivingAccount(dovecot, { protocol: 'imap4', user: 'u1', caFile }));
    await cli.json(['poll']);

    expect(await subjects(cli, 'muller strasse ')).toEqual(['Rechnung']);
    expect(await subjects(cli, 'von:mueller')).toEqual(['Rechnung']);
    expect(await subjects(cli, '"druckt nicht"')).toEqual(['Drucker']);
    expect(await subjects(cli, '"nicht druckt"')).toEqual([]);
    expect(await subjects(cli, 'from:anna -drucker')).toEqual(['Anlage']);
    expect(await subjects(cli, 'attachment:angebot has:attachment')).toEqual(['Anlage']);
    expect(await subjects(cli, 'Drucker OR Rechnung')).toEqual(['Drucker', 'Rechnung']);
    expect(await subjects(cli, 'drucker before:2026-03')).toEqual(['Drucker']);
    expect(await subjects(cli, 'konto:u1 is:unread in:inbox')).toHaveLength(3);
    for (const hostile of [`' OR 1=1 --`, 'NEAR(a b', 'a AND', '((', 'rowid:1', '"zange', '\u{1f600}'])
      expect(await subjects(cli, hostile), hostile).toEqual([]);

    const first = await find(cli, 'from:anna', '--limit', '1');
    expect(first).toMatchObject({ total: 2, items: [{ subject: 'Anlage', folder: 'inbox' }], notIndexed: 0 });
    const second = await find(cli, 'from:anna', '--limit', '1', '--after', first.next ?? '');
    expect(second.items).toMatchObject([{ subject: 'Drucker', date: '2026-01-31T12:00:00.000Z' }]);
    expect(second).not.toHaveProperty('next');
    expect(String((await cli.run(['search', ' -drucker'])).stdout)).toMatch(/2 found/);

    expect(await cli.json(['reindex'])).toEqual({ indexed: 3 });
    expect(await subjects(cli, 'muller ')).toEqual(['Rechnung']);
    expect(await cli.json(['verify'])).toMatchObject({ ok: true, notIndexed: 0 });
  });
});

describe('mail that was there before the index', () => {
  const COUNT = 1500;

  /** A database as version 2 of the schema left it. */
  function makeOlder(dataDirectory: string): void {
    mkdirSync(dataDirectory, { recursive: true });
    const database = openDatabase(dataDirectory, { steps: migrations.slice(0, 2) });
    inTransaction(database, () => {
      for (let n = 0; n < COUNT; n++) {
        const { bytes } = mail(
          `older ${n}`,
          ['From: Anna <anna@example.com>', UTF8],
          `Zange ${'x '.repeat(500)} nummer${n}`,
        );
        const id = importedMessage(database, bytes);
        writeEnvelope(database, id, parseIndex(bytes, { imagesAsAttachments: false }).envelope);
      }
    });
    database.close();
  }

  function waiting(cli: Cli): number {
    const database = new SQLite(databaseFile(cli.dataDirectory), { readonly: true });
    try {
      return database.prepare('SELECT count(*) FROM search_backlog').pluck().get() as number;
    } finally {
      database.close();
    }
  }

  it('comes into the index in the background, and goes on where a kill has ended it', async () => {
    const cli = newCli();
    makeOlder(cli.dataDirectory);
    // The upgrade itself waits for nothing.
    expect(await find(cli, 'nummer7 ')).toMatchObject({ total: 0, notIndexed: COUNT });

    let left = COUNT;
    let kills = 0;
    let interrupted = 0;
    while (left > 0) {
      const running = cli.start(['run']);
      const over = ended(running);
      const before = left;
      await expect.poll(() => waiting(cli), { timeout: 60_000, interval: 5 }).toBeLessThan(before);
      if (kills < 3) {
        running.kill('SIGKILL');
        kills += 1;
      } else {
        await expect.poll(() => waiting(cli), { timeout: 60_000 }).toBe(0);
        running.kill('SIGTERM');
      }
      await over;
      left = waiting(cli);
      expect(left).toBeLessThan(before);
      if (left > 0) interrupted += 1;
      expect(await cli.json(['verify'])).toMatchObject({ ok: true, messages: COUNT, notIndexed: left });
    }

    expect(interrupted).toBeGreaterThan(0);
    expect(await find(cli, 'zange', '--limit', '1')).toMatchObject({ total: COUNT, notIndexed: 0 });
    const { items } = await find(cli, 'nummer7 ');
    expect(items).toMatchObject([{ subject: 'older 7', snippet: expect.stringMatching(/nummer7$/) }]);
  });
});
