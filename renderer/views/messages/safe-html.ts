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

/** Words for the markers that stand where a picture was. */
export interface Markers {
  readonly picture: (name: string) => string;
  readonly missing: string;
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

type Source = Pick<MessageDetail, 'inlineImages' | 'imagesAsAttachments' | 'attachmentList'> & {
  readonly html: string;
};

/**
 * Turns the HTML of a stranger into something that can be looked at: no script, no form, no request, no way
 * out. The sandboxed frame and its policy hold even where this would fail.
 */
export function safeHtml(message: Source, markers: Markers): SafeHtml {
  const fragment = DOMPurify.sanitize(message.html, {
    FORBID_TAGS: FORBIDDEN_TAGS,
    FORBID_ATTR: FORBIDDEN_ATTRIBUTES,
    ALLOW_DATA_ATTR: false,
    RETURN_DOM_FRAGMENT: true,
  });
  const pictures = new Pictures(message);
  let blockedRemote = 0;

  for (const image of fragment.querySelectorAll('img')) {
    const source = image.getAttribute('src')?.trim() ?? '';
    const alternative = image.getAttribute('alt')?.trim() ?? '';
    const embedded = pictures.find(source);
    if (embedded !== undefined) {
      if (message.imagesAsAttachments)
        image.replaceWith(marker(markers.picture(embedded.name || alternative)));
      else if (embedded.data === undefined) image.replaceWith(marker(markers.missing));
      else image.setAttribute('src', embedded.data);
    } else if (source !== '') {
      blockedRemote += 1;
      image.replaceWith(alternative === '' ? marker('') : marker(alternative));
    }
  }
  for (const element of fragment.querySelectorAll('[background]')) {
    const embedded = pictures.find(element.getAttribute('background')?.trim() ?? '');
    if (embedded?.data !== undefined && !message.imagesAsAttachments) {
      element.setAttribute('background', embedded.data);
    } else {
      if (embedded === undefined) blockedRemote += 1;
      element.removeAttribute('background');
    }
  }
  for (const element of fragment.querySelectorAll('[style]')) {
    const { css, blocked } = safeStyle(element.getAttribute('style') ?? '', (url) => {
      const embedded = pictures.find(url);
      if (embedded === undefined) return 'remote';
      return message.imagesAsAttachments ? undefined : embedded.data;
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

/** Finds the embedded picture an address points to. */
class Pictures {
  private readonly message: Source;

  constructor(message: Source) {
    this.message = message;
  }

  /** Undefined where the address is not an embedded picture at all. */
  find(address: string): { readonly name: string; readonly data: string | undefined } | undefined {
    if (PICTURE.test(address)) return { name: '', data: address };
    if (!/^cid:/i.test(address)) return undefined;
    const id = bareId(decode(address.slice(4)));
    const data = Object.entries(this.message.inlineImages).find(([key]) => bareId(key) === id)?.[1];
    const part = this.message.attachmentList.find(
      (attachment) => attachment.contentId !== undefined && bareId(attachment.contentId) === id,
    );
    return { name: part?.name ?? '', data: data !== undefined && PICTURE.test(data) ? data : undefined };
  }
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
