import { randomUUID } from 'node:crypto';
import type { Contact } from '../../../shared/domain/contact.ts';
import { MAX_NAME_LENGTH } from '../../../shared/domain/fields.ts';
import type { MailAddress } from '../../../shared/domain/message.ts';
import { saveContact } from '../store/contacts.ts';
import type { Database } from '../store/database.ts';

/** Makes a contact of the sender of a message (S30). @throws MailroomError `input.nameTaken` when there is one */
export function makeContact(database: Database, from: MailAddress): Contact {
  const name = (from.name.trim() === '' ? from.address : from.name.trim()).slice(0, MAX_NAME_LENGTH);
  const contact = { id: randomUUID(), name, organisation: '', blocked: false, addresses: [from.address] };
  saveContact(database, contact);
  return contact;
}
