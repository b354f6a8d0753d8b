import type { MessageListItem } from '../../../shared/domain/message.ts';
import { safeFileName } from './file-name.ts';

const MAX_SUBJECT_CHARACTERS = 60;

/** A file name for one exported message: its number, so that names are unique and sorted, and its subject. */
export function exportFileName(message: Pick<MessageListItem, 'id' | 'subject'>): string {
  const number = String(message.id).padStart(6, '0');
  return message.subject.trim() === '' ? `${number}.eml` : `${number} ${shortSubject(message.subject)}.eml`;
}

/** A file name for a message that has no number: its subject. */
export function sourceFileName(subject: string): string {
  return subject.trim() === '' ? 'message.eml' : `${shortSubject(subject)}.eml`;
}

function shortSubject(subject: string): string {
  const safe = safeFileName(subject.replace(/[\s.]+/g, ' '), 'message/rfc822', 0);
  return [...safe].slice(0, MAX_SUBJECT_CHARACTERS).join('').trim();
}

/** One message in mboxrd form (RFC 4155 with reversible quoting of "From " lines). */
export function mboxEntry(message: Pick<MessageListItem, 'from' | 'receivedAt'>, source: Buffer): Buffer {
  const sender = message.from.address.replace(/\s/g, '') || 'MAILER-DAEMON';
  const head = `From ${sender} ${new Date(message.receivedAt).toUTCString().replace(/,/g, '')}\n`;
  const body = source
    .toString('latin1')
    .replace(/\r\n/g, '\n')
    .replace(/^(>*From )/gm, '>$1');
  return Buffer.from(`${head}${body}${body.endsWith('\n') ? '' : '\n'}\n`, 'latin1');
}
