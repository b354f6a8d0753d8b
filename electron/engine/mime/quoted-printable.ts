const EQUALS = 0x3d;
const CR = 0x0d;
const LF = 0x0a;
const SPACE = 0x20;
const TAB = 0x09;

/**
 * Decodes the body of a part (RFC 2045 6.7). Never fails: an escape that is none stays as it stands, and
 * blanks at the end of a line, which only transports add, are dropped.
 */
export function decodeQuotedPrintable(encoded: Uint8Array): Buffer {
  const decoded = Buffer.allocUnsafe(encoded.length);
  let to = 0;
  for (let from = 0; from < encoded.length; from += 1) {
    const byte = encoded[from] as number;
    if (byte === EQUALS) {
      const softEnd = endOfBlankLine(encoded, from + 1);
      if (softEnd !== undefined) {
        from = softEnd - 1;
        continue;
      }
      const escaped = hexPair(encoded, from + 1);
      if (escaped >= 0) {
        decoded[to++] = escaped;
        from += 2;
        continue;
      }
    } else if (byte === SPACE || byte === TAB) {
      const next = endOfBlanks(encoded, from);
      const isTrailing = next === encoded.length || isLineEnd(encoded, next);
      if (!isTrailing) to += copy(encoded, from, next, decoded, to);
      from = next - 1;
      continue;
    }
    decoded[to++] = byte;
  }
  return decoded.subarray(0, to);
}

function copy(source: Uint8Array, from: number, end: number, target: Buffer, to: number): number {
  for (let index = from; index < end; index += 1) target[to + index - from] = source[index] as number;
  return end - from;
}

function endOfBlanks(bytes: Uint8Array, at: number): number {
  let end = at;
  while (bytes[end] === SPACE || bytes[end] === TAB) end += 1;
  return end;
}

function isLineEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] === LF);
}

/** The position after the line, when nothing but blanks is left on it: then it goes on with the next. */
function endOfBlankLine(bytes: Uint8Array, at: number): number | undefined {
  const end = endOfBlanks(bytes, at);
  if (end >= bytes.length) return bytes.length;
  if (!isLineEnd(bytes, end)) return undefined;
  return bytes[end] === LF ? end + 1 : end + 2;
}

function hexPair(bytes: Uint8Array, at: number): number {
  const high = hexDigit(bytes[at]);
  const low = hexDigit(bytes[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
