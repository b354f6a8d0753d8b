import { decodeWords } from 'postal-mime';
import { decodeText, isWebLabel } from './charset.ts';

/** A header field, unfolded; its value one character per byte (latin1), until someone needs it as text. */
export interface HeaderField {
  readonly name: string;
  readonly raw: string;
}

/** Splits a header section into fields (RFC 5322 2.2), in order. Lines that are no field are left out. */
export function headerFields(section: string): HeaderField[] {
  const fields: HeaderField[] = [];
  let name: string | undefined;
  let parts: string[] = [];
  const close = (): void => {
    if (name !== undefined) fields.push({ name, raw: parts.join('').trim() });
  };
  for (const line of section.split(/\r?\n/)) {
    if (name !== undefined && (line.startsWith(' ') || line.startsWith('\t'))) {
      parts.push(line);
      continue;
    }
    const colon = line.indexOf(':');
    const found = colon < 0 ? '' : line.slice(0, colon).trim();
    close();
    name = found === '' || /[\s\0]/.test(found) ? undefined : found;
    parts = [line.slice(colon + 1)];
  }
  close();
  return fields;
}

/** The first field of this name. Later ones are ignored, so that every reader sees the same message. */
export function fieldOf(fields: readonly HeaderField[], name: string): string | undefined {
  const wanted = name.toLowerCase();
  return fields.find((field) => field.name.length === wanted.length && field.name.toLowerCase() === wanted)
    ?.raw;
}

/**
 * A field as characters: UTF-8 (RFC 6532) where the bytes are, else the fallback, since 8-bit fields come
 * without a label.
 */
export function fieldText(raw: string, fallback?: string): string {
  if (!/[\x80-\xff\x1b]/.test(raw)) return raw;
  return decodeText(Buffer.from(raw, 'latin1'), undefined, { fallback });
}

/** The same with encoded words (RFC 2047) in any character set made readable. */
export function decodedText(raw: string, fallback?: string): string {
  const text = fieldText(raw, fallback);
  return text.includes('=?') ? decodeWords(withWebWords(text)) : text;
}

/** Encoded words in character sets that the address parser doesn't know, as UTF-8. */
export function withWebWords(text: string): string {
  return text.replace(
    /=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=/gi,
    (word, label: string, encoding: string, data: string) => {
      const charset = label.replace(/\*.*$/, '');
      if (isWebLabel(charset)) return word;
      const bytes = encoding.toLowerCase() === 'b' ? Buffer.from(data, 'base64') : wordBytes(data);
      return `=?utf-8?B?${Buffer.from(decodeText(bytes, charset)).toString('base64')}?=`;
    },
  );
}

/** The "Q" encoding (RFC 2047 4.2). */
function wordBytes(data: string): Buffer {
  const decoded = data
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_all, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)));
  return Buffer.from(decoded, 'latin1');
}
