import { decodeText } from './charset.ts';
import { decodedText } from './header-fields.ts';

/** A field such as Content-Type: a value in lower case and parameters, their names in lower case. */
export interface StructuredField {
  readonly value: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** As they stand in the field, one character per byte. */
  readonly written: ReadonlyMap<string, string>;
}

/** No honest field is longer; the rest is not looked at. Characters. */
const MAX_FIELD = 65_536;

/** Reads a field with parameters (RFC 2045 5.1, RFC 2183), whole or in pieces, in any charset (RFC 2231). */
export function structuredField(raw: string): StructuredField {
  const [value = '', ...pieces] = split(raw.slice(0, MAX_FIELD));
  const written = new Map<string, string>();
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const name = (equals < 0 ? piece : piece.slice(0, equals)).trim().toLowerCase();
    // The first of a repeated parameter counts, as with repeated fields.
    if (name !== '' && !written.has(name))
      written.set(name, unquote(equals < 0 ? '' : piece.slice(equals + 1)));
  }
  return { value: unquote(value).toLowerCase(), parameters: joinPieces(written), written };
}

/** Cuts at the semicolons outside of quoted strings and comments, and takes the comments out. */
function split(raw: string): string[] {
  // A quote that is never closed would swallow the parameters after it.
  const quotesClose = (raw.match(/(?<!\\)"/g)?.length ?? 0) % 2 === 0;
  const pieces: string[] = [];
  let piece = '';
  let inQuotes = false;
  let inValue = false;
  for (let index = 0; index < raw.length; index += 1) {
    const letter = raw.charAt(index);
    if (inQuotes && letter === '\\') {
      piece += letter + raw.charAt(index + 1);
      index += 1;
      continue;
    }
    if (letter === '"' && quotesClose) inQuotes = !inQuotes;
    if (letter === ';' && !inQuotes) {
      pieces.push(piece);
      piece = '';
      inValue = false;
      continue;
    }
    // A parenthesis inside an unquoted value belongs to it: `filename=Invoice(1).pdf`.
    const opensComment = letter === '(' && !inQuotes && (!inValue || /[\s=]/.test(raw.charAt(index - 1)));
    const end = opensComment ? endOfComment(raw, index) : undefined;
    if (end !== undefined) {
      index = end;
      continue;
    }
    if (letter === '=') inValue = true;
    piece += letter;
  }
  pieces.push(piece);
  return pieces;
}

/** Where a comment ends; undefined when it doesn't, or not soon. */
function endOfComment(raw: string, start: number): number | undefined {
  let depth = 0;
  for (let index = start; index < Math.min(raw.length, start + 1000); index += 1) {
    const letter = raw.charAt(index);
    if (letter === '\\') index += 1;
    else if (letter === '(') depth += 1;
    else if (letter === ')' && --depth === 0) return index;
  }
  return undefined;
}

function unquote(value: string): string {
  const trimmed = value.trim();
  if (!trimmed.startsWith('"')) return trimmed;
  const inside = /^"((?:[^"\\]|\\[\s\S])*)/.exec(trimmed)?.[1] ?? '';
  return inside.replace(/\\([\s\S])/g, '$1');
}

interface Piece {
  readonly order: number;
  readonly value: string;
  readonly encoded: boolean;
}

function joinPieces(written: ReadonlyMap<string, string>): Map<string, string> {
  const whole = new Map<string, string>();
  const inPieces = new Map<string, Piece[]>();
  for (const [name, value] of written) {
    const match = /^([^*]+)\*(?:(\d{1,5})(\*)?)?$/.exec(name);
    if (match === null) {
      whole.set(name, decodedText(value));
      continue;
    }
    const [, base = '', order, star] = match;
    const pieces = inPieces.get(base) ?? [];
    pieces.push({ order: Number(order ?? 0), value, encoded: order === undefined || star !== undefined });
    inPieces.set(base, pieces);
  }
  // The extended form is the better one where a sender gives both (RFC 6266 4.3 says so for HTTP).
  for (const [name, pieces] of inPieces) whole.set(name, joined(pieces));
  return whole;
}

function joined(pieces: Piece[]): string {
  const inOrder = pieces.sort((a, b) => a.order - b.order);
  let charset: string | undefined;
  const bytes = inOrder.map(({ value, encoded }, index) => {
    if (!encoded) return Buffer.from(value, 'latin1');
    const [, label, rest] = (index === 0 ? /^([^']*)'[^']*'([\s\S]*)$/.exec(value) : null) ?? [
      undefined,
      '',
      value,
    ];
    if (label !== '') charset = label;
    return percentDecoded(rest ?? '');
  });
  return decodedText(decodeText(Buffer.concat(bytes), charset));
}

function percentDecoded(value: string): Buffer {
  const decoded = value.replace(/%([0-9a-f]{2})/gi, (_all, pair: string) =>
    String.fromCharCode(Number.parseInt(pair, 16)),
  );
  return Buffer.from(decoded, 'latin1');
}
