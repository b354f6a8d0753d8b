import path from 'node:path';
import { openDatabase, prepareDirectory, type Database } from '../../../electron/engine/store/database.ts';
import { listMessages } from '../../../electron/engine/store/message-list.ts';
import { insertMessage, moveToArchive, writeEnvelope } from '../../../electron/engine/store/messages.ts';
import { inTransaction } from '../../../electron/engine/store/transaction.ts';
import { atMost, figure, type Row } from '../report.ts';
import { median } from '../rounds.ts';
import { generator, percentile } from './queries.ts';

const ACCOUNTS = 7;
/** One in so many is still in the inbox. */
const INBOX = 50;
const PER_COMMIT = 10_000;
const PAGES = 400;
const ROUNDS = 3;

/** Pages at random places of a folder with very many messages, of all accounts and of one. */
export function listPages(folder: string, count: number): Row[] {
  const dataDirectory = path.join(folder, 'lists');
  prepareDirectory(dataDirectory);
  const database = openDatabase(dataDirectory);
  try {
    fill(database, count);
    const random = generator();
    const somewhere = (): number => 1 + Math.floor(random() * count);
    const account = (): string => `account ${Math.floor(random() * ACCOUNTS)}`;
    return [
      row('a folder', count, () => {
        listMessages(database, { folder: 'archive', before: somewhere(), limit: 50 });
      }),
      row('an account in a folder', count, () => {
        listMessages(database, { folder: 'archive', accountId: account(), before: somewhere(), limit: 50 });
      }),
    ];
  } finally {
    database.close();
  }
}

function row(what: string, count: number, read: () => void): Row {
  const rounds = Array.from({ length: ROUNDS }, () => Array.from({ length: PAGES }, () => timeOf(read)));
  const values = rounds.map((times) => percentile(times, 0.99));
  return {
    group: 'search',
    what: `page of ${what} among ${count}, p99 in ms`,
    ours: `p50 ${figure(percentile(rounds.flat(), 0.5))} p99 ${figure(median(values))} ms`,
    peer: '',
    values,
    target: atMost(5),
  };
}

/** In milliseconds. */
function timeOf(work: () => void): number {
  const begun = performance.now();
  work();
  return performance.now() - begun;
}

function fill(database: Database, count: number): void {
  for (let done = 0; done < count; done += PER_COMMIT)
    inTransaction(database, () => {
      for (let n = done; n < Math.min(count, done + PER_COMMIT); n++) add(database, n);
    });
}

function add(database: Database, n: number): void {
  const accountId = `account ${n % ACCOUNTS}`;
  const id = insertMessage(database, {
    accountId,
    accountName: accountId,
    state: 'new',
    imagesAsAttachments: false,
    receivedAt: n,
    sizeBytes: 1000 + n,
    processed: false,
  });
  writeEnvelope(database, id, {
    messageId: `<${n}@example.com>`,
    inReplyTo: undefined,
    references: [],
    from: { name: `Sender ${n % 997}`, address: `user${n % 997}@example.com` },
    to: [{ name: '', address: 'support@example.com' }],
    cc: [],
    replyTo: [],
    subject: `Subject number ${n} about an invoice`,
    snippet:
      'Good morning, the printer on the second floor shows an error again and nobody can print. '.repeat(2),
    date: n,
  });
  if (n % INBOX !== 0) moveToArchive(database, id);
}
