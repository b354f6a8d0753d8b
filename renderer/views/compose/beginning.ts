import i18next from 'i18next';
import { mailLanguages, type MailLanguage } from '../../../shared/domain/directory.ts';
import type { MessageDetail } from '../../../shared/domain/message.ts';
import { formatExact } from '../../format.ts';
import type { Draft } from '../../stores/compose.ts';
import { quoteHtml, textToHtml } from './html.ts';

export interface ComposeValues {
  to: string;
  cc: string;
  bcc: string;
  subject: string;
  /** Empty: the account is found by the usual order. */
  accountId: string;
  groupId: string;
  typeId: string;
  /** Number of a ticket; it brings its own group and type. */
  ticket: string;
  language: MailLanguage;
  signature: boolean;
}

/** What the fields hold at first. */
export function beginningOf({ answered, ticket }: Draft): ComposeValues {
  const language = mailLanguages.find((known) => known === i18next.language) ?? 'en';
  const answers =
    answered === undefined ? [] : answered.replyTo.length > 0 ? answered.replyTo : [answered.from];
  return {
    to: answers.map(({ address }) => address).join(', '),
    cc: '',
    bcc: '',
    subject: answered === undefined ? '' : replySubject(answered.subject),
    accountId: '',
    groupId: '',
    typeId: '',
    ticket: ticket ?? answered?.ticket ?? '',
    language,
    signature: true,
  };
}

/** `Re: ` once, whatever stood there before. */
export function replySubject(subject: string): string {
  return `Re: ${subject.replace(/^\s*((re|aw|antw)\s*(\[\d+\])?:\s*)+/i, '')}`;
}

function wrote(message: MessageDetail): string {
  return i18next.t('reply.wrote', {
    name: message.from.name === '' ? message.from.address : message.from.name,
    date: formatExact(message.date),
  });
}

/** The quotation below an answer, in plain text; empty where nothing is answered. */
export function quotedText(answered: MessageDetail | undefined): string {
  if (answered === undefined) return '';
  const lines = answered.text.trimEnd().split(/\r?\n/);
  const quoted = lines.map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`));
  return `\n\n${wrote(answered)}\n${quoted.join('\n')}\n`;
}

/** The same as formatted text. Made of the plain text: what hid in a stranger's HTML is not passed on. */
export function quotedHtml(answered: MessageDetail | undefined): string {
  if (answered === undefined) return '';
  // The last line is there from the start: were it added by the editor, the answer would count as written.
  return `<p></p>${textToHtml(wrote(answered))}${quoteHtml(answered.text)}<p></p>`;
}
