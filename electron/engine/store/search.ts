import type { Database } from 'better-sqlite3';
import type { Literal, SearchQuery, Term, TextField } from '../search/query.ts';
import type { MessageHit } from '../../../shared/domain/message.ts';
import { conditionsOf, HIT_TABLES, selectHits, type MessageFilter } from './message-list.ts';
import { nameKey } from './name-key.ts';
import { flag, LIMIT, one, type Bound } from './statement.ts';

const COLUMNS: Readonly<Record<TextField, string>> = {
  any: '',
  sender: 'sender : ',
  recipients: 'recipients : ',
  subject: 'subject : ',
  body: 'body : ',
  attachments: 'attachments : ',
};

export interface SearchPage {
  /** Only ids below this one: the page after it, newest first. */
  readonly before?: number | undefined;
  readonly limit: number;
}

/** Messages that fit a query and a filter, newest first, by key and never by offset. */
export function searchMessages(
  database: Database,
  query: SearchQuery,
  filter: MessageFilter,
  { before, limit }: SearchPage,
): MessageHit[] {
  const { tables, id, sql, values } = compile(query, filter);
  if (before !== undefined) {
    sql.push(`${id} < ?`);
    values.push(before);
  }
  const rest = `${where(sql)} ORDER BY ${id} DESC ${LIMIT}`;
  return selectHits(database, tables, rest, ...values, limit);
}

/** How many messages fit. Looks at every one of them, unlike a page. */
export function countMessages(database: Database, query: SearchQuery, filter: MessageFilter): number {
  const { onlyIndex, tables, sql, values } = compile(query, filter);
  const row = one<{ n: number }>(
    database,
    `SELECT count(*) AS n FROM ${onlyIndex ? 'message_search' : tables} ${where(sql)}`,
    ...values,
  );
  return row?.n ?? 0;
}

const INDEX_FIRST = `message_search CROSS JOIN messages ON messages.id = message_search.rowid
  LEFT JOIN tickets ON tickets.id = messages.ticket_id`;

const where = (sql: readonly string[]): string => (sql.length === 0 ? '' : `WHERE ${sql.join(' AND ')}`);

interface Compiled {
  /** Whether the index alone can tell. */
  readonly onlyIndex: boolean;
  readonly tables: string;
  /** What pages go by. */
  readonly id: string;
  readonly sql: string[];
  readonly values: Bound[];
}

/**
 * Where words must be there the index leads, walked from its end; otherwise the messages are. Everything else is a
 * condition on either. What was thrown away is found only where it is asked for.
 */
function compile(query: SearchQuery, filter: MessageFilter): Compiled {
  const needed: string[] = [];
  const excluded: string[] = [];
  const others: (readonly Literal[])[] = [];
  for (const clause of query.clauses) {
    const [only] = clause;
    if (clause.every(({ term, negated }) => term.kind === 'text' && !negated)) {
      needed.push(group(clause.map(({ term }) => expressionOf(term))));
    } else if (clause.length === 1 && only?.term.kind === 'text') excluded.push(expressionOf(only.term));
    else others.push(clause);
  }
  const sql: string[] = [];
  const values: Bound[] = [];
  const match = needed.length > 0;
  if (match) {
    const without = excluded.length === 0 ? '' : ` NOT ${group(excluded)}`;
    sql.push('message_search MATCH ?');
    values.push(`${group(needed, 'AND')}${without}`);
  } else if (excluded.length > 0) {
    sql.push(`messages.id NOT IN ${HITS}`);
    values.push(group(excluded));
  }
  for (const clause of others) {
    const literals = clause.map((literal) => conditionOf(literal));
    sql.push(`(${literals.map((literal) => literal.sql).join(' OR ')})`);
    values.push(...literals.flatMap((literal) => literal.values));
  }
  if (match && filter.folder !== undefined) {
    // An inbox is short and new beside an archive: what is older than all of it is not looked at.
    sql.push('message_search.rowid >= (SELECT coalesce(min(id), 0) FROM messages WHERE folder = ?)');
    values.push(filter.folder);
  }
  const id = match ? 'message_search.rowid' : 'messages.id';
  if (filter.folder === undefined && !asksForDeleted(query))
    sql.push(`${id} NOT IN (SELECT id FROM messages WHERE folder = 'deleted')`);
  const conditions = conditionsOf(filter);
  return {
    onlyIndex: match && others.length === 0 && conditions.sql.length === 0,
    // The order of the join is given: the index leads, whatever the planner knows of the sizes.
    tables: match ? INDEX_FIRST : HIT_TABLES,
    id,
    sql: [...sql, ...conditions.sql],
    values: [...values, ...conditions.values],
  };
}

function asksForDeleted({ clauses }: SearchQuery): boolean {
  return clauses.flat().some(({ term }) => term.kind === 'folder' && term.folder === 'deleted');
}

const HITS = '(SELECT rowid FROM message_search WHERE message_search MATCH ?)';

function group(parts: readonly string[], operator: 'AND' | 'OR' = 'OR'): string {
  return `(${parts.join(` ${operator} `)})`;
}

/** In the language of FTS5 (https://sqlite.org/fts5.html section 3), where a string in quotes is taken as a phrase. */
function expressionOf(term: Term): string {
  if (term.kind !== 'text') throw new TypeError(`no words in ${term.kind}`);
  const forms = term.forms.map(({ text, prefix }) => `"${text.replaceAll('"', '""')}"${prefix ? '*' : ''}`);
  return `${COLUMNS[term.field]}${group(forms)}`;
}

function conditionOf({ term, negated }: Literal): {
  readonly sql: string;
  readonly values: readonly Bound[];
} {
  const { sql, values } = plainCondition(term);
  return { sql: negated ? `NOT (${sql})` : sql, values };
}

function plainCondition(term: Term): { readonly sql: string; readonly values: readonly Bound[] } {
  switch (term.kind) {
    case 'text':
      return { sql: `messages.id IN ${HITS}`, values: [expressionOf(term)] };
    case 'read':
      return { sql: 'messages.read = ?', values: [flag(term.read)] };
    case 'hasAttachment':
      return { sql: 'messages.attachment_count > 0', values: [] };
    case 'hasTicket':
      return { sql: 'messages.ticket_id IS NOT NULL', values: [] };
    case 'ticket':
      return {
        sql: `ifnull(messages.ticket_id IN (SELECT id FROM tickets WHERE number = ? COLLATE NOCASE), 0)`,
        values: [term.number],
      };
    case 'account':
      // By its present name, and by the one that the message came under.
      return {
        sql: `(messages.account_id IN (SELECT id FROM incoming_accounts WHERE instr(name_key, ?) > 0)
          OR instr(lower(messages.account_name), lower(?)) > 0)`,
        values: [nameKey(term.name), term.name],
      };
    case 'before':
      return { sql: 'messages.date < ?', values: [term.at] };
    case 'after':
      return { sql: 'messages.date >= ?', values: [term.at] };
    case 'folder':
      return { sql: 'messages.folder = ?', values: [term.folder] };
    case 'nothing':
      return { sql: 'FALSE', values: [] };
  }
}
