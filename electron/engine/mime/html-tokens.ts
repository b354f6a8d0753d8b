import { Tokenizer, QuoteType } from 'htmlparser2';

/** A piece of HTML by its place in the source. All tokens together cover the source, in order. */
export type HtmlToken = {
  readonly start: number;
  readonly end: number;
} & (
  | {
      readonly kind: 'open';
      readonly name: string;
      readonly attributes: readonly HtmlAttribute[];
      readonly closed: boolean;
    }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'comment'; readonly content: string }
  /** `within`: the element that makes it something other than text, such as `style`. */
  | { readonly kind: 'text'; readonly within: string | undefined }
  /** Declarations, processing instructions, and a tag that the end of the source cuts off. */
  | { readonly kind: 'other' }
);

export interface HtmlAttribute {
  /** In lower case. */
  readonly name: string;
  /** Entities decoded; undefined for an attribute without a value. */
  readonly value: string | undefined;
}

const RAW = new Set(['style', 'script', 'xmp', 'title', 'textarea']);

/**
 * Cuts HTML into tags, comments and text, in time that grows with its length and nothing else: no tree is
 * built.
 */
export function htmlTokens(html: string): HtmlToken[] {
  const tokens: HtmlToken[] = [];
  let done = 0;
  let within: string | undefined;
  let tagStart = -1;
  let name = '';
  let attributes: HtmlAttribute[] = [];
  let attribute = '';
  let value = '';

  function add(token: HtmlToken): void {
    if (token.start > done) tokens.push({ kind: 'text', within, start: done, end: token.start });
    tokens.push(token);
    done = token.end;
  }
  function opened(end: number, closed: boolean): void {
    if (tagStart < done) return;
    add({ kind: 'open', name, attributes, closed, start: tagStart, end });
    tagStart = -1;
    within = RAW.has(name) ? name : undefined;
  }
  const markup = (start: number): number => Math.max(done, html.lastIndexOf('<', start));

  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname(start, end) {
        tagStart = start - 1;
        name = html.slice(start, end).toLowerCase();
        attributes = [];
      },
      onattribname(start, end) {
        attribute = html.slice(start, end).toLowerCase();
        value = '';
      },
      onattribdata(start, end) {
        value += html.slice(start, end);
      },
      onattribentity(codePoint) {
        value += String.fromCodePoint(codePoint);
      },
      onattribend(quote) {
        attributes.push({ name: attribute, value: quote === QuoteType.NoValue ? undefined : value });
      },
      onopentagend: (end) => opened(end + 1, false),
      onselfclosingtag: (end) => opened(end + 1, true),
      onclosetag(start, end) {
        const bracket = html.indexOf('>', end);
        const close = bracket < 0 ? html.length : bracket + 1;
        add({ kind: 'close', name: html.slice(start, end).toLowerCase(), start: markup(start), end: close });
        within = undefined;
      },
      oncomment(start, end, endOffset) {
        const close = Math.min(html.length, end + 1);
        add({
          kind: 'comment',
          content: html.slice(start, end - endOffset),
          start: markup(start - 1),
          end: close,
        });
      },
      oncdata(start, end, endOffset) {
        const close = Math.min(html.length, end + 1);
        add({
          kind: 'comment',
          content: html.slice(start, end - endOffset),
          start: markup(start - 1),
          end: close,
        });
      },
      ondeclaration: (start, end) => add({ kind: 'other', start: markup(start), end: end + 1 }),
      onprocessinginstruction: (start, end) => add({ kind: 'other', start: markup(start), end: end + 1 }),
      ontext() {},
      ontextentity() {},
      onend() {},
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  const rest = tagStart >= done ? tagStart : html.length;
  if (rest > done) tokens.push({ kind: 'text', within, start: done, end: rest });
  if (rest < html.length) tokens.push({ kind: 'other', start: rest, end: html.length });
  return tokens;
}

/** Writes a start tag again. */
export function startTag(name: string, attributes: readonly HtmlAttribute[], closed: boolean): string {
  const written = attributes.map(({ name: key, value }) =>
    value === undefined ? ` ${key}` : ` ${key}="${escapeHtml(value)}"`,
  );
  return `<${name}${written.join('')}${closed ? ' /' : ''}>`;
}

export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
