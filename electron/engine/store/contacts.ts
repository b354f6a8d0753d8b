import type { Database } from 'better-sqlite3';
import { MailroomError } from '../../../shared/errors.ts';
import type { Contact } from '../../../shared/domain/contact.ts';
import { all, flag, one, run } from './statement.ts';
import { inTransaction } from './transaction.ts';

/** A contact as far as rules are concerned. */
export interface StoredContact {
  readonly id: string;
  readonly blocked: boolean;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly organisation: string;
  readonly blocked: number;
}

/** Letter case makes no difference in an address. */
function addressKey(address: string): string {
  return address.trim().toLowerCase();
}

function fromRow(database: Database, row: Row): Contact {
  const addresses = all<{ address: string }>(
    database,
    'SELECT address FROM contact_addresses WHERE contact_id = ? ORDER BY position',
    row.id,
  ).map(({ address }) => address);
  return {
    id: row.id,
    name: row.name,
    organisation: row.organisation,
    blocked: row.blocked === 1,
    addresses,
  };
}

/** All contacts by name. */
export function listContacts(database: Database): Contact[] {
  return all<Row>(database, 'SELECT * FROM contacts ORDER BY name COLLATE NOCASE, id').map((row) =>
    fromRow(database, row),
  );
}

export function findContact(database: Database, id: string): Contact | undefined {
  const row = one<Row>(database, 'SELECT * FROM contacts WHERE id = ?', id);
  return row === undefined ? undefined : fromRow(database, row);
}

/** The contact that an address belongs to. */
export function findContactByAddress(database: Database, address: string): StoredContact | undefined {
  const row = one<{ id: string; blocked: number }>(
    database,
    `SELECT id, blocked FROM contacts WHERE id = (SELECT contact_id FROM contact_addresses WHERE address_key = ?)`,
    addressKey(address),
  );
  return row === undefined ? undefined : { id: row.id, blocked: row.blocked === 1 };
}

/**
 * Inserts or replaces a contact. The same address twice counts once.
 *
 * @throws MailroomError `input.nameTaken` (field `addresses`) when an address belongs to another contact
 */
export function saveContact(database: Database, contact: Contact): void {
  inTransaction(database, () => {
    run(
      database,
      `INSERT INTO contacts (id, name, organisation, blocked) VALUES (?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, organisation = excluded.organisation,
         blocked = excluded.blocked`,
      contact.id,
      contact.name,
      contact.organisation,
      flag(contact.blocked),
    );
    run(database, 'DELETE FROM contact_addresses WHERE contact_id = ?', contact.id);
    const byKey = new Map(contact.addresses.map((address) => [addressKey(address), address]));
    for (const [position, [key, address]] of [...byKey].entries()) {
      if (one(database, 'SELECT 1 FROM contact_addresses WHERE address_key = ?', key) !== undefined)
        throw new MailroomError('input.nameTaken', 'input', {
          field: 'addresses',
          params: { name: address },
        });
      run(
        database,
        'INSERT INTO contact_addresses (address_key, contact_id, position, address) VALUES (?, ?, ?, ?)',
        key,
        contact.id,
        position,
        address,
      );
    }
  });
}

/** Its tickets stay, without a reporter. */
export function deleteContact(database: Database, id: string): boolean {
  return run(database, 'DELETE FROM contacts WHERE id = ?', id) === 1;
}
