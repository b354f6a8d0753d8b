import { addressParser, type Address } from 'postal-mime';
import type { MailAddress } from '../../../shared/domain/message.ts';
import type { Envelope } from '../store/messages.ts';
import { parseDate } from './date.ts';
import { wordsInUtf8 } from './encoded-words.ts';
import { decodedText, fieldOf, fieldText, type HeaderField } from './header-fields.ts';
import { structuredField } from './structured-field.ts';

const SNIPPET_CHARACTERS = 200;
/** Longer ones are attacks or accidents, and every list would carry them. */
const MAX_SUBJECT_CHARACTERS = 2000;
const MAX_ADDRESS_CHARACTERS = 1000;
const MAX_REFERENCES = 1000;
/** In each of To, Cc and Reply-To. */
const MAX_MAILBOXES = 1000;
const NOBODY: MailAddress = { name: '', address: '' };

/**
 * The envelope of a message; `text` gives the snippet. Of repeated fields the first counts, recipients
 * aside, and of several authors (RFC 5322 3.6.2) the first one.
 */
export function envelopeOf(fields: readonly HeaderField[], text: string): Envelope {
  const fallback = structuredField(fieldOf(fields, 'content-type') ?? '').parameters.get('charset');
  const all = (name: string): MailAddress[] => addresses(fields, name, fallback);
  const first = (name: string): string => fieldOf(fields, name) ?? '';
  return {
    messageId: messageIds(first('message-id'))[0],
    inReplyTo: messageIds(first('in-reply-to'))[0],
    references: messageIds(first('references')).slice(-MAX_REFERENCES),
    from: all('from')[0] ?? NOBODY,
    to: all('to').slice(0, MAX_MAILBOXES),
    cc: all('cc').slice(0, MAX_MAILBOXES),
    replyTo: all('reply-to').slice(0, MAX_MAILBOXES),
    subject: oneLine(decodedText(first('subject'), fallback)).slice(0, MAX_SUBJECT_CHARACTERS),
    snippet: oneLine(text.slice(0, SNIPPET_CHARACTERS * 20)).slice(0, SNIPPET_CHARACTERS),
    date: parseDate(first('date')),
  };
}

/** Message identifiers with their brackets (RFC 5322 3.6.4). */
function messageIds(raw: string): string[] {
  return decodedText(raw).match(/<[^<>\s]+>/g) ?? [];
}

function addresses(
  fields: readonly HeaderField[],
  name: string,
  fallback: string | undefined,
): MailAddress[] {
  return fields
    .filter((field) => field.name.toLowerCase() === name && field.raw !== '')
    .flatMap((field) => flatten(addressParser(wordsInUtf8(fieldText(field.raw, fallback)))));
}

/** Members of groups one by one; a group without members is nobody (RFC 5322 3.4). */
function flatten(parsed: readonly Address[]): MailAddress[] {
  return parsed.flatMap((entry) =>
    (entry.group ?? [entry]).map(({ name, address }) => mailbox(name, address)),
  );
}

function mailbox(name: string, address: string): MailAddress {
  return {
    name: oneLine(name).slice(0, MAX_ADDRESS_CHARACTERS),
    address: oneLine(withoutRoute(address)).slice(0, MAX_ADDRESS_CHARACTERS),
  };
}

/** Hosts to go through, as in `@relay.example:user@host.example`, mean nothing today (RFC 5322 4.4). */
function withoutRoute(address: string): string {
  return address.startsWith('@') ? address.slice(address.lastIndexOf(':') + 1) : address;
}

/** Blanks, line ends and control characters made one blank each. */
export function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f\u007f]+/g, ' ').trim();
}
