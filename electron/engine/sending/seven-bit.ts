import { isAscii } from 'node:buffer';
import { fieldOf } from '../mime/header-fields.ts';
import { readStructure, type HeaderSection } from '../mime/structure.ts';
import { encodeQuotedPrintable } from './quoted-printable.ts';

/** Messages in messages: what lies deeper stays as it is. */
const MAX_DEPTH = 10;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly bytes: Buffer;
}

/** Whether a message needs BODY=8BITMIME (RFC 6152), or another form. */
export function hasEightBitBytes(bytes: Buffer): boolean {
  return !isAscii(bytes);
}

/**
 * A message for a server without 8BITMIME (RFC 6152): the 8-bit parts as quoted-printable (RFC 2045 6.7), what else was
 * labelled 8bit as 7bit (RFC 2045 6.4), everything else byte for byte. Signatures over the rewritten
 * bytes break; signed parts are 7bit from the start (RFC 1847 2.1). 8-bit header fields stay: they have no other form.
 */
export function toSevenBit(source: Buffer): Buffer {
  return rewrite(source, MAX_DEPTH);
}

function rewrite(source: Buffer, depth: number): Buffer {
  const { parts, multiparts } = readStructure(source);
  const edits: Edit[] = multiparts.flatMap((header) => encodingEdit(source, header, '7bit'));
  for (const part of parts) {
    const body = source.subarray(part.start, part.end);
    if (isEncoded(fieldOf(part.fields, 'content-transfer-encoding'))) continue;
    const isMessage = part.type.value.startsWith('message/');
    if (isMessage && depth > 0) {
      // No other encoding is allowed here (RFC 2046 5.2.1): what is in it is rewritten instead.
      edits.push(...encodingEdit(source, part, '7bit'));
      edits.push({ start: part.start, end: part.end, bytes: rewrite(body, depth - 1) });
    } else if (!hasEightBitBytes(body)) {
      edits.push(...encodingEdit(source, part, '7bit'));
    } else if (!isMessage) {
      edits.push(...encodingEdit(source, part, 'quoted-printable', true));
      edits.push({ start: part.start, end: part.end, bytes: encodeQuotedPrintable(body) });
    }
  }
  return withEdits(source, edits);
}

function isEncoded(encoding: string | undefined): boolean {
  return encoding !== undefined && /base64|quoted-printable/i.test(encoding);
}

/**
 * Says `7bit` where `8bit` or `binary` was said, and whatever is said where the body changes its form.
 *
 * @param always also where nothing was said, or something else
 */
function encodingEdit(
  source: Buffer,
  { headerStart, start }: HeaderSection,
  encoding: '7bit' | 'quoted-printable',
  always = false,
): Edit[] {
  const header = source.toString('latin1', headerStart, start);
  const field = /^content-transfer-encoding[ \t]*:(.*(?:\r?\n[ \t].*)*)\r?$/im.exec(header);
  const bytes = Buffer.from(`Content-Transfer-Encoding: ${encoding}`);
  if (field === null) {
    if (!always) return [];
    const lineEnd = header.includes('\r\n') ? '\r\n' : '\n';
    // Before the empty line.
    const at = start - (/\r?\n$/.exec(header)?.[0].length ?? 0);
    return [{ start: at, end: at, bytes: Buffer.concat([bytes, Buffer.from(lineEnd)]) }];
  }
  if (!always && !/8bit|binary/i.test(field[1] ?? '')) return [];
  const from = headerStart + field.index;
  return [{ start: from, end: from + field[0].replace(/\r$/, '').length, bytes }];
}

function withEdits(source: Buffer, edits: readonly Edit[]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const { start, end, bytes } of edits.toSorted((one, other) => one.start - other.start)) {
    pieces.push(source.subarray(at, start), bytes);
    at = end;
  }
  return Buffer.concat([...pieces, source.subarray(at)]);
}
