import { sendRequestSchema, type SendRequest } from '../../../shared/domain/outbound.ts';
import { exportFileName } from '../mime/export.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { RuleMail } from '../store/rule-mails.ts';
import { carries, subjectToken } from '../tickets/references.ts';
import type { WrittenText } from './texts.ts';

const MAX_SUBJECT_CHARACTERS = 300;
const AUTOMATIC = 'Diese Nachricht wurde automatisch erstellt. / This message was created automatically.';

/**
 * The mail that a rule wants sent. Which language the reader speaks is not known: both in one short text.
 *
 * @param source the message it is about, byte for byte
 * @param chosen the words of a confirmation; left out: the built-in ones
 * @throws ZodError when the recipient is no address that can be written to
 */
export function ruleMailRequest(
  { kind, recipient }: RuleMail,
  message: StoredMessage,
  source: Buffer,
  chosen?: WrittenText,
): SendRequest {
  const { ticket } = message;
  const base = { to: [recipient], signature: false, ...(ticket === undefined ? {} : { ticket }) };
  switch (kind) {
    case 'confirm':
      return sendRequestSchema.parse({
        ...base,
        subject: chosen === undefined || chosen.subject === '' ? subjectOf('Re', message) : chosen.subject,
        text: chosen?.text ?? confirmation(message),
        inReplyTo: message.id,
      });
    case 'notify':
      return sendRequestSchema.parse({
        ...base,
        subject: subjectOf('Neu / New', message),
        text: notice(message),
      });
    case 'forward':
      // Not as mail of the ticket: who gets it is no part of the conversation.
      return sendRequestSchema.parse({
        to: [recipient],
        signature: false,
        subject: `Fwd: ${plain(message.subject)}`,
        text: `${facts(message).join('\n')}\n\n${AUTOMATIC}\n`,
        attachments: [
          { name: exportFileName(message), mimeType: 'message/rfc822', content: source.toString('base64') },
        ],
      });
  }
}

function subjectOf(prefix: string, { subject, ticket }: StoredMessage): string {
  const named = ticket === undefined || carries(subject, ticket) ? '' : `${subjectToken(ticket)} `;
  return `${prefix}: ${named}${plain(subject)}`.trim();
}

function confirmation({ ticket }: StoredMessage): string {
  const hint =
    ticket === undefined
      ? ['', '']
      : [
          ` Sie hat die Nummer ${ticket}. Bitte lassen Sie die Nummer in Antworten im Betreff stehen.`,
          ` It has the number ${ticket}. Please leave the number in the subject when you answer.`,
        ];
  return [
    `Ihre Nachricht ist bei uns eingegangen.${hint[0]}`,
    '',
    '--',
    '',
    `We have received your message.${hint[1]}`,
    '',
    AUTOMATIC,
    '',
  ].join('\n');
}

function notice(message: StoredMessage): string {
  return [
    ...(message.ticket === undefined ? [] : [`Ticket: ${message.ticket}`]),
    ...facts(message),
    '',
    message.snippet,
    '',
    AUTOMATIC,
    '',
  ].join('\n');
}

function facts({ from, subject }: StoredMessage): string[] {
  const sender = from.name === '' ? from.address : `${from.name} <${from.address}>`;
  return [`Von / From: ${plain(sender)}`, `Betreff / Subject: ${plain(subject)}`];
}

/** One line of bounded length. */
function plain(text: string): string {
  return [...text.replace(/\p{Cc}+/gu, ' ')].slice(0, MAX_SUBJECT_CHARACTERS).join('').trim();
}
