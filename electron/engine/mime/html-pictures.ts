import { cssUrls, plainCss } from './css-urls.ts';
import { escapeHtml, htmlTokens, startTag, type HtmlAttribute, type HtmlToken } from './html-tokens.ts';

/** Decides whether an address is one of an embedded picture. Addresses come without blanks around them. */
export type IsEmbedded = (address: string) => boolean;

/** What stands where a picture was; undefined for one that has its marker elsewhere. */
export type MarkerOf = (address: string, alternative: string) => string;

const EMBEDDED_SCHEME = /^(cid:|data:image)/i;
/** A style that still has one of these after all addresses were replaced hides something; so do comments. */
const LEFT_OVER = /cid:|data:\s*image/i;
/** Elements that are a picture and nothing else. */
const PICTURES = new Set([
  'img',
  'image',
  'input',
  'embed',
  'v:imagedata',
  'v:fill',
  'o:oleobject',
  'bgsound',
]);
/** Attributes whose address may be given by Content-Location; a link by that name leads elsewhere. */
const LOADED = new Set(['src', 'background', 'poster', 'data', 'lowsrc', 'dynsrc', 'xlink:href']);
/** Text right inside of these is no valid HTML: the marker goes before them. */
const NO_TEXT_INSIDE =
  /^(table|thead|tbody|tfoot|tr|colgroup|col|ul|ol|dl|select|picture|video|audio|html|head|link|meta|base|br|hr|source|track|area|param|wbr|v:.*|o:.*)$/;

/** `cid:` and `data:` addresses, and whatever else the caller embeds. */
export function isEmbeddedScheme(address: string): boolean {
  return EMBEDDED_SCHEME.test(address);
}

/** The addresses of embedded pictures in HTML, in order, repetitions included. */
export function embeddedAddresses(html: string, isEmbedded: IsEmbedded): string[] {
  return htmlTokens(html).flatMap((token) =>
    token.kind === 'comment' ? inComment(token.content, isEmbedded) : inToken(html, token, isEmbedded),
  );
}

/** Outlook puts its drawings into conditional comments. A comment in a comment is left alone. */
function inComment(content: string, isEmbedded: IsEmbedded): string[] {
  if (!content.includes('<')) return [];
  return htmlTokens(content).flatMap((token) => inToken(content, token, isEmbedded));
}

function inToken(html: string, token: HtmlToken, isEmbedded: IsEmbedded): string[] {
  switch (token.kind) {
    case 'open':
      return token.attributes.flatMap((attribute) => addressesIn(token.name, attribute, isEmbedded));
    case 'text':
      return token.within === 'style' ? inCss(html.slice(token.start, token.end), isEmbedded) : [];
    case 'close':
    case 'comment':
    case 'other':
      return [];
  }
}

/**
 * Replaces embedded pictures by visible markers. Everything else stays as it is, byte for byte, links around
 * pictures and pictures on other servers included; conditional comments with pictures go.
 */
export function replacePictures(html: string, isEmbedded: IsEmbedded, markerOf: MarkerOf): string {
  const tokens = htmlTokens(html);
  const shown = new Set(
    tokens.flatMap((token) =>
      token.kind === 'open' && token.name !== 'source' ? inToken(html, token, isEmbedded) : [],
    ),
  );
  const marker = (address: string, alternative = ''): string =>
    `<span class="mailroom-picture">${escapeHtml(markerOf(address, alternative))}</span>`;
  return tokens.map((token) => rewritten(html, token, { isEmbedded, marker, shown })).join('');
}

interface Rewriting {
  readonly isEmbedded: IsEmbedded;
  readonly marker: (address: string, alternative?: string) => string;
  /** Addresses that get a marker where they stand: not in comments, and not in the versions of `<picture>`. */
  readonly shown: ReadonlySet<string>;
}

function rewritten(html: string, token: HtmlToken, rewriting: Rewriting): string {
  const source = html.slice(token.start, token.end);
  switch (token.kind) {
    case 'open':
      return rewrittenTag(source, token, rewriting);
    case 'comment':
      return rewrittenComment(source, token.content, rewriting);
    case 'text':
      if (token.within === 'style') return withoutPictures(source, rewriting.isEmbedded);
      return token.within === 'script' && LEFT_OVER.test(source) ? '' : source;
    case 'other':
      return LEFT_OVER.test(source) ? '' : source;
    case 'close':
      return source;
  }
}

function rewrittenTag(
  source: string,
  token: Extract<HtmlToken, { kind: 'open' }>,
  { isEmbedded, marker, shown }: Rewriting,
): string {
  const found = token.attributes.map((attribute) => addressesIn(token.name, attribute, isEmbedded));
  const addresses = [...new Set(found.flat())];
  const [first] = addresses;
  if (first === undefined) return source;
  const kept = token.attributes.flatMap((attribute, index) =>
    found[index]?.length === 0 ? [attribute] : withoutAddresses(attribute, isEmbedded),
  );
  const alternative = attributeOf(token.attributes, 'alt') ?? attributeOf(token.attributes, 'title') ?? '';
  if (PICTURES.has(token.name) && !kept.some(({ name, value }) => LOADED.has(name) && value !== undefined)) {
    return marker(first, alternative);
  }
  const markers = addresses
    .filter((address) => token.name !== 'source' || !shown.has(address))
    .map((address) => marker(address))
    .join('');
  const tag = startTag(token.name, kept, token.closed);
  return NO_TEXT_INSIDE.test(token.name) || PICTURES.has(token.name) ? markers + tag : tag + markers;
}

/** Outlook's drawings: each picture usually comes again as an ordinary one behind the comment. */
function rewrittenComment(source: string, content: string, { isEmbedded, marker, shown }: Rewriting): string {
  const addresses = [...new Set(inComment(content, isEmbedded))];
  if (addresses.length === 0) return LEFT_OVER.test(source) ? '' : source;
  return addresses
    .filter((address) => !shown.has(address))
    .map((address) => marker(address))
    .join('');
}

function attributeOf(attributes: readonly HtmlAttribute[], name: string): string | undefined {
  return attributes.find((attribute) => attribute.name === name)?.value;
}

function addressesIn(element: string, attribute: HtmlAttribute, isEmbedded: IsEmbedded): string[] {
  const { name, value } = attribute;
  if (value === undefined || value === '') return [];
  if (name === 'style') return inCss(value, isEmbedded);
  if (name === 'srcset')
    return candidates(value).flatMap(({ address }) => (isEmbedded(address) ? [address] : []));
  const address = withoutBreaks(value);
  const isLoaded = LOADED.has(name) || (name === 'href' && (element === 'image' || element.startsWith('v:')));
  return isEmbedded(address) && (isLoaded || isEmbeddedScheme(address)) ? [address] : [];
}

/** Browsers pass over line breaks and tabs inside an address. */
function withoutBreaks(address: string): string {
  return address.replace(/[\t\r\n]+/g, '').replace(/^[\u0000-\u0020]+|[\u0000-\u0020]+$/g, '');
}

function withoutAddresses(attribute: HtmlAttribute, isEmbedded: IsEmbedded): HtmlAttribute[] {
  const { name, value = '' } = attribute;
  if (name === 'style') return [{ name, value: withoutPictures(value, isEmbedded) }];
  if (name !== 'srcset') return [];
  const kept = candidates(value).filter(({ address }) => !isEmbedded(address));
  return kept.length === 0 ? [] : [{ name, value: kept.map(({ written }) => written).join(', ') }];
}

/** The candidates of `srcset`: an address without blanks, and a size up to the next comma. */
function candidates(srcset: string): { readonly address: string; readonly written: string }[] {
  const matches = srcset.matchAll(/[\s,]*([^\s,]\S*)([^,]*)/g);
  return [...matches].map(([, found = '', size = '']) => {
    const address = found.replace(/,+$/, '');
    return { address, written: found === address ? `${address}${size}`.trim() : address };
  });
}

function inCss(css: string, isEmbedded: IsEmbedded): string[] {
  return cssUrls(readableCss(css)).flatMap(({ address }) => (isEmbedded(address) ? [address] : []));
}

/** The style itself, or without the escapes and comments that would hide a picture. */
function readableCss(css: string): string {
  if (!css.includes('\\') && !css.includes('/*')) return css;
  const plain = plainCss(css);
  return LEFT_OVER.test(plain) ? plain : css;
}

function withoutPictures(css: string, isEmbedded: IsEmbedded): string {
  const readable = readableCss(css);
  let written = '';
  let done = 0;
  for (const { start, end, address } of cssUrls(readable)) {
    if (!isEmbedded(address)) continue;
    written += `${readable.slice(done, start)}none`;
    done = end;
  }
  written += readable.slice(done);
  return LEFT_OVER.test(written) ? '' : written;
}
