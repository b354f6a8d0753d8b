import { randomUUID } from 'node:crypto';
import type { Contact } from '../../../shared/domain/contact.ts';
import { MailroomError } from '../../../shared/errors.ts';
import type { ResponseOf } from '../../../shared/ipc/contract.ts';
import { unexpected } from '../failures.ts';
import { deleteContact, findContact, listContacts, saveContact } from '../store/contacts.ts';
import { releaseHeld } from '../store/held-messages.ts';
import { inTransaction } from '../store/transaction.ts';
import type { EngineChannel, HandlersOf, Parts } from './handler.ts';

type ContactChannel = Extract<EngineChannel, `contacts.${string}`>;

/** Contacts: who may report tickets (S30, S33). */
export function contactHandlers(parts: Parts): HandlersOf<ContactChannel> {
  const { database, events, processor } = parts;

  /** What waited for this contact goes through the rules. */
  function save(contact: Contact): ResponseOf<'contacts.create'> {
    const released = inTransaction(database, () => {
      saveContact(database, contact);
      return contact.addresses.reduce((sum, address) => sum + releaseHeld(database, address), 0);
    });
    events.emit('directory.changed', {});
    if (released > 0) {
      events.emit('messages.changed', { added: 0 });
      // Behind the answer: there may be thousands, and others before them.
      processor.drain().catch((error: unknown) => {
        parts.logger.error('processing stopped', { reason: unexpected(error).code });
      });
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
    'contacts.create': async (contact) => save({ ...contact, id: randomUUID() }),
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
