import { isAscii, isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { asEucKr, asGb2312 } from './shifted-text.ts';

const LATIN = 'windows-1252';
const REPLACEMENT = '\ufffd';
/** Labels that mean "I don't know". */
const UNKNOWN =
  /^(|x-unknown|unknown(-8bit)?|unk|x-user-defined|default|8bit|7bit|binary|none|ansi|utf-?7-imap)$/;
/** Labels under which senders also send UTF-8. */
const LATIN_LABELS = new Set(['us-ascii', 'ascii', 'iso-8859-1', 'latin1', 'iso8859-1', 'cp1252', LATIN]);

export interface CharsetOptions {
  /** HTML may name its own character set, and must never be read as UTF-7: that hides markup from filters. */
  readonly html?: boolean;
  /** What to take for 8-bit text without a usable label that is not UTF-8. Default: Windows-1252. */
  readonly fallback?: string | undefined;
}

/**
 * Decodes text by its label, and by its bytes where the label is missing, unknown or plainly wrong. Never
 * fails. Labels are those of the WHATWG Encoding Standard, code pages of DOS and Windows, UTF-7, ISO-2022-KR and HZ.
 */
export function decodeText(
  bytes: Uint8Array,
  label: string | undefined,
  options: CharsetOptions = {},
): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const marked = byteOrderMark(buffer);
  if (marked !== undefined) return decode(buffer, marked);
  const charset = resolve(label) ?? (options.html === true ? resolve(charsetInMarkup(buffer)) : undefined);
  if (charset === 'utf-7') return options.html === true ? guess(buffer, undefined) : decode(buffer, 'utf-7');
  if (charset === undefined) return guess(buffer, options.fallback);
  if (charset === 'utf-8') return decodeUtf8(buffer);
  if (LATIN_LABELS.has(charset)) return guess(buffer, LATIN);
  return decode(buffer, charset);
}

/** Whether a label is one that `TextDecoder` knows how to read. */
export function isWebLabel(label: string): boolean {
  try {
    return new TextDecoder(label).encoding !== 'replacement';
  } catch {
    return false;
  }
}

/** The name under which we can decode a label; undefined when nothing fits. */
function resolve(label: string | undefined): string | undefined {
  const wanted = (label ?? '')
    .trim()
    .toLowerCase()
    .replace(/^["']+|["']+$/g, '')
    .slice(0, 60);
  if (UNKNOWN.test(wanted)) return undefined;
  if (/^(x-)?(unicode-1-1-)?utf-?7$/.test(wanted)) return 'utf-7';
  if (/^(x-)?utf_?8$/.test(wanted)) return 'utf-8';
  if (/^(csiso2022jp\d?|iso-2022-jp(-\w+)?|cp5022[012]|junet)$/.test(wanted)) return 'iso-2022-jp';
  if (/^(cs)?iso-?2022-?kr$/.test(wanted)) return 'iso-2022-kr';
  if (/^hz(-gb-?2312)?$/.test(wanted)) return 'hz-gb-2312';
  const plain = wanted.replace(/^(x-ms-|x-|cs)/, '');
  const codePage = /^(?:cp|ibm|dos|ms|oem|windows)[-_]?0*(\d{3,5})$/.exec(plain)?.[1];
  const candidates = [
    wanted,
    plain,
    ...(codePage === undefined ? [] : [`windows-${codePage}`, `cp${codePage}`]),
  ];
  return candidates.find((name) => isWebLabel(name)) ?? candidates.find((name) => iconv.encodingExists(name));
}

function decode(buffer: Buffer, charset: string): string {
  if (charset === 'iso-2022-jp') return new TextDecoder(charset).decode(withoutIdleShifts(buffer));
  if (charset === 'iso-2022-kr') return new TextDecoder('euc-kr').decode(asEucKr(buffer));
  if (charset === 'hz-gb-2312') return new TextDecoder('gbk').decode(asGb2312(buffer));
  if (charset !== 'utf-7' && isWebLabel(charset)) return new TextDecoder(charset).decode(buffer);
  return iconv.decode(buffer, charset);
}

/** A change to ASCII and back with nothing between is an error to the decoder; joined words have them. */
function withoutIdleShifts(buffer: Buffer): Buffer {
  return Buffer.from(buffer.toString('latin1').replace(/\x1b\([BJ](?=\x1b)/g, ''), 'latin1');
}

function byteOrderMark(buffer: Buffer): string | undefined {
  if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) return 'utf-8';
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return 'utf-16le';
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return 'utf-16be';
  return undefined;
}

/** Pure ASCII is what it is, except for the escapes of ISO-2022-JP and ISO-2022-KR; 8-bit text that fits UTF-8 is UTF-8. */
function guess(buffer: Buffer, fallback: string | undefined): string {
  if (isAscii(buffer)) {
    const isJapanese = buffer.includes('\x1b$B') || buffer.includes('\x1b$@');
    if (isJapanese) return decode(buffer, 'iso-2022-jp');
    return buffer.includes('\x1b$)C') ? decode(buffer, 'iso-2022-kr') : buffer.toString('latin1');
  }
  if (isUtf8(buffer)) return buffer.toString('utf8');
  const charset = resolve(fallback);
  return decode(
    buffer,
    charset === undefined || charset === 'utf-8' || charset === 'utf-7' ? LATIN : charset,
  );
}

/** A text cut inside a character stays UTF-8; one that mostly isn't was labelled wrongly. */
function decodeUtf8(buffer: Buffer): string {
  const text = buffer.toString('utf8');
  if (isUtf8(buffer)) return text;
  let broken = 0;
  let whole = 0;
  for (const letter of text) {
    if (letter === REPLACEMENT) broken += 1;
    else if (letter > '\x7f') whole += 1;
  }
  return broken > whole ? decode(buffer, LATIN) : text;
}

/** Labels in the first kilobyte, as browsers look for them. */
function charsetInMarkup(buffer: Buffer): string | undefined {
  return /<meta[^>]{0,200}charset\s*=\s*["']?([\w:.-]{1,40})/i.exec(buffer.toString('latin1', 0, 1024))?.[1];
}
