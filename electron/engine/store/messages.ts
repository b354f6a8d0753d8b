import type { Database } from 'better-sqlite3';
import { plainErrorSchema, type PlainError } from '../../../shared/errors.ts';
import {
  type Attachment,
  type Folder,
  type MailAddress,
  type MessageHit,
  type MessageListItem,
  type MessageState,
} from '../../../shared/domain/message.ts';
import { HIT_COLUMNS, HIT_TABLES, hitOf, type HitRow, type Recipients } from './message-list.ts';
import { all, flag, insert, one, orNull, run } from './statement.ts';

/** The fields derived from the source; can be derived again at any time. */
export interface Envelope {
  readonly messageId: string | undefined;
  readonly inReplyTo: string | undefined;
  readonly references: readonly string[];
  readonly from: MailAddress;
  readonly to: readonly MailAddress[];
  readonly cc: readonly MailAddress[];
  readonly replyTo: readonly MailAddress[];
  readonly subject: string;
  readonly snippet: string;
  /** UTC ms; undefined when the Date field is missing or unreadable. */
  readonly date: number | undefined;
}

export interface NewMessage {
  readonly accountId: string;
  readonly accountName: string;
  readonly state: MessageState;
  readonly imagesAsAttachments: boolean;
  readonly receivedAt: number;
  readonly sizeBytes: number;
  /** True when there is nothing to parse or to apply rules to. */
  readonly processed: boolean;
}

/** A message in the inbox, its envelope still unknown. */
export function insertMessage(database: Database, message: NewMessage): number {
  return insert(
    database,
    `INSERT INTO messages (account_id, account_name, folder, state, read, processed, reference_ids, from_name,
       from_address, recipients, subject, snippet, date, received_at, size_bytes, attachment_count,
       images_as_attachments)
     VALUES (?, ?, 'inbox', ?, 0, ?, '[]', '', '', '{"to":[],"cc":[],"replyTo":[]}', '', '', ?, ?, ?, 0, ?)`,
    message.accountId,
    message.accountName,
    message.state,
    flag(message.processed),
    message.receivedAt,
    message.receivedAt,
    message.sizeBytes,
    flag(message.imagesAsAttachments),
  );
}

export function insertSource(database: Database, messageId: number, source: Buffer): void {
  run(database, 'INSERT INTO raw_sources (message_id, source) VALUES (?, ?)', messageId, source);
}

/** The raw source byte for byte, or undefined for a message that was never fetched. */
export function readSource(database: Database, messageId: number): Buffer | undefined {
  return one<{ source: Buffer }>(database, 'SELECT source FROM raw_sources WHERE message_id = ?', messageId)
    ?.source;
}

/** Whether the raw source is here; cheaper than reading it. */
export function hasSource(database: Database, messageId: number): boolean {
  return one(database, 'SELECT 1 FROM raw_sources WHERE message_id = ?', messageId) !== undefined;
}

/** What the parser needs of a message; undefined for one that was never fetched. */
export function readForParsing(
  database: Database,
  id: number,
): { readonly source: Buffer; readonly imagesAsAttachments: boolean } | undefined {
  const row = one<{ source: Buffer; images_as_attachments: number }>(
    database,
    `SELECT source, images_as_attachments FROM raw_sources JOIN messages ON messages.id = raw_sources.message_id
     WHERE messages.id = ?`,
    id,
  );
  return row === undefined
    ? undefined
    : { source: row.source, imagesAsAttachments: row.images_as_attachments === 1 };
}

export function writeEnvelope(database: Database, id: number, envelope: Envelope): void {
  run(
    database,
    `UPDATE messages SET message_id = ?, in_reply_to = ?, reference_ids = ?, from_name = ?, from_address = ?,
       recipients = ?, subject = ?, snippet = ?, date = coalesce(?, received_at) WHERE id = ?`,
    orNull(envelope.messageId),
    orNull(envelope.inReplyTo),
    JSON.stringify(envelope.references),
    envelope.from.name,
    envelope.from.address,
    JSON.stringify({ to: envelope.to, cc: envelope.cc, replyTo: envelope.replyTo }),
    envelope.subject,
    envelope.snippet,
    orNull(envelope.date),
    id,
  );
}

/** Replaces the list of attachments; the bytes stay in the source. */
export function writeAttachments(
  database: Database,
  messageId: number,
  attachments: readonly Attachment[],
): void {
  run(database, 'DELETE FROM attachments WHERE message_id = ?', messageId);
  for (const attachment of attachments) {
    run(
      database,
      `INSERT INTO attachments (message_id, position, name, mime_type, size_bytes, disposition, content_id)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      messageId,
      attachment.index,
      attachment.name,
      attachment.mimeType,
      attachment.sizeBytes,
      attachment.disposition,
      orNull(attachment.contentId),
    );
  }
  const shown = attachments.filter((attachment) => attachment.disposition === 'attachment').length;
  run(database, 'UPDATE messages SET attachment_count = ? WHERE id = ?', shown, messageId);
}

export function readAttachments(database: Database, messageId: number): Attachment[] {
  const rows = all<{
    position: number;
    name: string;
    mime_type: string;
    size_bytes: number;
    disposition: 'attachment' | 'inline';
    content_id: string | null;
  }>(database, 'SELECT * FROM attachments WHERE message_id = ? ORDER BY position', messageId);
  return rows.map((row) => ({
    index: row.position,
    name: row.name,
    mimeType: row.mime_type,
    sizeBytes: row.size_bytes,
    disposition: row.disposition,
    ...(row.content_id === null ? {} : { contentId: row.content_id }),
  }));
}

/** Ids above `after` of an account's messages derived under the other option (S21), oldest first. */
export function idsDerivedOtherwise(
  database: Database,
  accountId: string,
  imagesAsAttachments: boolean,
  after: number,
  limit: number,
): number[] {
  const rows = all<{ id: number }>(
    database,
    `SELECT id FROM messages WHERE id > ? AND account_id = ? AND images_as_attachments <> ? AND processed = 1
       ORDER BY id LIMIT ?`,
    after,
    accountId,
    flag(imagesAsAttachments),
    limit,
  );
  return rows.map((row) => row.id);
}

/** Notes under which option the attachments of a message are derived from now on (S21). */
export function setImagesAsAttachments(database: Database, id: number, on: boolean): void {
  run(database, 'UPDATE messages SET images_as_attachments = ? WHERE id = ?', flag(on), id);
}

/** Ids above `after` of messages whose source waits to be parsed and looked at by the rules, oldest first. */
export function unprocessedIds(database: Database, after: number, limit: number): number[] {
  const rows = all<{ id: number }>(
    database,
    'SELECT id FROM messages WHERE processed = 0 AND id > ? ORDER BY id LIMIT ?',
    after,
    limit,
  );
  return rows.map((row) => row.id);
}

/** Ids of the newest messages of an account in the inbox and the archive, newest first. */
export function newestIds(database: Database, accountId: string, limit: number): number[] {
  const rows = all<{ id: number }>(
    database,
    `SELECT id FROM messages WHERE folder IN ('inbox', 'archive') AND account_id = ? ORDER BY id DESC LIMIT ?`,
    accountId,
    limit,
  );
  return rows.map((row) => row.id);
}

export function markProcessed(database: Database, id: number): void {
  run(database, 'UPDATE messages SET processed = 1 WHERE id = ?', id);
}

/** Sets a message aside in the inbox with the reason. Its source, if there is one, stays as it is. */
export function setAside(
  database: Database,
  id: number,
  state: 'quarantined' | 'oversize',
  reason: PlainError,
): void {
  run(
    database,
    // A person was faster and threw it away: it comes back as what its reason says.
    `UPDATE messages SET state = CASE WHEN folder = 'deleted' THEN state ELSE ? END, reason = ? WHERE id = ?`,
    state,
    JSON.stringify(reason),
    id,
  );
}

/** Moves a message to the archive. Returns false if it is there already. */
export function moveToArchive(database: Database, id: number): boolean {
  return (
    run(
      database,
      `UPDATE messages SET folder = 'archive', state = 'archived' WHERE id = ? AND folder = 'inbox'`,
      id,
    ) === 1
  );
}

/** What a message is in the inbox: its reason tells whether it was set aside. */
export const STATE_IN_INBOX = `CASE
  WHEN reason IS NULL OR json_extract(reason, '$.code') LIKE 'rule.%' THEN 'new'
  WHEN json_extract(reason, '$.code') = 'message.tooLarge' THEN 'oversize'
  ELSE 'quarantined' END`;

/** What keeps a message waiting in the inbox. Not for a contact whom there is by now: nobody could save that one again. */
export const REASON_IN_INBOX = `CASE
  WHEN json_extract(reason, '$.code') = 'rule.unknownSender'
    AND EXISTS (SELECT 1 FROM contact_addresses WHERE address_key = lower(from_address)) THEN NULL
  ELSE reason END`;

/**
 * Moves a message back to the inbox, where it is again what it was. A person who puts it back does not
 * take it for spam.
 * Returns false if it is there already.
 */
export function moveToInbox(database: Database, id: number): boolean {
  return (
    run(
      database,
      `UPDATE messages SET folder = 'inbox', state = ${STATE_IN_INBOX}, reason = ${REASON_IN_INBOX}, spam = 0
       WHERE id = ? AND folder = 'archive'`,
      id,
    ) === 1
  );
}

export function setRead(database: Database, id: number, read: boolean): boolean {
  return (
    run(database, 'UPDATE messages SET read = ? WHERE id = ? AND read <> ?', flag(read), id, flag(read)) === 1
  );
}

/** Gives a message a ticket, or takes it off its ticket. */
export function setTicket(database: Database, id: number, ticketId: number | null): void {
  run(database, 'UPDATE messages SET ticket_id = ? WHERE id = ?', ticketId, id);
}

/** Removes what stood for a message that is now here whole, as if it had never been here: its receipts go too. */
export function deleteMessage(database: Database, id: number): void {
  run(database, 'DELETE FROM receipts WHERE message_id = ?', id);
  run(database, 'DELETE FROM messages WHERE id = ?', id);
}

export interface StoredMessage extends MessageHit {
  readonly accountId: string;
  /** The row of its ticket. */
  readonly ticketId: number | undefined;
  readonly cc: MailAddress[];
  readonly replyTo: MailAddress[];
  readonly messageId: string | undefined;
  readonly references: string[];
  readonly imagesAsAttachments: boolean;
  readonly reason: PlainError | undefined;
}

interface Row extends HitRow {
  readonly message_id: string | null;
  readonly reference_ids: string;
  readonly images_as_attachments: number;
  readonly reason: string | null;
  readonly ticket_id: number | null;
}

function fromRow(row: Row): StoredMessage {
  const { cc, replyTo } = JSON.parse(row.recipients) as Recipients;
  return {
    ...hitOf(row),
    accountId: row.account_id,
    ticketId: row.ticket_id ?? undefined,
    cc,
    replyTo,
    messageId: row.message_id ?? undefined,
    references: JSON.parse(row.reference_ids) as string[],
    imagesAsAttachments: row.images_as_attachments === 1,
    reason: row.reason === null ? undefined : plainErrorSchema.parse(JSON.parse(row.reason)),
  };
}

export function findMessage(database: Database, id: number): StoredMessage | undefined {
  const row = one<Row>(
    database,
    `SELECT ${HIT_COLUMNS}, message_id, reference_ids, images_as_attachments, reason, ticket_id FROM ${HIT_TABLES}
     WHERE messages.id = ?`,
    id,
  );
  return row === undefined ? undefined : fromRow(row);
}

/** The fields of a message that a list shows, and nothing more. */
export function listItem(message: MessageListItem): MessageListItem {
  return {
    id: message.id,
    accountId: message.accountId,
    account: message.account,
    from: message.from,
    to: message.to,
    subject: message.subject,
    snippet: message.snippet,
    date: message.date,
    receivedAt: message.receivedAt,
    sizeBytes: message.sizeBytes,
    state: message.state,
    read: message.read,
    attachments: message.attachments,
    ...(message.ticket === undefined ? {} : { ticket: message.ticket }),
    ...(message.spam === undefined ? {} : { spam: message.spam }),
    ...(message.held === undefined ? {} : { held: message.held }),
  };
}

export interface FolderCounts {
  readonly total: number;
  readonly unread: number;
}

export function folderCounts(database: Database, folder: Folder): FolderCounts {
  return (
    one<FolderCounts>(database, 'SELECT total, unread FROM folder_counts WHERE folder = ?', folder) ?? {
      total: 0,
      unread: 0,
    }
  );
}

/** Messages of an account in the inbox. */
export function waitingCount(database: Database, accountId: string): number {
  const row = one<{ n: number }>(
    database,
    `SELECT count(*) AS n FROM messages WHERE folder = 'inbox' AND account_id = ?`,
    accountId,
  );
  return row?.n ?? 0;
}

/** Named, so that the index of folders and accounts serves. */
const ALL_FOLDERS = `('inbox', 'archive', 'deleted')`;

/** Whether any message of an account is here. Cheap, unlike counting them. */
export function hasMessages(database: Database, accountId: string): boolean {
  const found = one(
    database,
    `SELECT 1 FROM messages WHERE folder IN ${ALL_FOLDERS} AND account_id = ? LIMIT 1`,
    accountId,
  );
  return found !== undefined;
}

/** All messages fetched by an account, wherever they are. */
export function messageCount(database: Database, accountId: string): number {
  const row = one<{ n: number }>(
    database,
    `SELECT count(*) AS n FROM messages WHERE folder IN ${ALL_FOLDERS} AND account_id = ?`,
    accountId,
  );
  return row?.n ?? 0;
}
