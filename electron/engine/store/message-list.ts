import type { Database } from 'better-sqlite3';
import type { Folder, MailAddress, MessageHit, MessageState } from '../../../shared/domain/message.ts';
import { all, LIMIT, one, type Bound } from './statement.ts';

/** As the index `messages_set_aside` has it. */
const SET_ASIDE = `messages.state IN ('oversize', 'quarantined')`;

/** Which messages a list shows; what is left out does not matter. */
export interface MessageFilter {
  readonly folder?: Folder | undefined;
  readonly accountId?: string | undefined;
  readonly since?: number | undefined;
  readonly setAside?: boolean | undefined;
  /** Number of a ticket, in any case of letters. */
  readonly ticket?: string | undefined;
}

export interface ListQuery extends MessageFilter {
  readonly folder: Folder;
  /** Only ids below this one: the page after it, newest first. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Conditions of a WHERE clause that must all hold, and the values bound in them. */
export interface Conditions {
  readonly sql: string[];
  readonly values: Bound[];
}

export function conditionsOf(filter: MessageFilter): Conditions {
  const sql: string[] = [];
  const values: Bound[] = [];
  const add = (condition: string, ...bound: Bound[]): void => {
    sql.push(condition);
    values.push(...bound);
  };
  if (filter.folder !== undefined) add('messages.folder = ?', filter.folder);
  if (filter.accountId !== undefined) add('messages.account_id = ?', filter.accountId);
  if (filter.since !== undefined) add('messages.received_at >= ?', filter.since);
  if (filter.setAside === true) add(SET_ASIDE);
  if (filter.ticket !== undefined)
    add('messages.ticket_id = (SELECT id FROM tickets WHERE number = ? COLLATE NOCASE)', filter.ticket);
  return { sql, values };
}

/** What `writeEnvelope` writes, and nobody else. Not checked by a schema: a list has many of them. */
export interface Recipients {
  readonly to: MailAddress[];
  readonly cc: MailAddress[];
  readonly replyTo: MailAddress[];
}

/** The columns of `HIT_COLUMNS`. */
export interface HitRow {
  readonly id: number;
  readonly account_id: string;
  readonly account_name: string;
  readonly folder: Folder;
  readonly state: MessageState;
  readonly read: number;
  readonly from_name: string;
  readonly from_address: string;
  readonly recipients: string;
  readonly subject: string;
  readonly snippet: string;
  readonly date: number;
  readonly received_at: number;
  readonly size_bytes: number;
  readonly attachment_count: number;
  readonly spam: number;
  readonly has_reason: number;
  readonly ticket: string | null;
}

/** Nothing that no row shows: making values of columns is most of what a page takes. */
export const HIT_COLUMNS = `messages.id, account_id, account_name, folder, state, read, from_name, from_address,
  messages.recipients, messages.subject, snippet, date, received_at, size_bytes, attachment_count, spam,
  reason IS NOT NULL AS has_reason, tickets.number AS ticket`;

/** Messages with their tickets. */
export const HIT_TABLES = 'messages LEFT JOIN tickets ON tickets.id = messages.ticket_id';

/**
 * The rows of a list.
 *
 * @param tables what is selected from, among it `messages` and `tickets`; then what follows the tables in the statement
 */
export function selectHits(
  database: Database,
  tables: string,
  rest: string,
  ...values: readonly Bound[]
): MessageHit[] {
  return all<HitRow>(database, `SELECT ${HIT_COLUMNS} FROM ${tables} ${rest}`, ...values).map(hitOf);
}

export function hitOf(row: HitRow): MessageHit {
  const hit: MessageHit = {
    id: row.id,
    accountId: row.account_id,
    account: row.account_name,
    folder: row.folder,
    state: row.state,
    read: row.read === 1,
    from: { name: row.from_name, address: row.from_address },
    to: (JSON.parse(row.recipients) as Recipients).to,
    subject: row.subject,
    snippet: row.snippet,
    date: row.date,
    receivedAt: row.received_at,
    sizeBytes: row.size_bytes,
    attachments: row.attachment_count,
  };
  if (row.ticket !== null) hit.ticket = row.ticket;
  if (row.spam === 1) hit.spam = true;
  if (row.state === 'new' && row.has_reason === 1) hit.held = true;
  return hit;
}

/** Newest first, by key and never by offset. */
export function listMessages(database: Database, query: ListQuery): MessageHit[] {
  const { sql, values } = conditionsOf(query);
  if (query.before !== undefined) {
    sql.push('messages.id < ?');
    values.push(query.before);
  }
  const rest = `WHERE ${sql.join(' AND ')} ORDER BY messages.id DESC ${LIMIT}`;
  return selectHits(database, HIT_TABLES, rest, ...values, query.limit);
}

/** Messages over the limit or quarantined. */
export function setAsideCount(database: Database): number {
  return one<{ n: number }>(database, `SELECT count(*) AS n FROM messages WHERE ${SET_ASIDE}`)?.n ?? 0;
}
