const EQUALS = 0x3d;

/** 1 for what carries six bits: the alphabets of RFC 4648 sections 4 and 5. */
const carries = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_') {
  carries[letter.charCodeAt(0)] = 1;
}
/** The same for two bytes at once: most of what is imported runs through this table. */
const pairsCarry = Uint8Array.from(
  { length: 65_536 },
  (_none, pair) => (carries[pair & 0xff] as number) + (carries[pair >> 8] as number),
);

/**
 * Decodes the body of a part (RFC 2045 6.8). Never fails: what is no base64 is passed over, a cut-off group
 * gives the bytes it still holds, and padding in the middle ends a unit, since some mailers pad every line.
 */
export function decodeBase64(encoded: Buffer): Buffer {
  const decoded = units(encoded).map(({ start, end }) =>
    Buffer.from(encoded.toString('latin1', start, end), 'base64'),
  );
  return decoded.length === 1 && decoded[0] !== undefined ? decoded[0] : Buffer.concat(decoded);
}

/** How many bytes `decodeBase64` gives, without decoding. */
export function decodedBase64Size(encoded: Buffer): number {
  return units(encoded).reduce(
    (size, { start, end }) => size + Math.floor((countLetters(encoded.subarray(start, end)) * 3) / 4),
    0,
  );
}

/** The stretches between paddings. */
function units(encoded: Buffer): { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  let start = 0;
  while (start < encoded.length) {
    const padding = encoded.indexOf(EQUALS, start);
    const end = padding < 0 ? encoded.length : padding;
    if (end > start) found.push({ start, end });
    start = end + 1;
  }
  return found;
}

function countLetters(bytes: Buffer): number {
  const skipped = bytes.byteOffset % 2 === 0 || bytes.length === 0 ? 0 : 1;
  const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset + skipped, (bytes.length - skipped) >> 1);
  let count = skipped === 0 ? 0 : (carries[bytes[0] as number] as number);
  const { length } = pairs;
  for (let index = 0; index < length; index += 1) count += pairsCarry[pairs[index] as number] as number;
  const isOdd = (bytes.length - skipped) % 2 === 1;
  return isOdd ? count + (carries[bytes[bytes.length - 1] as number] as number) : count;
}
