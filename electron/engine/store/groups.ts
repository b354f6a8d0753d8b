import type { Database } from 'better-sqlite3';
import { groupSchema, type Group } from '../../../shared/domain/directory.ts';
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
  readonly signature_en: string;
  readonly signature_de: string;
}

function fromRow(row: Row): Group {
  return groupSchema.parse({
    id: row.id,
    name: row.name,
    active: row.active === 1,
    ...(row.outgoing_account_id === null ? {} : { outgoingAccountId: row.outgoing_account_id }),
    signatureEn: row.signature_en,
    signatureDe: row.signature_de,
  });
}

/** All groups by name. */
export function listGroups(database: Database): Group[] {
  return all<Row>(database, 'SELECT * FROM groups ORDER BY name_key').map(fromRow);
}

export function findGroup(database: Database, id: string): Group | undefined {
  const row = one<Row>(database, 'SELECT * FROM groups WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(row);
}

/**
 * Inserts or replaces a group.
 *
 * @throws MailroomError `input.nameTaken` (field `name`), `input.notFound` (field `outgoingAccountId`)
 */
export function saveGroup(database: Database, group: Group): void {
  inTransaction(database, () => {
    const { id, name } = group;
    const key = nameKey(name);
    if (one(database, 'SELECT 1 FROM groups WHERE name_key = ? AND id <> ?', key, id) !== undefined)
      throw new MailroomError('input.nameTaken', 'input', { field: 'name', params: { name } });
    requireOutgoingAccount(database, group.outgoingAccountId);
    run(
      database,
      `INSERT INTO groups (id, name, name_key, active, outgoing_account_id, signature_en, signature_de)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, active = excluded.active,
         outgoing_account_id = excluded.outgoing_account_id, signature_en = excluded.signature_en,
         signature_de = excluded.signature_de`,
      id,
      name,
      key,
      flag(group.active),
      orNull(group.outgoingAccountId),
      group.signatureEn,
      group.signatureDe,
    );
  });
}

/** Deletes a group. Its tickets and users stay without it; answers how many tickets that are. */
export function deleteGroup(database: Database, id: string): number {
  return inTransaction(database, () => {
    const tickets = one<{ n: number }>(database, 'SELECT count(*) AS n FROM tickets WHERE group_id = ?', id);
    run(database, 'DELETE FROM groups WHERE id = ?', id);
    return tickets?.n ?? 0;
  });
}
