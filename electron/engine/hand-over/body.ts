import type { Hook } from '../../../shared/domain/hook.ts';
import type { MimeParser } from '../mime/parser.ts';
import type { Database } from '../store/database.ts';
import type { DueDelivery } from '../store/hook-deliveries.ts';
import { findMessage, listItem, readAttachments, readSource } from '../store/messages.ts';
import { readTicket } from '../store/tickets.ts';

/** What a receiver is told about something that happened to a message, as it is now. Undefined once that is gone. */
export async function bodyOf(
  database: Database,
  parser: MimeParser,
  { includeSource }: Hook,
  { key, event, at, params, messageId }: DueDelivery,
): Promise<Buffer | undefined> {
  const message = findMessage(database, messageId);
  if (message === undefined) return undefined;
  const source = readSource(database, messageId);
  const ticket = message.ticketId === undefined ? undefined : readTicket(database, message.ticketId);
  const { folder, cc, replyTo, references, imagesAsAttachments } = message;
  // Base64 is made first: the parser is given the bytes away.
  const raw = includeSource ? source?.toString('base64') : undefined;
  return Buffer.from(
    JSON.stringify({
      delivery: key,
      event,
      at: new Date(at).toISOString(),
      details: params,
      message: {
        ...listItem(message),
        folder,
        cc,
        replyTo,
        messageId: message.messageId,
        references,
        text: source === undefined ? '' : await textOf(parser, source, imagesAsAttachments),
        attachmentList: readAttachments(database, messageId),
      },
      ticket,
      source: raw,
    }),
  );
}

/** A source that can't be parsed has no text. */
async function textOf(parser: MimeParser, source: Buffer, imagesAsAttachments: boolean): Promise<string> {
  try {
    return (await parser.view(source, { imagesAsAttachments, giveAway: true })).text;
  } catch {
    return '';
  }
}
