import { decodeText } from './charset.ts';
import { decodedWords } from './encoded-words.ts';

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

/** The same with encoded words (RFC 2047) made readable. */
export function decodedText(raw: string, fallback?: string): string {
  return decodedWords(fieldText(raw, fallback), (words) => words);
}
