import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type { OutgoingAccount, TransferEncoding } from '../../../shared/domain/outgoing-account.ts';
import type { SendRequest } from '../../../shared/domain/outbound.ts';
import { encodeText, type EncodedText } from './charset.ts';

/** The message this one answers. */
export interface AnsweredMessage {
  readonly messageId: string;
  readonly references: readonly string[];
}

export interface ComposedMessage {
  readonly messageId: string;
  /** The finished message as it goes over the wire, before dot-stuffing. */
  readonly source: Buffer;
  readonly charsetFallback: boolean;
}

/**
 * Builds the message (RFC 5322, MIME) in the account's character set and transfer encoding.
 *
 * Bodies go in as ready-encoded alternatives: nodemailer labels a plain `text` as UTF-8 whatever it holds.
 * The sender is the account's address, never a person's (S65).
 */
export async function compose(
  account: OutgoingAccount,
  request: SendRequest,
  answered: AnsweredMessage | undefined,
  date: Date,
): Promise<ComposedMessage> {
  const messageId = `<${randomUUID()}@${account.senderAddress.split('@')[1] ?? 'localhost'}>`;
  const text = encodeText(normaliseLineEnds(request.text), account.bodyCharset);
  const html = request.html === undefined ? undefined : encodeText(request.html, account.bodyCharset);
  const parts = [bodyPart(text, 'text/plain', account.transferEncoding)];
  if (html !== undefined) parts.push(bodyPart(html, 'text/html', account.transferEncoding));
  const composer = new MailComposer({
    from: { name: account.senderName, address: account.senderAddress },
    replyTo: { name: account.senderName, address: account.senderAddress },
    to: request.to,
    cc: request.cc,
    subject: request.subject,
    date,
    messageId,
    ...(answered === undefined
      ? {}
      : { inReplyTo: answered.messageId, references: [...answered.references, answered.messageId] }),
    alternatives: parts,
    attachments: request.attachments.map((file) => ({ path: file })),
    // Only the files named above are read; nothing in the content may name others or fetch anything.
    disableUrlAccess: true,
  });
  const source = await composer.compile().build();
  return { messageId, source, charsetFallback: text.fellBack || html?.fellBack === true };
}

/** Line ends as they go over the wire (RFC 5322 2.3). */
function normaliseLineEnds(text: string): string {
  return text.replace(/\r\n|\r|\n/g, '\r\n');
}

function bodyPart(
  body: EncodedText,
  type: 'text/plain' | 'text/html',
  wanted: TransferEncoding,
): {
  contentType: string;
  content: Buffer;
  contentTransferEncoding: 'quoted-printable' | 'base64' | '8bit' | '7bit';
} {
  return {
    contentType: `${type}; charset=${body.charset}`,
    content: body.bytes,
    contentTransferEncoding: transferEncoding(body.bytes, wanted),
  };
}

/** Automatic: 7bit for plain ASCII in short lines, quoted-printable otherwise (RFC 2045 section 6). */
function transferEncoding(
  bytes: Buffer,
  wanted: TransferEncoding,
): 'quoted-printable' | 'base64' | '8bit' | '7bit' {
  if (wanted !== 'auto') return wanted;
  const ascii = bytes.every((byte) => byte < 128 && byte !== 0);
  const shortLines = bytes
    .toString('latin1')
    .split('\r\n')
    .every((line) => line.length <= 900);
  return ascii && shortLines ? '7bit' : 'quoted-printable';
}
