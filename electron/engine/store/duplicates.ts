import type { Database } from 'better-sqlite3';
import type { Folder, MessageDetail } from '../../../shared/domain/message.ts';
import { all, one } from './statement.ts';

const MAX_DUPLICATES = 20;

/**
 * Other messages here that are the same: the same bytes in whatever account, or the same Message-ID in the same
 * account. The newest 20, newest first.
 */
export function duplicatesOf(database: Database, messageId: number): MessageDetail['duplicates'] {
  const rows = all<{
    id: number;
    folder: Folder;
    account_name: string;
    kind: 'sameBytes' | 'sameMessageId';
  }>(
    database,
    `SELECT id, folder, account_name, min(kind) AS kind FROM (
       SELECT * FROM (
         SELECT other.id, other.folder, other.account_name, 'sameBytes' AS kind
         FROM receipts AS mine
         JOIN receipts AS theirs ON theirs.sha256 = mine.sha256 AND theirs.message_id <> mine.message_id
         JOIN messages AS other ON other.id = theirs.message_id
         WHERE mine.message_id = ? ORDER BY other.id DESC LIMIT ${MAX_DUPLICATES})
       UNION ALL
       SELECT * FROM (
         SELECT other.id, other.folder, other.account_name, 'sameMessageId'
         FROM messages AS mine
         JOIN messages AS other ON other.message_id = mine.message_id AND other.account_id = mine.account_id
           AND other.id <> mine.id
         WHERE mine.id = ? ORDER BY other.id DESC LIMIT ${MAX_DUPLICATES})
     ) GROUP BY id ORDER BY id DESC LIMIT ${MAX_DUPLICATES}`,
    messageId,
    messageId,
  );
  return rows.map((row) => ({ id: row.id, folder: row.folder, account: row.account_name, kind: row.kind }));
}

/** A message as far as the search for its doubles is concerned. */
export interface OwnIdentity {
  readonly id: number;
  readonly accountId: string;
  /** Its Message-ID, with brackets. */
  readonly messageId: string;
}

/**
 * The first message of the same Message-ID that another of our accounts fetched before this one, not earlier than
 * `since` (UTC ms).
 */
export function earlierInOtherAccount(
  database: Database,
  { id, accountId, messageId }: OwnIdentity,
  since: number,
): number | undefined {
  return one<{ id: number }>(
    database,
    `SELECT id FROM messages WHERE message_id = ? AND account_id <> ? AND id < ? AND received_at >= ?
       AND EXISTS (SELECT 1 FROM raw_sources WHERE raw_sources.message_id = messages.id)
     ORDER BY id LIMIT 1`,
    messageId,
    accountId,
    id,
    since,
  )?.id;
}
