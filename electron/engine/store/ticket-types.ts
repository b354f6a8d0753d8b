import type { Database } from 'better-sqlite3';
import { ticketTypeSchema, type TicketType } from '../../../shared/domain/directory.ts';
import { MailroomError } from '../../../shared/errors.ts';
import { nameKey } from './name-key.ts';
import { requireOutgoingAccount } from './outgoing-accounts.ts';
import { all, flag, one, orNull, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly active: number;
  readonly outgoing_account_id: string | null;
}

function fromRow(row: Row): TicketType {
  return ticketTypeSchema.parse({
    id: row.id,
    name: row.name,
    active: row.active === 1,
    ...(row.outgoing_account_id === null ? {} : { outgoingAccountId: row.outgoing_account_id }),
  });
}

/** All ticket types by name. */
export function listTicketTypes(database: Database): TicketType[] {
  return all<Row>(database, 'SELECT * FROM ticket_types ORDER BY name_key').map(fromRow);
}

export function findTicketType(database: Database, id: string): TicketType | undefined {
  const row = one<Row>(database, 'SELECT * FROM ticket_types WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(row);
}

/**
 * Inserts or replaces a ticket type.
 *
 * @throws MailroomError `input.nameTaken` (field `name`), `input.notFound` (field `outgoingAccountId`)
 */
export function saveTicketType(database: Database, type: TicketType): void {
  inTransaction(database, () => {
    const { id, name } = type;
    const key = nameKey(name);
    if (one(database, 'SELECT 1 FROM ticket_types WHERE name_key = ? AND id <> ?', key, id) !== undefined)
      throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name } });
    requireOutgoingAccount(database, type.outgoingAccountId);
    run(
      database,
      `INSERT INTO ticket_types (id, name, name_key, active, outgoing_account_id) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, active = excluded.active,
         outgoing_account_id = excluded.outgoing_account_id`,
      id,
      name,
      key,
      flag(type.active),
      orNull(type.outgoingAccountId),
    );
  });
}

/** Deletes a ticket type. Its tickets stay without it; answers how many that are. */
export function deleteTicketType(database: Database, id: string): number {
  return inTransaction(database, () => {
    const tickets = one<{ n: number }>(database, 'SELECT count(*) AS n FROM tickets WHERE type_id = ?', id);
    run(database, 'DELETE FROM ticket_types WHERE id = ?', id);
    return tickets?.n ?? 0;
  });
}
