import DOMPurify from 'dompurify';
import type { MessageDetail } from '../../../shared/domain/message.ts';

/** What the HTML tab shows, and what it kept out. */
export interface SafeHtml {
  /** A whole document for `srcdoc`, with its own Content-Security-Policy. */
  readonly document: string;
  /** Pictures and backgrounds on other servers; none was asked for. */
  readonly blockedRemote: number;
  /** The real targets of the links, in order, without repetitions. */
  readonly links: readonly SafeLink[];
}

export interface SafeLink {
  readonly url: string;
  readonly text: string;
}

const FORBIDDEN_TAGS = [
  'style',
  'form',
  'input',
  'button',
  'select',
  'textarea',
  'base',
  'meta',
  'link',
  'iframe',
  'frame',
  'frameset',
  'object',
  'embed',
  'video',
  'audio',
  'source',
  'track',
  'svg',
  'math',
  'dialog',
];
const FORBIDDEN_ATTRIBUTES = [
  'target',
  'ping',
  'srcset',
  'srcdoc',
  'action',
  'formaction',
  'poster',
  'autofocus',
  'id',
  'name',
];

/** The frame's own rules: nothing from anywhere, pictures only where they are part of the text itself. */
const FRAME_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

const PICTURE = /^data:image\/(png|jpe?g|gif|webp|bmp|x-icon|avif)[;,]/i;
const OPENABLE = /^(https?|mailto):/i;

type Source = Pick<MessageDetail, 'inlineImages'> & { readonly html: string };

/**
 * Turns the HTML of a stranger into something that can be looked at: no script, no form, no request, no way
 * out. The sandboxed frame and its policy hold even where this would fail.
 *
 * @param missing words for a picture that the message does not bring along
 */
export function safeHtml(message: Source, missing: string): SafeHtml {
  const fragment = DOMPurify.sanitize(message.html, {
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  let blockedRemote = 0;

  for (const image of fragment.querySelectorAll('img')) {
    const source = image.getAttribute('src')?.trim() ?? '';
    const alternative = image.getAttribute('alt')?.trim() ?? '';
    const embedded = findPicture(message, source);
    if (embedded !== undefined) {
      if (embedded.data === undefined) image.replaceWith(marker(missing));
      else image.setAttribute('src', embedded.data);
    } else if (source !== '') {
      blockedRemote += 1;
      image.replaceWith(alternative === '' ? marker('') : marker(alternative));
    }
  }
  for (const element of fragment.querySelectorAll('[background]')) {
    const embedded = findPicture(message, element.getAttribute('background')?.trim() ?? '');
    if (embedded?.data !== undefined) {
      element.setAttribute('background', embedded.data);
    } else {
      if (embedded === undefined) blockedRemote += 1;
      element.removeAttribute('background');
    }
  }
  for (const element of fragment.querySelectorAll('[style]')) {
    const { css, blocked } = safeStyle(element.getAttribute('style') ?? '', (url) => {
      const embedded = findPicture(message, url);
      return embedded === undefined ? 'remote' : embedded.data;
    });
    blockedRemote += blocked;
    if (css === '') element.removeAttribute('style');
    else element.setAttribute('style', css);
  }
  const links = makeLinksInert(fragment);
  const holder = document.createElement('div');
  holder.append(fragment);
  return { document: frameDocument(holder.innerHTML), blockedRemote, links };
}

/**
 * The embedded picture an address points to: by Content-ID, by the address itself where the engine gave that
 * (Content-Location), or in the address. Undefined where it is none at all.
 */
function findPicture(
  { inlineImages }: Source,
  address: string,
): { readonly data: string | undefined } | undefined {
  if (PICTURE.test(address)) return { data: address };
  const isContentId = /^cid:/i.test(address);
  const id = isContentId ? bareId(decode(address.slice(4))) : address;
  const data = Object.entries(inlineImages).find(([key]) => (isContentId ? bareId(key) : key) === id)?.[1];
  if (data === undefined && !isContentId) return undefined;
  return { data: data !== undefined && PICTURE.test(data) ? data : undefined };
}

function bareId(id: string): string {
  return id.trim().replace(/^<|>$/g, '');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function marker(words: string): HTMLElement {
  const span = document.createElement('span');
  span.className = 'mailroom-picture';
  span.textContent = words;
  return span;
}

/** Replaces or removes every address in an inline style; a style that hides something is dropped whole. */
function safeStyle(
  style: string,
  resolve: (url: string) => string | undefined,
): { readonly css: string; readonly blocked: number } {
  if (/\\|expression\s*\(|-moz-binding|behavior\s*:|image-set\s*\(|@import/i.test(style)) {
    return { css: '', blocked: /url\s*\(|image-set\s*\(|@import/i.test(style) ? 1 : 0 };
  }
  let blocked = 0;
  const css = style
    .replace(/url\s*\(\s*(?:"([^"]*)"|'([^']*)'|([^)]*))\s*\)/gi, (_all, double, single, bare) => {
      const answer = resolve(String(double ?? single ?? bare ?? '').trim());
      if (answer === 'remote') blocked += 1;
      return answer === undefined || answer === 'remote' ? 'none' : `url("${answer}")`;
    })
    // Nothing of a message may lie over the rest of it.
    .replace(/position\s*:\s*(fixed|sticky)/gi, 'position: static');
  return { css, blocked };
}

/** Takes the targets out of the links, so that nothing in the frame leads anywhere, and lists them. */
function makeLinksInert(fragment: DocumentFragment): SafeLink[] {
  const links = new Map<string, SafeLink>();
  for (const anchor of fragment.querySelectorAll('a, area')) {
    const url = (anchor.getAttribute('href') ?? anchor.getAttribute('xlink:href') ?? '').trim();
    anchor.removeAttribute('href');
    anchor.removeAttribute('xlink:href');
    if (url === '' || url.startsWith('#')) continue;
    anchor.setAttribute('title', url);
    anchor.classList.add('mailroom-link');
    if (OPENABLE.test(url) && !links.has(url)) {
      links.set(url, { url, text: (anchor.textContent ?? '').replace(/\s+/g, ' ').trim() });
    }
  }
  return [...links.values()];
}

/** Whether a link shows an address on one host and leads to another, as phishing does. */
export function isDisguised({ text, url }: SafeLink): boolean {
  const shown = /^(?:https?:\/\/)?((?:[\p{L}\d-]+\.)+\p{L}{2,})(?:[:/?#]|$)/iu.exec(text)?.[1];
  if (shown === undefined || !URL.canParse(url) || !/^https?:/i.test(url)) return false;
  const bare = (host: string): string => host.toLowerCase().replace(/^www\./, '');
  const claimed = URL.canParse(`http://${shown}`) ? new URL(`http://${shown}`).hostname : shown;
  return bare(claimed) !== bare(new URL(url).hostname);
}

function frameDocument(body: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${FRAME_POLICY}"><style>
html{background:#fff;color:#1b2324;color-scheme:light}
body{margin:16px;font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:anywhere}
img{max-width:100%}
table{max-width:100%}
pre{white-space:pre-wrap}
blockquote{margin:8px 0 8px 4px;padding-left:12px;border-left:2px solid #c8d0d1}
.mailroom-link{color:#0b6b63;text-decoration:underline;cursor:help}
.mailroom-picture:not(:empty){display:inline-block;padding:2px 8px;border:1px solid #c8d0d1;border-radius:4px;background:#f3f5f5;color:#3c4a4c;font-size:12px}
</style></head><body>${body}</body></html>`;
}

/** Links written out in plain text. */
export function linksInText(text: string): SafeLink[] {
  const found = text.match(/\bhttps?:\/\/[^\s<>"'()]+[^\s<>"'().,;:!?]/gi) ?? [];
  return [...new Set(found)].map((url) => ({ url, text: url }));
}
