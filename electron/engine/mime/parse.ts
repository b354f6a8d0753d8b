import { convert } from 'html-to-text';
import PostalMime, { type Address, type Attachment as Part, type Email } from 'postal-mime';
import type { Attachment, MailAddress } from '../../../shared/domain/message.ts';
import type { Envelope } from '../store/messages.ts';
import { safeFileName } from './file-name.ts';
import type { AttachmentContent, MessageIndex, MessageView } from './parsed.ts';

const SNIPPET_CHARACTERS = 200;
/** Picture types that may be put into the reading pane. SVG can carry script and is not one of them. */
const INLINE_IMAGE_TYPES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp']);
/** All inline pictures of a message together, in bytes, before encoding. */
const MAX_INLINE_BYTES = 20_000_000;

/** Parses a raw source (RFC 5322, 2045 to 2049, 2183, 2231) for lists and rules. */
export async function parseIndex(source: Uint8Array): Promise<MessageIndex> {
  const email = await parse(source);
  const text = plainText(email);
  return { envelope: envelopeOf(email, text), attachments: email.attachments.map(describe), text };
}

/** Parses a raw source for reading. The HTML is as received: it must be sanitised before it is shown. */
export async function parseView(source: Uint8Array): Promise<MessageView> {
  const email = await parse(source);
  return {
    text: plainText(email),
    html: email.html,
    headers: email.headers.map((header) => ({ name: header.originalKey, value: header.value })),
    attachments: email.attachments.map(describe),
    inlineImages: inlineImages(email.attachments),
  };
}

/** One attachment with its bytes; undefined when there is none at this position. */
export async function parseAttachment(
  source: Uint8Array,
  index: number,
): Promise<AttachmentContent | undefined> {
  const part = (await parse(source)).attachments[index];
  return part === undefined ? undefined : { attachment: describe(part, index), bytes: bytesOf(part) };
}

function parse(source: Uint8Array): Promise<Email> {
  return PostalMime.parse(source, { forceRfc822Attachments: true, attachmentEncoding: 'arraybuffer' });
}

/** The envelope of a parsed message; `text` gives the snippet. */
export function envelopeOf(email: Email, text: string): Envelope {
  const date = email.date === undefined ? Number.NaN : Date.parse(email.date);
  return {
    messageId: messageIds(email.messageId)[0],
    inReplyTo: messageIds(email.inReplyTo)[0],
    references: messageIds(email.references),
    from: flatten(email.from === undefined ? [] : [email.from])[0] ?? { name: '', address: '' },
    to: flatten(email.to ?? []),
    cc: flatten(email.cc ?? []),
    replyTo: flatten(email.replyTo ?? []),
    subject: oneLine(email.subject ?? ''),
    snippet: oneLine(text).slice(0, SNIPPET_CHARACTERS),
    date: Number.isNaN(date) ? undefined : date,
  };
}

/** Message identifiers with their brackets (RFC 5322 3.6.4). */
function messageIds(field: string | undefined): string[] {
  return field?.match(/<[^<>\s]+>/g) ?? [];
}

function flatten(addresses: readonly Address[]): MailAddress[] {
  return addresses.flatMap((entry) =>
    entry.group === undefined
      ? [{ name: oneLine(entry.name), address: entry.address }]
      : entry.group.map((member) => ({ name: oneLine(member.name), address: member.address })),
  );
}

function oneLine(text: string): string {
  return text.replace(/[\s\u0000-\u001f]+/g, ' ').trim();
}

function plainText(email: Email): string {
  if (email.text !== undefined && email.text.trim() !== '') return email.text;
  if (email.html === undefined) return email.text ?? '';
  return convert(email.html, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  });
}

function describe(part: Part, index: number): Attachment {
  const inline = part.related === true || (part.disposition === 'inline' && part.contentId !== undefined);
  const contentId = part.contentId?.replace(/^<|>$/g, '');
  return {
    index,
    name: safeFileName(part.filename ?? '', part.mimeType, index),
    mimeType: part.mimeType,
    sizeBytes: bytesOf(part).length,
    disposition: inline && part.mimeType.startsWith('image/') ? 'inline' : 'attachment',
    ...(contentId === undefined ? {} : { contentId }),
  };
}

function bytesOf(part: Part): Uint8Array {
  const { content } = part;
  if (typeof content === 'string')
    return Buffer.from(content, part.encoding === 'base64' ? 'base64' : 'utf8');
  return content instanceof Uint8Array ? content : new Uint8Array(content);
}

function inlineImages(parts: readonly Part[]): Record<string, string> {
  const images: Record<string, string> = {};
  let total = 0;
  for (const part of parts) {
    if (part.contentId === undefined || !INLINE_IMAGE_TYPES.has(part.mimeType)) continue;
    const bytes = bytesOf(part);
    total += bytes.length;
    if (total > MAX_INLINE_BYTES) break;
    const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
    images[part.contentId.replace(/^<|>$/g, '')] = `data:${part.mimeType};base64,${data}`;
  }
  return images;
}
