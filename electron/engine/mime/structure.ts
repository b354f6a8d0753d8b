import { fieldOf, headerFields, type HeaderField } from './header-fields.ts';
import { structuredField, type StructuredField } from './structured-field.ts';

/** More parts than this are not listed; the rest stays in the source. */
export const MAX_PARTS = 1000;
/** Multiparts in multiparts; a deeper one is kept closed, as an attachment. */
export const MAX_DEPTH = 100;
/** Of the header section; what goes beyond is not read. Bytes. */
const MAX_HEADER_BYTES = 2_000_000;
const MAX_PART_HEADER_BYTES = 65_536;
/** RFC 2046 allows 70 characters; some senders use more. */
const MAX_DELIMITER_BYTES = 300;
/** Parts and multiparts together, so that empty multiparts in endless number end too. */
const MAX_SECTIONS = 5000;
const NONE: ReadonlyMap<string, string> = new Map();
const TEXT: StructuredField = { value: 'text/plain', parameters: NONE, written: NONE };
const MESSAGE: StructuredField = { value: 'message/rfc822', parameters: NONE, written: NONE };
const LINE_WITH_DASHES = Buffer.from('\n--');
const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;

/** A part that holds no other parts, not decoded: its bytes are `source.subarray(start, end)`. */
export interface Part {
  readonly fields: readonly HeaderField[];
  readonly type: StructuredField;
  /** Where its header section begins; it ends at `start`. */
  readonly headerStart: number;
  readonly start: number;
  readonly end: number;
  /** The innermost multipart/alternative around it: a reader is shown one version of what is in it. */
  readonly alternative: number | undefined;
}

export interface Structure {
  /** Of the message itself. */
  readonly fields: readonly HeaderField[];
  /** Its header section as it came, one character per byte (latin1). */
  readonly header: string;
  /** Leaves, in order. */
  readonly parts: readonly Part[];
  /** The header sections of the multiparts around them, in order. */
  readonly multiparts: readonly HeaderSection[];
  /** Whether a limit kept something out of this list. */
  readonly cutShort: boolean;
}

/** Where a header section is, its empty line included: `source.subarray(headerStart, start)`. */
export interface HeaderSection {
  readonly headerStart: number;
  readonly start: number;
}

interface Multipart {
  readonly id: number;
  readonly boundary: string;
  readonly isDigest: boolean;
  readonly alternative: number | undefined;
}

interface Section {
  readonly start: number;
  readonly fields: readonly HeaderField[];
  readonly text: string;
  readonly bodyStart: number;
  readonly isCut: boolean;
}

interface Delimiter {
  /** Where the line end that belongs to it begins. */
  readonly start: number;
  /** After its own line end. */
  readonly next: number;
  /** Which of the open multiparts it belongs to. */
  readonly level: number;
  readonly closes: boolean;
}

/**
 * Finds the parts of a message (RFC 2046 5.1) in one pass and without recursion, so that the time grows with
 * the length of the source and nothing else. Never fails: what is not closed goes to the end of what holds
 * it, and a multipart without parts is text.
 */
export function readStructure(source: Buffer): Structure {
  const parts: Part[] = [];
  const multiparts: HeaderSection[] = [];
  const open: Multipart[] = [];
  const root = readSection(source, 0, open, MAX_HEADER_BYTES);
  let section = root;
  let cutShort = root.isCut;
  for (let count = 1; ; count += 1) {
    const parent = open.at(-1);
    const type = typeOf(section.fields, parent?.isDigest === true);
    const entered = enter(type, parent, count);
    if (entered !== undefined && open.length < MAX_DEPTH) open.push(entered);
    else if (entered !== undefined) cutShort = true;
    let delimiter = nextDelimiter(source, section.bodyStart, open);
    const opened = open.length > 0 && open.at(-1) === entered;
    const hasParts = opened && delimiter?.level === open.length - 1 && !delimiter.closes;
    if (hasParts) multiparts.push({ headerStart: section.start, start: section.bodyStart });
    else {
      if (opened) open.pop();
      const shown = opened || (type.value.startsWith('multipart/') && entered === undefined) ? TEXT : type;
      parts.push({
        fields: section.fields,
        type: shown,
        headerStart: section.start,
        start: section.bodyStart,
        end: Math.max(section.bodyStart, delimiter?.start ?? source.length),
        alternative: parent?.alternative,
      });
    }
    while (delimiter?.closes === true) {
      open.length = Math.min(open.length, delimiter.level);
      delimiter = nextDelimiter(source, delimiter.next, open);
    }
    if (delimiter === undefined) break;
    if (count >= MAX_SECTIONS || parts.length >= MAX_PARTS) {
      cutShort = true;
      break;
    }
    open.length = delimiter.level + 1;
    section = readSection(source, delimiter.next, open, MAX_PART_HEADER_BYTES);
    cutShort ||= section.isCut;
  }
  return { fields: root.fields, header: root.text, parts, multiparts, cutShort };
}

/** The type of a part; RFC 2045 5.2 and RFC 2046 5.1.5 say what a missing or unreadable one means. */
function typeOf(fields: readonly HeaderField[], inDigest: boolean): StructuredField {
  const raw = fieldOf(fields, 'content-type');
  if (raw === undefined) return inDigest ? MESSAGE : TEXT;
  const type = structuredField(raw);
  if (/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(type.value)) return type;
  return { ...type, value: type.parameters.has('name') ? 'application/octet-stream' : TEXT.value };
}

function enter(type: StructuredField, parent: Multipart | undefined, id: number): Multipart | undefined {
  if (!type.value.startsWith('multipart/')) return undefined;
  const boundary = (type.written.get('boundary') ?? type.parameters.get('boundary') ?? '').trimEnd();
  if (boundary === '') return undefined;
  return {
    id,
    boundary,
    isDigest: type.value === 'multipart/digest',
    alternative: type.value === 'multipart/alternative' ? id : parent?.alternative,
  };
}

/** Reads a header section from `start` on. It ends with an empty line, a delimiter, or the source. */
function readSection(source: Buffer, start: number, open: readonly Multipart[], limit: number): Section {
  let at = start;
  let bodyStart: number | undefined;
  while (at < source.length) {
    const end = endOfLine(source, at);
    const isEmpty = source[at] === LF || (source[at] === CR && source[at + 1] === LF);
    if (isEmpty) bodyStart = end;
    if (isEmpty || delimiterAt(source, at, open) !== undefined) break;
    at = end;
  }
  const isCut = at - start > limit;
  const text = source.toString('latin1', start, isCut ? start + limit : at);
  return { start, fields: headerFields(text), text, bodyStart: bodyStart ?? at, isCut };
}

/** The next line that is a delimiter of an open multipart. */
function nextDelimiter(source: Buffer, from: number, open: readonly Multipart[]): Delimiter | undefined {
  if (open.length === 0) return undefined;
  let at = from;
  for (;;) {
    const found = delimiterAt(source, at, open);
    if (found !== undefined) return found;
    const next = source.indexOf(LINE_WITH_DASHES, at);
    if (next < 0) return undefined;
    at = next + 1;
  }
}

/** The delimiter in the line that begins here, of the innermost multipart it fits. */
function delimiterAt(source: Buffer, at: number, open: readonly Multipart[]): Delimiter | undefined {
  if (source[at] !== DASH || source[at + 1] !== DASH || open.length === 0) return undefined;
  const next = endOfLine(source, at);
  if (next - at > MAX_DELIMITER_BYTES) return undefined;
  const line = source.toString('latin1', at + 2, next).replace(/[ \t\r\n]+$/, '');
  for (let level = open.length - 1; level >= 0; level -= 1) {
    const boundary = open[level]?.boundary ?? '';
    if (!line.startsWith(boundary)) continue;
    const closes = line.length === boundary.length + 2 && line.endsWith('--');
    if (!closes && line.length !== boundary.length) continue;
    return { start: beforeLineEnd(source, at), next, level, closes };
  }
  return undefined;
}

function endOfLine(source: Buffer, at: number): number {
  const end = source.indexOf(LF, at);
  return end < 0 ? source.length : end + 1;
}

function beforeLineEnd(source: Buffer, at: number): number {
  if (at === 0 || source[at - 1] !== LF) return at;
  return at > 1 && source[at - 2] === CR ? at - 2 : at - 1;
}
