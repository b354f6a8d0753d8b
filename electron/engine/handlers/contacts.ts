import { randomUUID } from 'node:crypto';
import type { Contact } from '../../../shared/domain/contact.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { ResponseOf } from '../../../shared/ipc/contract.ts';
import { deleteContact, findContact, listContacts, saveContact } from '../store/contacts.ts';
import { releaseHeld } from '../store/held-messages.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type ContactChannel = Extract<EngineChannel, `contacts.${string}`>;

/** Contacts: who may report tickets (S30, S33). */
export function contactHandlers(parts: Parts): HandlersOf<ContactChannel> {
  const { database, events, processor } = parts;

  /** What waited for this contact goes through the rules at once. */
  async function save(contact: Contact): Promise<ResponseOf<'contacts.create'>> {
    const released = inTransaction(database, () => {
      saveContact(database, contact);
      return contact.addresses.reduce((sum, address) => sum + releaseHeld(database, address), 0);
    });
    events.emit('directory.changed', {});
    if (released > 0) {
      events.emit('messages.changed', { added: 0 });
      await processor.drain();
    }
    return { contact: required(contact.id), released };
  }

  function required(id: string): Contact {
    const contact = findContact(database, id);
    if (contact === undefined) throw new MailroomError('input.notFound', 'input', { params: { name: id } });
    return contact;
  }

  return {
    'contacts.list': async () => listContacts(database),
    'contacts.create': (contact) => save({ ...contact, id: randomUUID() }),
    async 'contacts.update'({ id, contact }) {
      required(id);
      return save({ ...contact, id });
    },
    async 'contacts.remove'({ id }) {
      required(id);
      deleteContact(database, id);
      events.emit('directory.changed', {});
      return {};
    },
  };
}
