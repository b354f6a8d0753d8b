import { randomUUID } from 'node:crypto';
import type { Contact } from '../../../shared/domain/contact.ts';
import { addressField, MAX_NAME_LENGTH } from '../../../shared/domain/fields.ts';
import type { MailAddress } from '../../../shared/domain/message.ts';
import { saveContact } from '../store/contacts.ts';
import type { Database } from '../store/database.ts';

/**
 * Whether a contact can have this address. Senders write what they like: one that no form would take must not get into the
 * list either, which would then be refused as a whole.
 */
export function canBeContact({ address }: MailAddress): boolean {
  return addressField.safeParse(address).success;
}

/** Makes a contact of the sender of a message (S30). @throws MailroomError `input.nameTaken` when there is one */
export function makeContact(database: Database, from: MailAddress): Contact {
  const name = (from.name.trim() === '' ? from.address : from.name.trim()).slice(0, MAX_NAME_LENGTH);
  const contact = { id: randomUUID(), name, organisation: '', blocked: false, addresses: [from.address] };
  saveContact(database, contact);
  return contact;
}
