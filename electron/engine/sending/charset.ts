import iconv from 'iconv-lite';
import type { BodyCharset } from '../../../shared/domain/outgoing-account.ts';

/** A text as bytes in a character set. */
export interface EncodedText {
  readonly bytes: Buffer;
  readonly charset: BodyCharset;
  /** The wanted character set lacked a character, so it became UTF-8. */
  readonly fellBack: boolean;
}

/** Encodes a text in the account's character set, or in UTF-8 when it does not fit: never with `?` (S60). */
export function encodeText(text: string, wanted: BodyCharset): EncodedText {
  if (wanted === 'utf-8') return { bytes: Buffer.from(text, 'utf8'), charset: 'utf-8', fellBack: false };
  const bytes = encode(text, wanted);
  if (bytes !== undefined) return { bytes, charset: wanted, fellBack: false };
  return { bytes: Buffer.from(text, 'utf8'), charset: 'utf-8', fellBack: true };
}

function encode(text: string, charset: BodyCharset): Buffer | undefined {
  // iconv-lite's "ascii" lets bytes above 127 through.
  if (charset === 'us-ascii')
    return /^[\u0000-\u007f]*$/.test(text) ? Buffer.from(text, 'latin1') : undefined;
  // Readers take these control characters of ISO-8859 for the letters that Windows has in their places.
  if (/[\u0080-\u009f]/.test(text)) return undefined;
  const bytes = iconv.encode(text, charset);
  return iconv.decode(bytes, charset) === text ? bytes : undefined;
}
