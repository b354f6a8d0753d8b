import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import type MimeNode from 'nodemailer/lib/mime-node';
import type { OutgoingAccount, TransferEncoding } from '../../../shared/domain/outgoing-account.ts';
import type { SendRequest } from '../../../shared/domain/outbound.ts';
import { encodeText, type EncodedText } from './charset.ts';

const MAX_LINE_BYTES = 998;

/** Marks mail that no person wrote, so that no machine answers it (RFC 3834 section 5). */
const AUTOMATIC_HEADERS = {
  'Auto-Submitted': 'auto-replied',
  Precedence: 'bulk',
  'X-Auto-Response-Suppress': 'All',
};

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
 *
 * @param automatic whether the program writes by itself
 */
export async function compose(
  account: OutgoingAccount,
  request: SendRequest,
  answered: AnsweredMessage | undefined,
  date: Date,
  automatic = false,
): Promise<ComposedMessage> {
  const messageId = `<${randomUUID()}@${account.senderAddress.split('@')[1] ?? 'localhost'}>`;
  const text = encodeText(normaliseLineEnds(request.text), account.bodyCharset);
  const html =
    request.html === undefined ? undefined : encodeText(normaliseLineEnds(request.html), account.bodyCharset);
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
    ...(automatic ? { headers: AUTOMATIC_HEADERS } : {}),
    alternatives: parts,
    attachments: request.attachments.map(({ name, mimeType, content, contentId }) => ({
      filename: name,
      content: Buffer.from(content, 'base64'),
      ...(mimeType === undefined ? {} : { contentType: mimeType }),
      ...(contentId === undefined ? {} : { cid: contentId }),
    })),
    // Nothing in the content may name a file or fetch anything.
    disableUrlAccess: true,
    disableFileAccess: true,
  });
  const root = composer.compile();
  keepTransferEncodings(root);
  const source = await root.build();
  return { messageId, source, charsetFallback: text.fellBack || html?.fellBack === true };
}

/** nodemailer knows only quoted-printable and base64 for text, and would encode what is ready once more. */
function keepTransferEncodings(node: MimeNode): void {
  const wanted = node.getHeader('Content-Transfer-Encoding');
  if (wanted === '7bit' || wanted === '8bit') node.getTransferEncoding = () => wanted;
  node.childNodes.forEach(keepTransferEncodings);
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

/**
 * Automatic: 7bit for plain ASCII, quoted-printable otherwise (RFC 2045 section 6). Lines longer than a line
 * may be (RFC 5322 2.1.1) are always encoded.
 */
function transferEncoding(
  bytes: Buffer,
  wanted: TransferEncoding,
): 'quoted-printable' | 'base64' | '8bit' | '7bit' {
  if (wanted === 'base64' || wanted === 'quoted-printable') return wanted;
  const lines = bytes.toString('latin1').split('\r\n');
  if (bytes.includes(0) || lines.some((line) => line.length > MAX_LINE_BYTES)) return 'quoted-printable';
  if (wanted === '8bit') return '8bit';
  return bytes.every((byte) => byte < 128) ? '7bit' : 'quoted-printable';
}
