import type { Folder } from '../../../shared/domain/message.ts';
import { foldText, wordsOf } from './fold.ts';

/** More words are not looked for: nobody types them, and SQLite has limits too. */
const MAX_TERMS = 50;
/** A single letter begins too many words to be meant as a beginning. */
const MIN_PREFIX = 2;

/** Where words are looked for. */
export type TextField = 'any' | 'sender' | 'recipients' | 'subject' | 'body' | 'attachments';

/** Words that follow each other, folded as in the index. Signs between them don't matter. */
export interface WordForm {
  readonly text: string;
  /** Whether the last word may go on. */
  readonly prefix: boolean;
}

export type Term =
  /** One of the forms is enough: they are ways to write the same. */
  | { readonly kind: 'text'; readonly field: TextField; readonly forms: readonly WordForm[] }
  | { readonly kind: 'read'; readonly read: boolean }
  | { readonly kind: 'hasAttachment' }
  | { readonly kind: 'hasTicket' }
  | { readonly kind: 'account'; readonly name: string }
  | { readonly kind: 'ticket'; readonly number: string }
  /** UTC ms; `before` is exclusive, `after` inclusive. */
  | { readonly kind: 'before' | 'after'; readonly at: number }
  | { readonly kind: 'folder'; readonly folder: Folder }
  /** What no message can fulfil, like `before:yesterdayish`. */
  | { readonly kind: 'nothing' };

export interface Literal {
  readonly term: Term;
  readonly negated: boolean;
}

/** Every clause must be fulfilled, by one of its literals. Without clauses every message fits. */
export interface SearchQuery {
  readonly clauses: readonly (readonly Literal[])[];
}

type Reader = (value: string, prefix: boolean) => Term | undefined;

const inField =
  (field: TextField): Reader =>
  (value, prefix) =>
    textTerm(field, value, prefix);

const oneOf =
  (terms: Readonly<Record<string, Term>>): Reader =>
  (value) =>
    terms[value.toLowerCase()] ?? { kind: 'nothing' };

const date =
  (kind: 'before' | 'after'): Reader =>
  (value) => {
    const at = dayOf(value);
    return at === undefined ? { kind: 'nothing' } : { kind, at };
  };

const UNREAD: Term = { kind: 'read', read: false };
const READ: Term = { kind: 'read', read: true };
const HAS_ATTACHMENT: Term = { kind: 'hasAttachment' };
const INBOX: Term = { kind: 'folder', folder: 'inbox' };
const ARCHIVE: Term = { kind: 'folder', folder: 'archive' };
const DELETED: Term = { kind: 'folder', folder: 'deleted' };

const has = oneOf({ attachment: HAS_ATTACHMENT, anhang: HAS_ATTACHMENT, ticket: { kind: 'hasTicket' } });
const is = oneOf({ unread: UNREAD, ungelesen: UNREAD, read: READ, gelesen: READ });
const within = oneOf({
  inbox: INBOX,
  posteingang: INBOX,
  archive: ARCHIVE,
  archiv: ARCHIVE,
  deleted: DELETED,
  gelöscht: DELETED,
});
const account: Reader = (name) => ({ kind: 'account', name });
const ticket: Reader = (number) => ({ kind: 'ticket', number });

/** English names, and what a German types. */
const READERS: ReadonlyMap<string, Reader> = new Map([
  ...named(inField('sender'), 'from', 'von'),
  ...named(inField('recipients'), 'to', 'an'),
  ...named(inField('subject'), 'subject', 'betreff'),
  ...named(inField('body'), 'body', 'text'),
  ...named(inField('attachments'), 'attachment', 'filename', 'anhang'),
  ...named(has, 'has', 'hat'),
  ...named(is, 'is', 'ist'),
  ...named(within, 'in'),
  ...named(account, 'account', 'konto'),
  ...named(ticket, 'ticket'),
  ...named(date('before'), 'before', 'vor'),
  ...named(date('after'), 'after', 'nach'),
]);

function named(reader: Reader, ...names: readonly string[]): [string, Reader][] {
  return names.map((name) => [name, reader]);
}

/**
 * Reads what a person typed (docs/search.md). Never throws, and whatever the text is, the result is a query that can
 * be asked: what is not understood as an operator is text to look for.
 */
export function parseQuery(text: string): SearchQuery {
  const tokens = tokensOf(text).slice(0, MAX_TERMS);
  const clauses: Literal[][] = [];
  let joins = false;
  let negates = false;
  let meaningless = false;
  for (const token of tokens) {
    if (!token.quoted && token.field === undefined && /^(AND|OR|NOT)$/.test(token.value)) {
      joins = token.value === 'OR' || (joins && token.value === 'NOT');
      negates = token.value === 'NOT';
      continue;
    }
    const term = termOf(token);
    if (term === undefined) meaningless ||= token.value !== '';
    else {
      const literal = { term, negated: token.negated !== negates };
      const last = clauses.at(-1);
      if (joins && last !== undefined) last.push(literal);
      else clauses.push([literal]);
    }
    joins = false;
    negates = false;
  }
  // Only signs that are in no word: they are found nowhere. Beside words they don't matter.
  if (clauses.length === 0 && meaningless)
    return { clauses: [[{ term: { kind: 'nothing' }, negated: false }]] };
  return { clauses };
}

/** The words that a message was found by, for the text around them. */
export function wordsToShow(query: SearchQuery): WordForm[] {
  return query.clauses.flat().flatMap(({ term, negated }) => {
    const shown = term.kind === 'text' && !negated && (term.field === 'any' || term.field === 'body');
    return shown ? term.forms : [];
  });
}

interface Token {
  readonly negated: boolean;
  readonly field: string | undefined;
  readonly value: string;
  readonly quoted: boolean;
  readonly prefix: boolean;
}

/** `-`, a field's name, and a phrase (which may still be open) or a word; a star makes either a beginning. */
const TOKEN = /(?<minus>-?)(?:(?<field>\p{L}+):)?(?:"(?<phrase>[^"]*)(?:"(?<star>\*?)|$)|(?<word>[^\s"]*))/uy;

function tokensOf(text: string): Token[] {
  // No sign is lost: control characters part words, and typographic quotes are quotes.
  const clean = text.replace(/\p{Cc}/gu, ' ').replace(/[„“”«»]/g, '"');
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < clean.length) {
    const begun = TOKEN.lastIndex;
    const { minus, field, phrase, star, word = '' } = TOKEN.exec(clean)?.groups ?? {};
    if (TOKEN.lastIndex <= begun) {
      TOKEN.lastIndex = begun + 1;
      continue;
    }
    const known = field !== undefined && READERS.has(field.toLowerCase());
    const value = phrase ?? word;
    // As in an address of the web: no field that we know.
    const whole = field === undefined || known ? value : `${field}:${value}`;
    // What is being typed is the beginning of a word, until something follows it.
    const typing = TOKEN.lastIndex >= clean.length && (phrase === undefined || star === undefined);
    tokens.push({
      negated: minus === '-',
      field: known ? field.toLowerCase() : undefined,
      value: phrase === undefined ? whole.replace(/\*+$/, '') : whole,
      quoted: phrase !== undefined,
      prefix: star === '*' || (phrase === undefined && word.endsWith('*')) || (typing && isLong(value)),
    });
  }
  return tokens;
}

function isLong(value: string): boolean {
  return [...(wordsOf(foldText(value)).at(-1) ?? '')].length >= MIN_PREFIX;
}

function termOf({ field, value, prefix }: Token): Term | undefined {
  // An operator whose value is not typed yet.
  if (value.trim() === '') return undefined;
  const read = field === undefined ? undefined : READERS.get(field);
  return (read ?? inField('any'))(value.trim(), prefix);
}

/** Undefined without a letter or a digit: there is nothing to look for. */
function textTerm(field: TextField, value: string, prefix: boolean): Term | undefined {
  const text = foldText(value);
  if (wordsOf(text).length === 0) return undefined;
  return { kind: 'text', field, forms: [{ text, prefix }, ...otherSpellings(text, prefix)] };
}

/**
 * "Müller" is found as "Mueller" too, and the other way round, but then as a whole word only: "blue" shall not find
 * everything that begins with "blu".
 */
function otherSpellings(text: string, prefix: boolean): WordForm[] {
  const long = text.replace(/[äöü]/gi, (letter) => `${PLAIN.get(letter.toLowerCase())}e`);
  if (long !== text) return [{ text: long, prefix }];
  const short = text.replace(/(?<![aeiouq])([aou])e/gi, '$1');
  return short === text ? [] : [{ text: short, prefix: false }];
}

const PLAIN: ReadonlyMap<string, string> = new Map([
  ['ä', 'a'],
  ['ö', 'o'],
  ['ü', 'u'],
]);

/** The first moment of a day, a month or a year where this program runs. UTC ms. */
function dayOf(value: string): number | undefined {
  const match = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(value);
  if (match === null) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2] ?? 1), Number(match[3] ?? 1)];
  const at = new Date(year, month - 1, day);
  // The 31st of June would be a day in July; and a year below 100 would be one of the last century.
  if (at.getFullYear() !== year || at.getMonth() !== month - 1 || at.getDate() !== day) return undefined;
  return at.getTime();
}
