import type { SendRequest } from '../../../shared/domain/outbound.ts';
import { sendRequestSchema } from '../../../shared/domain/outbound.ts';

const MAX_SUBJECT_CHARACTERS = 150;

export interface OversizeNotice {
  readonly messageId: number;
  readonly to: string;
  readonly subject: string;
  /** UTC ms. */
  readonly date: number;
  /** Bytes. */
  readonly size: number;
  readonly limit: number;
}

/**
 * Tells the sender of a message over the limit that nobody will read it. Which language the sender speaks is not
 * known: both in one short text.
 *
 * @throws ZodError when `to` is no address that can be written to
 */
export function oversizeNotice(notice: OversizeNotice): SendRequest {
  const subject = [...notice.subject]
    .slice(0, MAX_SUBJECT_CHARACTERS)
    .join('')
    .replace(/\p{Cc}/gu, ' ');
  const facts = (labels: readonly [string, string, string, string]): string[] => [
    `${labels[0]}: ${subject}`,
    `${labels[1]}: ${new Date(notice.date).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    `${labels[2]}: ${megabytes(notice.size)}`,
    ...(notice.limit === 0 ? [] : [`${labels[3]}: ${megabytes(notice.limit)}`]),
  ];
  const text = [
    'Ihre E-Mail war größer, als wir annehmen können. Sie wurde nicht gelesen.',
    'Bitte senden Sie sie kleiner noch einmal, zum Beispiel ohne Anhänge oder in mehreren Teilen.',
    '',
    ...facts(['Betreff', 'Datum', 'Größe', 'Höchstens']),
    '',
    '--',
    '',
    'Your e-mail was larger than we can accept. It was not read.',
    'Please send it again in a smaller form, for example without attachments or in several parts.',
    '',
    ...facts(['Subject', 'Date', 'Size', 'Limit']),
    '',
    'Diese Nachricht wurde automatisch erstellt. / This message was created automatically.',
  ].join('\n');
  return sendRequestSchema.parse({
    to: [notice.to],
    subject: `Ihre E-Mail war zu groß / Your e-mail was too large: ${subject}`.replace(/: $/, ''),
    text,
    inReplyTo: notice.messageId,
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 2 : 1)} MB`;
}
