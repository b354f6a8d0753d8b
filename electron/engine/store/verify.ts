import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { ArchiveVerification } from '../../../shared/domain/verification.ts';
import { notIndexedCount } from './search-index.ts';
import { all, one } from './statement.ts';
import { checkIndex, concernsIndex, hasIndex } from './verify-index.ts';

type Problem = ArchiveVerification['problems'][number];

/** A damaged file can have millions of problems; a person needs the first ones. */
const MAX_PROBLEMS = 1000;
const PAGE = 500;
/** What a message without its bytes is set aside with: the bytes never came. */
const WITHOUT_SOURCE = new Set(['message.tooLarge', 'fetch.repeatedly']);

/**
 * Checks everything kept here, in one snapshot: SQLite's own check, references, the digest and length of every raw
 * source against its receipt, that no message lost its source or receipt, the order of times in receipts, the counts
 * shown, and whether the search index has every message. Reads only; at most one message is in memory. It takes as long as reading the whole file, so that
 * it belongs into a thread of its own wherever somebody waits.
 *
 * Works on every schema from version 1 on.
 */
export function verifyArchive(database: Database): ArchiveVerification {
  const begun = performance.now();
  const problems: Problem[] = [];
  const tally = { messages: 0, bytes: 0, removalPending: 0, notIndexed: 0 };
  const add = (kind: Problem['kind'], detail: string, messageId?: number): void => {
    if (problems.length < MAX_PROBLEMS)
      problems.push({ kind, detail, ...(messageId === undefined ? {} : { messageId }) });
  };
  /** What can't be read is a problem of the file, and no reason to leave out the other checks. */
  const guarded = (check: () => void, messageId?: number, kind: Problem['kind'] = 'file'): void => {
    try {
      check();
    } catch (error) {
      add(kind, error instanceof Error ? error.message : String(error), messageId);
    }
  };
  const snapshot = database.transaction(() => {
    guarded(() => checkFile(database, (detail) => add(concernsIndex(detail) ? 'index' : 'file', detail)));
    guarded(() => checkReferences(database, add));
    guarded(() => {
      for (const message of messagesOf(database)) {
        tally.messages += 1;
        guarded(() => {
          tally.bytes += checkMessage(database, message, add);
        }, message.id);
      }
    });
    guarded(() => checkReceiptTimes(database, add));
    guarded(() => checkCounts(database, add));
    guarded(() => {
      tally.removalPending = removalPending(database);
    });
    if (hasIndex(database)) {
      guarded(
        () => checkIndex(database, MAX_PROBLEMS, (finding, id) => add('index', finding, id)),
        undefined,
        'index',
      );
      guarded(() => {
        tally.notIndexed = notIndexedCount(database);
      });
    }
  });
  guarded(snapshot);
  return { ok: problems.length === 0, ...tally, ms: Math.round(performance.now() - begun), problems };
}

/** SQLite's own check of pages, tables and indexes. Tells each finding. */
export function checkFile(database: Database, tell: (finding: string) => void): void {
  const findings = database.pragma(`integrity_check(${MAX_PROBLEMS})`) as { integrity_check: string }[];
  for (const { integrity_check: finding } of findings) if (finding !== 'ok') tell(finding);
}

type Add = (kind: Problem['kind'], detail: string, messageId?: number) => void;

function checkReferences(database: Database, add: Add): void {
  const broken = database.pragma('foreign_key_check') as {
    table: string;
    rowid: number | null;
    parent: string;
  }[];
  for (const { table, rowid, parent } of broken) add('reference', `${table} ${rowid ?? ''} -> ${parent}`);
}

interface CheckedMessage {
  readonly id: number;
  readonly reason: string | null;
}

function* messagesOf(database: Database): Generator<CheckedMessage> {
  for (let after = 0; ;) {
    const page = all<CheckedMessage>(
      database,
      `SELECT id, json_extract(reason, '$.code') AS reason FROM messages WHERE id > ? ORDER BY id LIMIT ?`,
      after,
      PAGE,
    );
    yield* page;
    const last = page.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

/** Returns the length of the source. */
function checkMessage(database: Database, { id, reason }: CheckedMessage, add: Add): number {
  const source = one<{ source: Buffer }>(
    database,
    'SELECT source FROM raw_sources WHERE message_id = ?',
    id,
  )?.source;
  if (source === undefined) {
    if (!WITHOUT_SOURCE.has(reason ?? '')) add('missingSource', 'the raw source is missing', id);
    return 0;
  }
  const receipts = all<{ id: number; sha256: string; size_bytes: number }>(
    database,
    'SELECT id, sha256, size_bytes FROM receipts WHERE message_id = ?',
    id,
  );
  if (receipts.length === 0) add('noReceipt', 'no receipt says where it came from', id);
  const sha256 = createHash('sha256').update(source).digest('hex');
  for (const receipt of receipts) {
    if (receipt.size_bytes !== source.length)
      add('digest', `${source.length} bytes, receipt ${receipt.id} says ${receipt.size_bytes}`, id);
    else if (receipt.sha256 !== sha256)
      add('digest', `SHA-256 ${sha256}, receipt ${receipt.id} says ${receipt.sha256}`, id);
  }
  return source.length;
}

/** A removal before the commit would break the first promise (or the clock was set back just then). */
function checkReceiptTimes(database: Database, add: Add): void {
  const rows = all<{ id: number; message_id: number }>(
    database,
    'SELECT id, message_id FROM receipts WHERE removed_at < committed_at ORDER BY id LIMIT ?',
    MAX_PROBLEMS,
  );
  for (const row of rows)
    add('noReceipt', `receipt ${row.id} says it was removed before it was committed`, row.message_id);
}

function checkCounts(database: Database, add: Add): void {
  const rows = all<{ folder: string; total: number; unread: number; shown: number; shown_unread: number }>(
    database,
    `SELECT folder, real.total, real.unread, coalesce(folder_counts.total, 0) AS shown,
       coalesce(folder_counts.unread, 0) AS shown_unread
     FROM (SELECT folder, count(*) AS total, sum(1 - read) AS unread FROM messages GROUP BY folder
       UNION ALL SELECT folder, 0, 0 FROM folder_counts WHERE folder NOT IN (SELECT folder FROM messages)) AS real
     LEFT JOIN folder_counts USING (folder)`,
  );
  for (const row of rows) {
    if (row.total === row.shown && row.unread === row.shown_unread) continue;
    add(
      'counts',
      `${row.folder}: ${row.total} messages (${row.unread} unread), shown as ${row.shown} (${row.shown_unread} unread)`,
    );
  }
}

/** Where mail is kept on the server on purpose, nothing is pending. */
function removalPending(database: Database): number {
  const row = one<{ n: number }>(
    database,
    `SELECT count(*) AS n FROM receipts JOIN incoming_accounts ON incoming_accounts.id = receipts.account_id
     WHERE removed_at IS NULL AND after_retrieval <> 'keep'`,
  );
  return row?.n ?? 0;
}
