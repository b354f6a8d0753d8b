/** Characters of an encoded line, without its line end (RFC 2045 6.7). */
const MAX_LINE = 76;
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;
const EQUALS = 0x3d;
const SOFT_BREAK = [EQUALS, CR, LF];
const HEX = Buffer.from('0123456789ABCDEF');

/**
 * Encodes text as quoted-printable (RFC 2045 6.7). Line ends stay as they are, CRLF or LF, and decoding gives back every
 * byte.
 */
export function encodeQuotedPrintable(text: Uint8Array): Buffer {
  // Three for each byte, and a soft line break after no fewer than 73 of these.
  const encoded = Buffer.allocUnsafe(text.length * 3 + Math.ceil(text.length / 24) * SOFT_BREAK.length);
  let to = 0;
  let column = 0;
  for (let at = 0; at < text.length; at += 1) {
    const byte = text[at] as number;
    if (isLineEnd(text, at)) {
      encoded[to++] = byte;
      if (byte === CR) encoded[to++] = text[++at] as number;
      column = 0;
      continue;
    }
    const isLast = at + 1 >= text.length || isLineEnd(text, at + 1);
    const escaped = needsEscape(byte, isLast);
    const width = escaped ? 3 : 1;
    // One column is kept for the "=" of a soft line break.
    if (column + width > MAX_LINE - (isLast ? 0 : 1)) {
      for (const each of SOFT_BREAK) encoded[to++] = each;
      column = 0;
    }
    column += width;
    if (escaped) {
      encoded[to++] = EQUALS;
      encoded[to++] = HEX[byte >> 4] as number;
      encoded[to++] = HEX[byte & 15] as number;
    } else encoded[to++] = byte;
  }
  return encoded.subarray(0, to);
}

function isLineEnd(text: Uint8Array, at: number): boolean {
  return text[at] === LF || (text[at] === CR && text[at + 1] === LF);
}

/** Transports drop blanks at the end of a line. */
function needsEscape(byte: number, isLast: boolean): boolean {
  if (byte === SPACE || byte === TAB) return isLast;
  return byte === EQUALS || byte < 0x21 || byte > 0x7e;
}
