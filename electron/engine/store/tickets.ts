import type { Database } from 'better-sqlite3';
import type { Ticket, TicketChange, TicketFilter, TicketPriority } from '../../../shared/domain/ticket.ts';
import { ticketNumber } from '../../../shared/domain/ticket-number.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { foldText } from '../search/fold.ts';
import { readTicketPattern } from './settings.ts';
import { all, flag, LIMIT, one, orNull, run, type Bound } from './statement.ts';
import { inTransaction } from './transaction.ts';

export interface StoredTicket {
  readonly id: number;
  readonly number: string;
  readonly title: string;
  readonly typeId: string | undefined;
  readonly groupId: string | undefined;
}

/** What a new ticket can be given besides its title. */
export interface NewTicketPlace {
  readonly typeId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly ownerId?: string | undefined;
  /** Left out: normal. */
  readonly priority?: TicketPriority | undefined;
}

/**
 * Creates a ticket, numbered by the pattern of the settings.
 *
 * @throws MailroomError `input.notFound` (field `typeId`, `groupId` or `ownerId`)
 */
export function insertTicket(
  database: Database,
  title: string,
  at: number,
  place: NewTicketPlace = {},
): { readonly id: number; readonly number: string } {
  return inTransaction(database, () => {
    requirePlace(database, place);
    const { id, number } = nextNumber(database, at);
    run(
      database,
      `INSERT INTO tickets (id, number, title, status, type_id, group_id, owner_id, priority, created_at, updated_at)
       VALUES (?, ?, ?, 'new', ?, ?, ?, ?, ?, ?)`,
      id,
      number,
      title,
      orNull(place.typeId),
      orNull(place.groupId),
      orNull(place.ownerId),
      place.priority ?? 'normal',
      at,
      at,
    );
    return { id, number };
  });
}

/** The counter goes on whatever the pattern is. A number that a ticket got under another pattern is passed over. */
function nextNumber(database: Database, at: number): { readonly id: number; readonly number: string } {
  const pattern = readTicketPattern(database);
  for (let id = nextTicketCounter(database); ; id++) {
    const number = ticketNumber(pattern, id, at);
    if (findTicket(database, number) === undefined) return { id, number };
  }
}

/** The counter of the next ticket. One that a deleted ticket had is not given again. */
export function nextTicketCounter(database: Database): number {
  const last = one<{ seq: number }>(database, "SELECT seq FROM sqlite_sequence WHERE name = 'tickets'");
  return (last?.seq ?? 0) + 1;
}

/** Ticket numbers are found without regard to letter case. */
export function findTicket(database: Database, number: string): StoredTicket | undefined {
  const row = one<Pick<Row, 'id' | 'number' | 'title' | 'type_id' | 'group_id'>>(
    database,
    'SELECT id, number, title, type_id, group_id FROM tickets WHERE number = ? COLLATE NOCASE',
    number,
  );
  if (row === undefined) return undefined;
  const { id, title, type_id: typeId, group_id: groupId } = row;
  return { id, number: row.number, title, typeId: typeId ?? undefined, groupId: groupId ?? undefined };
}

/** Whether a row of `tickets` has mail that nobody has read; what was thrown away does not count. */
export const HAS_UNREAD = `EXISTS
  (SELECT 1 FROM messages WHERE ticket_id = tickets.id AND read = 0 AND folder <> 'deleted')`;

export function touchTicket(database: Database, id: number, at: number): void {
  run(database, 'UPDATE tickets SET updated_at = ? WHERE id = ?', at, id);
}

/**
 * Changes what is given; null empties a reference. A completed ticket that is reopened is flagged if it has unread mail.
 *
 * @throws MailroomError `input.notFound` (field `typeId`, `groupId` or `ownerId`)
 */
export function changeTicket(database: Database, id: number, change: TicketChange, at: number): void {
  inTransaction(database, () => {
    const { title, status, typeId, groupId, ownerId, priority } = change;
    requirePlace(database, {
      typeId: typeId ?? undefined,
      groupId: groupId ?? undefined,
      ownerId: ownerId ?? undefined,
    });
    run(
      database,
      `UPDATE tickets SET title = coalesce(?, title), status = coalesce(?, status),
         unread = CASE WHEN status = 'completed' AND ? <> 'completed' THEN ${HAS_UNREAD} ELSE unread END,
         type_id = CASE WHEN ? THEN ? ELSE type_id END, group_id = CASE WHEN ? THEN ? ELSE group_id END,
         owner_id = CASE WHEN ? THEN ? ELSE owner_id END, priority = coalesce(?, priority), updated_at = ? WHERE id = ?`,
      orNull(title),
      orNull(status),
      orNull(status),
      flag(typeId !== undefined),
      typeId ?? null,
      flag(groupId !== undefined),
      groupId ?? null,
      flag(ownerId !== undefined),
      ownerId ?? null,
      orNull(priority),
      at,
      id,
    );
  });
}

function requirePlace(database: Database, { typeId, groupId, ownerId }: NewTicketPlace): void {
  const missing = (field: string, name: string): MailroomError =>
    new MailroomError('input.notFound', 'input', { field, params: { name } });
  if (typeId !== undefined && one(database, 'SELECT 1 FROM ticket_types WHERE id = ?', typeId) === undefined)
    throw missing('typeId', typeId);
  if (groupId !== undefined && one(database, 'SELECT 1 FROM groups WHERE id = ?', groupId) === undefined)
    throw missing('groupId', groupId);
  if (ownerId !== undefined && one(database, 'SELECT 1 FROM users WHERE id = ?', ownerId) === undefined)
    throw missing('ownerId', ownerId);
}

interface Row {
  readonly id: number;
  readonly number: string;
  readonly title: string;
  readonly status: Ticket['status'];
  readonly created_at: number;
  readonly updated_at: number;
  readonly messages: number;
  readonly type_id: string | null;
  readonly type: string | null;
  readonly group_id: string | null;
  readonly group_name: string | null;
  readonly owner_id: string | null;
  readonly owner: string | null;
  readonly priority: Ticket['priority'] & string;
  readonly reporter_id: string | null;
  readonly reporter: string | null;
  readonly unread: number;
  readonly completed_at: number | null;
}

const SELECT = `SELECT id, number, title, status, created_at, updated_at, type_id, group_id, owner_id, priority,
  reporter_id, unread, completed_at,
  (SELECT name FROM users WHERE users.id = owner_id) AS owner,
  (SELECT name FROM contacts WHERE contacts.id = reporter_id) AS reporter,
  (SELECT name FROM ticket_types WHERE ticket_types.id = type_id) AS type,
  (SELECT name FROM groups WHERE groups.id = group_id) AS group_name,
  (SELECT count(*) FROM messages WHERE ticket_id = tickets.id AND folder <> 'deleted') AS messages
  FROM tickets`;

function fromRow(row: Row): Ticket {
  return {
    number: row.number,
    title: row.title,
    status: row.status,
    ...(row.type_id === null ? {} : { typeId: row.type_id, type: row.type ?? '' }),
    ...(row.group_id === null ? {} : { groupId: row.group_id, group: row.group_name ?? '' }),
    ...(row.owner_id === null ? {} : { ownerId: row.owner_id, owner: row.owner ?? '' }),
    priority: row.priority,
    ...(row.reporter_id === null ? {} : { reporterId: row.reporter_id, reporter: row.reporter ?? '' }),
    unread: row.unread === 1,
    ...(row.completed_at === null ? {} : { completedAt: row.completed_at }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    messages: row.messages,
  };
}

/** A ticket and the number of its row, by which pages go. */
export interface ListedTicket {
  readonly id: number;
  readonly ticket: Ticket;
}

/** Tickets that fit, newest first, by key and never by offset. */
export function listTickets(
  database: Database,
  filter: TicketFilter,
  page: { readonly after?: number | undefined; readonly limit: number },
): ListedTicket[] {
  const sql: string[] = [];
  const values: Bound[] = [];
  const add = (condition: string, ...bound: Bound[]): void => {
    sql.push(condition);
    values.push(...bound);
  };
  if (filter.status === 'open') add("status <> 'completed'");
  else if (filter.status !== undefined) add('status = ?', filter.status);
  for (const [column, wanted] of [
    ['type_id', filter.typeId],
    ['group_id', filter.groupId],
    ['owner_id', filter.ownerId],
  ] as const)
    if (wanted !== undefined) add(`${column} IS ?`, wanted);
  if (filter.unread === true) add('unread = 1');
  if (filter.text !== undefined && filter.text !== '') {
    withFolding(database);
    add("instr(folded(number || ' ' || title || ' ' || coalesce(reporter, '')), folded(?)) > 0", filter.text);
  }
  if (page.after !== undefined) add('id < ?', page.after);
  const where = sql.length === 0 ? '' : `WHERE ${sql.join(' AND ')}`;
  return all<Row>(database, `${SELECT} ${where} ORDER BY id DESC ${LIMIT}`, ...values, page.limit).map(
    (row) => ({
      id: row.id,
      ticket: fromRow(row),
    }),
  );
}

const folding = new WeakSet<Database>();

/** SQLite knows the letter case of English only. */
function withFolding(database: Database): void {
  if (folding.has(database)) return;
  database.function('folded', { deterministic: true }, (text) => foldText(String(text)).toLowerCase());
  folding.add(database);
}

/** How many tickets there are in each state, and how many have mail that nobody has read. */
export function ticketCounts(database: Database): Record<Ticket['status'] | 'unread', number> {
  const counts = { new: 0, processing: 0, completed: 0, unread: 0 };
  for (const { status, n } of all<{ status: Ticket['status']; n: number }>(
    database,
    'SELECT status, count(*) AS n FROM tickets GROUP BY status',
  ))
    counts[status] = n;
  const unread = one<{ n: number }>(database, 'SELECT count(*) AS n FROM tickets WHERE unread = 1')?.n ?? 0;
  return { ...counts, unread };
}

/** Deletes a ticket that has nothing: no mail in or out, no note. Returns its reference if it did. */
export function deleteIfEmpty(database: Database, id: number): string | undefined {
  return one<{ number: string }>(
    database,
    `DELETE FROM tickets WHERE id = ? AND NOT EXISTS (SELECT 1 FROM messages WHERE ticket_id = tickets.id)
       AND NOT EXISTS (SELECT 1 FROM outbox WHERE ticket_id = tickets.id)
       AND NOT EXISTS (SELECT 1 FROM ticket_notes WHERE ticket_id = tickets.id) RETURNING number`,
    id,
  )?.number;
}

export function readTicket(database: Database, id: number): Ticket | undefined {
  const row = one<Row>(database, `${SELECT} WHERE id = ?`, id);
  return row === undefined ? undefined : fromRow(row);
}

export function ticketCount(database: Database): number {
  return (
    one<{ n: number }>(database, `SELECT count(*) AS n FROM tickets WHERE status <> 'completed'`)?.n ?? 0
  );
}
