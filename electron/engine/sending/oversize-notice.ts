import { sendRequestSchema, type SendRequest } from '../../../shared/domain/outbound.ts';
import type { Template } from '../../../shared/domain/template.ts';
import { write } from './texts.ts';

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
export function oversizeNotice(template: Template, notice: OversizeNotice): SendRequest {
  const values = {
    'message.subject': [...notice.subject]
      .slice(0, MAX_SUBJECT_CHARACTERS)
      .join('')
      .replace(/\p{Cc}/gu, ' '),
    'message.date': `${new Date(notice.date).toISOString().slice(0, 16).replace('T', ' ')} UTC`,
    'message.size': megabytes(notice.size),
    limit: notice.limit === 0 ? '–' : megabytes(notice.limit),
  };
  const both = [write(template, 'de', values), write(template, 'en', values)];
  // A text that was written in one language only stands there once.
  const once = (texts: readonly string[]): string[] => [...new Set(texts.filter((text) => text !== ''))];
  return sendRequestSchema.parse({
    to: [notice.to],
    subject: once(both.map(({ subject }) => subject))
      .join(' / ')
      .replace(/:$/, ''),
    text: once(both.map(({ text }) => text)).join('\n\n--\n\n'),
    inReplyTo: notice.messageId,
    signature: false,
  });
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 2 : 1)} MB`;
}
