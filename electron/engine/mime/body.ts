import { decodeText } from './charset.ts';
import { unflow } from './flowed.ts';
import { htmlToText, textToHtml } from './html-text.ts';
import { beginningOf, leafHeader, type LeafHeader } from './leaf.ts';
import type { Part, Structure } from './structure.ts';

/** All text of a message together, as encoded in the source; more is not read. Bytes. */
const MAX_TEXT_BYTES = 10_000_000;

/** What is read as one: a text, or an alternative in one or both of its forms. */
export interface TextSection {
  readonly plain: string | undefined;
  readonly html: string | undefined;
}

export interface Leaf {
  readonly part: Part;
  readonly header: LeafHeader;
}

export interface MessageBody {
  readonly sections: readonly TextSection[];
  /** Content-Location of the first HTML part: the base of relative addresses (RFC 2557). */
  readonly base: string | undefined;
  /** The leaves that are not text to be read at once. */
  readonly others: readonly Leaf[];
  readonly cutShort: boolean;
}

interface Collected {
  plain: string[];
  html: string[];
}

/** Sorts the leaves of a message into text to read and the rest, and decodes the text. */
export function bodyOf(source: Buffer, structure: Structure): MessageBody {
  const sections = new Map<number | string, Collected>();
  const others: Leaf[] = [];
  let base: string | undefined;
  let left = MAX_TEXT_BYTES;
  let cutShort = structure.cutShort;
  for (const [index, part] of structure.parts.entries()) {
    const header = leafHeader(part);
    const isHtml = header.mimeType === 'text/html';
    if ((!isHtml && header.mimeType !== 'text/plain') || header.disposition === 'attachment') {
      others.push({ part, header });
      continue;
    }
    cutShort ||= part.end - part.start > left;
    const text = readText(source, part, isHtml, left);
    left -= Math.min(left, part.end - part.start);
    const key = part.alternative ?? `part ${index}`;
    const section = sections.get(key) ?? { plain: [], html: [] };
    sections.set(key, section);
    (isHtml ? section.html : section.plain).push(text);
    if (isHtml) base ??= header.location;
  }
  const read = [...sections.values()].map(({ plain, html }) => ({
    plain: joined(plain),
    html: joined(html),
  }));
  return { sections: read, base, others, cutShort };
}

function joined(texts: readonly string[]): string | undefined {
  return texts.length === 0 ? undefined : texts.join('\n');
}

function readText(source: Buffer, part: Part, html: boolean, limit: number): string {
  const { parameters } = part.type;
  const text = decodeText(beginningOf(source, part, limit), parameters.get('charset'), { html })
    .replace(/\r\n?/g, '\n')
    .replace(/\0/g, '');
  if (html || parameters.get('format')?.toLowerCase() !== 'flowed') return text;
  return unflow(text, parameters.get('delsp')?.toLowerCase() === 'yes');
}

/** The message as plain text; sections that have none are converted. */
export function plainText(sections: readonly TextSection[]): string {
  return sections
    .map(({ plain, html }) =>
      html !== undefined && (plain === undefined || plain.trim() === '') ? htmlToText(html) : (plain ?? ''),
    )
    .join('\n');
}

/** The message as HTML; undefined when no section has any. */
export function htmlText(sections: readonly TextSection[]): string | undefined {
  if (sections.every(({ html }) => html === undefined)) return undefined;
  return sections.map(({ plain, html }) => html ?? textToHtml(plain ?? '')).join('\n');
}
