import type { MailLanguage } from '../../../shared/domain/directory.ts';
import { templateVariables, type Template } from '../../../shared/domain/template.ts';
import { findContact, findContactByAddress } from '../store/contacts.ts';
import type { Database } from '../store/database.ts';
import type { StoredMessage } from '../store/messages.ts';
import { contextValues, mailContext, sendingMailbox } from './mail-context.ts';
import { writtenDate } from './mail-language.ts';
import type { TemplateValues } from './template-text.ts';
import { writeAll, type WrittenText } from './texts.ts';

/** Of what a stranger wrote: a confirmation must not carry somebody's letter to a third person. */
const MAX_VALUE_CHARACTERS = 150;

/**
 * The words of a confirmation in a text that somebody wrote. A variable without a value becomes nothing: nobody looks at
 * a confirmation before it goes out.
 *
 * @param message the one that is confirmed
 * @throws MailroomError `send.noAccount` when nobody can send it
 */
export function confirmationText(
  database: Database,
  template: Template,
  message: StoredMessage,
): WrittenText {
  const context = mailContext(database, { ticket: message.ticket });
  const sender = sendingMailbox(database, context);
  const contactName = nameOfSender(database, message);
  const valuesIn = (language: MailLanguage): TemplateValues => {
    const values: TemplateValues = {
      ...contextValues(context, sender, message.date, language),
      'message.subject': short(message.subject),
      'message.date': writtenDate(message.date, language),
      'contact.name': short(contactName),
    };
    return Object.fromEntries(templateVariables.confirmation.map((name) => [name, values[name] ?? '']));
  };
  const { subject, text } = writeAll(template, valuesIn);
  // What is left of "[{{ticket.number}}]" without a ticket.
  return { subject: subject.replace(/\[\s*\]\s*/g, '').trim(), text };
}

/** As the contact is called who becomes the reporter, else as the sender says. */
function nameOfSender(database: Database, { from }: StoredMessage): string {
  const known = findContactByAddress(database, from.address);
  const name = known === undefined ? from.name : (findContact(database, known.id)?.name ?? from.name);
  return name.trim() === '' ? from.address : name;
}

function short(text: string): string {
  return [...text.replace(/[\s\p{Cc}]+/gu, ' ').trim()].slice(0, MAX_VALUE_CHARACTERS).join('');
}
