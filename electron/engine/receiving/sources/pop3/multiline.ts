/**
 * Multi-line answers of POP3 (RFC 1939 section 3): lines end with CRLF, a line that begins with a dot was
 * given a second one, and a line of a single dot ends the answer. Everything else is left as it came,
 * including bare LF, bare CR and NUL.
 */

const CR = 0x0d;
const LF = 0x0a;
const DOT = 0x2e;

const TERMINATOR = Buffer.from('\r\n.\r\n');
/** What the terminator adds after the CRLF of the last line. */
const LAST_LINE_BYTES = 3;
const STUFFED = Buffer.from('\r\n.');

/** How much of the terminator the bytes so far end with. */
type Matched = 0 | 1 | 2 | 3 | 4 | 5;

/**
 * Collects one multi-line answer from chunks cut anywhere.
 *
 * Beyond `keepBytes` it goes on looking for the end but keeps nothing, so that an answer larger than
 * promised neither fills the memory nor takes the connection with it.
 */
export class MultilineReader {
  readonly #keepBytes: number;
  #chunks: Buffer[] = [];
  #seen = 0;
  // The status line before the answer ended with CRLF, so an empty answer is a mere ".CRLF".
  #matched: Matched = 2;

  /** @param keepBytes size on the wire up to which the answer is kept */
  constructor(keepBytes: number) {
    this.#keepBytes = keepBytes;
  }

  /** Bytes of this answer seen so far, as on the wire. */
  get seenBytes(): number {
    return this.#seen;
  }

  /** Whether the answer was too large to be kept. */
  get overflowed(): boolean {
    return this.#seen > this.#keepBytes;
  }

  /**
   * Takes the next bytes. Returns how many of them belong to this answer once the terminator is complete,
   * undefined while it is not. Must not be called again after that.
   */
  push(chunk: Buffer): number | undefined {
    const end = this.#findEnd(chunk);
    const part = end === undefined ? chunk : chunk.subarray(0, end);
    this.#seen += part.length;
    if (this.overflowed) this.#chunks = [];
    else this.#chunks.push(part);
    return end;
  }

  /** The answer without stuffing and terminator. Only for a complete one that did not overflow. */
  take(): Buffer {
    // Concatenating copies even a single chunk, so the bytes may be changed in place.
    const all = Buffer.concat(this.#chunks, this.#seen);
    this.#chunks = [];
    return unstuffInPlace(all.subarray(0, all.length - LAST_LINE_BYTES));
  }

  #findEnd(chunk: Buffer): number | undefined {
    let position = 0;
    let matched = this.#matched;
    // Byte by byte only across the border of two chunks; in between the native search does the work.
    while (position < chunk.length && matched !== 0) {
      matched = advance(matched, chunk[position++]);
      if (matched === 5) return position;
    }
    if (position < chunk.length) {
      const found = chunk.indexOf(TERMINATOR, position);
      if (found >= 0) return found + TERMINATOR.length;
      position = Math.max(position, chunk.length - (TERMINATOR.length - 1));
      while (position < chunk.length) matched = advance(matched, chunk[position++]);
    }
    this.#matched = matched;
    return undefined;
  }
}

function advance(matched: Matched, byte: number | undefined): Matched {
  if (byte === CR) return matched === 3 ? 4 : 1;
  if (byte === LF) return matched === 4 ? 5 : matched === 1 ? 2 : 0;
  return byte === DOT && matched === 2 ? 3 : 0;
}

/** Drops the first dot of every line that begins with one. Returns the part of `bytes` that is left. */
function unstuffInPlace(bytes: Buffer): Buffer {
  let source = bytes[0] === DOT ? 1 : 0;
  let target = 0;
  for (;;) {
    const found = bytes.indexOf(STUFFED, source);
    const end = found < 0 ? bytes.length : found + 2;
    // Nothing moves before the first stuffed line, which most messages don't have.
    if (source !== target) bytes.copyWithin(target, source, end);
    target += end - source;
    if (found < 0) return bytes.subarray(0, target);
    source = end + 1;
  }
}
