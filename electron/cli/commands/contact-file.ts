import { contactInputSchema, type Contact, type ContactInput } from '../../../shared/domain/contact.ts';
import type { Engine } from '../../engine/engine.ts';
import { parseInput } from '../../engine/parse-input.ts';
import { call } from '../call.ts';
import { without, type Fields } from './directory-entry.ts';

/**
 * Contacts in a file of accounts: rules ask who somebody is, so that they decide elsewhere as they do here. A contact is
 * known by its addresses, because two people can have one name.
 */
export async function exportContacts(engine: Engine): Promise<Fields[]> {
  return (await call(engine, 'contacts.list', {})).map((contact) => without(contact, 'id'));
}

/** @throws MailroomError `input.invalid` */
export function parseContact(entry: Fields): ContactInput {
  return parseInput(contactInputSchema, entry);
}

/** Takes contacts of a file in, one after the other, among those that are there. */
export interface ContactImport {
  /** Returns how to take it back; undefined when all its addresses are known. */
  add(contact: ContactInput): Promise<(() => Promise<unknown>) | undefined>;
}

/**
 * An address that is known stays with its contact, whatever the file says of it. Other addresses of the same person go to
 * that contact too, unless one of the two is blocked: then they make a contact of their own, because blocked mail must
 * stay blocked, and other mail must not become it.
 */
export async function contactImport(engine: Engine): Promise<ContactImport> {
  const owners = new Map<string, Contact>();
  const remember = (contact: Contact): void =>
    contact.addresses.forEach((address) => owners.set(address.toLowerCase(), contact));
  (await call(engine, 'contacts.list', {})).forEach(remember);

  return {
    async add(contact) {
      const ownersOf = contact.addresses.map((address) => owners.get(address.toLowerCase()));
      const addresses = contact.addresses.filter((_address, index) => ownersOf[index] === undefined);
      if (addresses.length === 0) return undefined;
      const owner = ownersOf.find((each) => each?.blocked === contact.blocked);
      if (owner === undefined) {
        const { contact: created } = await call(engine, 'contacts.create', { ...contact, addresses });
        remember(created);
        return () => call(engine, 'contacts.remove', { id: created.id });
      }
      const { id, ...before } = owner;
      const more = { ...before, addresses: [...before.addresses, ...addresses] };
      remember((await call(engine, 'contacts.update', { id, contact: more })).contact);
      return () => call(engine, 'contacts.update', { id, contact: before });
    },
  };
}
