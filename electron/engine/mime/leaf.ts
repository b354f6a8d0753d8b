import { decodeBase64, decodedBase64Size } from './base64.ts';
import { decodedText, fieldOf } from './header-fields.ts';
import { decodeQuotedPrintable } from './quoted-printable.ts';
import type { Part } from './structure.ts';
import { structuredField, type StructuredField } from './structured-field.ts';

type Encoding = 'base64' | 'quoted-printable' | 'identity';

/** What the header of a leaf says about it. */
export interface LeafHeader {
  readonly mimeType: string;
  readonly disposition: string;
  /** As the sender wrote it: not safe as a file name. Empty when there is none. */
  readonly fileName: string;
  /** Without brackets. */
  readonly contentId: string | undefined;
  /** Content-Location (RFC 2557). */
  readonly location: string | undefined;
}

export function leafHeader(part: Part): LeafHeader {
  const disposition = structuredField(fieldOf(part.fields, 'content-disposition') ?? '');
  const contentId =
    fieldOf(part.fields, 'content-id')
      ?.replace(/^<+|>+$/g, '')
      .trim() ?? '';
  const location = fieldOf(part.fields, 'content-location')?.replace(/\s+/g, '') ?? '';
  return {
    mimeType: part.type.value,
    disposition: disposition.value,
    fileName: fileName(disposition, part.type),
    contentId: contentId === '' ? undefined : decodedText(contentId),
    location: location === '' ? undefined : decodedText(location),
  };
}

function fileName(disposition: StructuredField, type: StructuredField): string {
  return disposition.parameters.get('filename') ?? type.parameters.get('name') ?? '';
}

/** The decoded bytes of a leaf. Never fails: broken encodings give what can be read. */
export function contentOf(source: Buffer, part: Part): Buffer {
  return decode(source.subarray(part.start, part.end), encodingOf(part));
}

/** The first bytes, decoded: enough to see what a leaf is, or to read a text up to a limit. */
export function beginningOf(source: Buffer, part: Part, encodedBytes: number): Buffer {
  return decode(source.subarray(part.start, Math.min(part.end, part.start + encodedBytes)), encodingOf(part));
}

/** The length of `contentOf` in bytes; base64, the encoding of all that is large, is not decoded for it. */
export function sizeOf(source: Buffer, part: Part): number {
  const encoding = encodingOf(part);
  if (encoding === 'identity') return part.end - part.start;
  const encoded = source.subarray(part.start, part.end);
  return encoding === 'base64' ? decodedBase64Size(encoded) : decodeQuotedPrintable(encoded).length;
}

function decode(encoded: Buffer, encoding: Encoding): Buffer {
  switch (encoding) {
    case 'base64':
      return decodeBase64(encoded);
    case 'quoted-printable':
      return decodeQuotedPrintable(encoded);
    case 'identity':
      return encoded;
  }
}

/** Content-Transfer-Encoding (RFC 2045 6); senders write it in every letter case, with comments and quotes. */
function encodingOf(part: Part): Encoding {
  const raw = fieldOf(part.fields, 'content-transfer-encoding') ?? '';
  const found = /base64|quoted-printable/i.exec(raw.slice(0, 200))?.[0].toLowerCase();
  return found === undefined ? 'identity' : (found as Encoding);
}
