/**
 * Korean and Chinese text that shifts between ASCII and pairs of 7-bit bytes, as 8-bit text that `TextDecoder` reads:
 * in a pair each byte gets its high bit. It knows these two by name only, to refuse them: read as ASCII, text in them
 * can look like markup. The other way round, which is ours, no letter becomes a `<` that was none.
 */

const LF = 0x0a;
const SHIFT_OUT = 0x0e;
const SHIFT_IN = 0x0f;
const TILDE = 0x7e;

/** ISO-2022-KR (RFC 1557) as EUC-KR. The end of a line ends a shift that was forgotten. */
export function asEucKr(bytes: Uint8Array): Uint8Array {
  const result: number[] = [];
  let isShifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (isDesignation(bytes, at)) at += 3;
    else if (byte === SHIFT_OUT || byte === SHIFT_IN) isShifted = byte === SHIFT_OUT;
    else {
      if (byte === LF) isShifted = false;
      result.push(isShifted && isOfPair(byte) ? byte | 0x80 : byte);
    }
  }
  return Uint8Array.from(result);
}

/** HZ (RFC 1843) as GB 2312. The end of a line ends a shift that was forgotten; `~` before it joins the lines. */
export function asGb2312(bytes: Uint8Array): Uint8Array {
  const result: number[] = [];
  let isShifted = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    const next = bytes[at + 1];
    if (byte === TILDE && next === (isShifted ? 0x7d : 0x7b)) {
      isShifted = !isShifted;
      at += 1;
    } else if (byte === TILDE && next === TILDE && !isShifted) {
      result.push(TILDE);
      at += 1;
    } else if (byte === TILDE && next === LF) at += 1;
    else if (byte === TILDE && next === 0x0d && bytes[at + 2] === LF) at += 2;
    else if (isShifted && isOfPair(byte) && next !== undefined && isOfPair(next)) {
      result.push(byte | 0x80, next | 0x80);
      at += 1;
    } else {
      if (byte === LF) isShifted = false;
      result.push(byte);
    }
  }
  return Uint8Array.from(result);
}

function isOfPair(byte: number): boolean {
  return byte > 0x20 && byte < 0x7f;
}

/** `ESC $ ) C`, once at the beginning of the text. */
function isDesignation(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 0x1b && bytes[at + 1] === 0x24 && bytes[at + 2] === 0x29 && bytes[at + 3] === 0x43;
}
