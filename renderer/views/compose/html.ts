import type { OutgoingFile } from '../../../shared/domain/outbound.ts';

/** The two forms of a message's text, and the ways between them. All HTML here is built or filtered by the editor. */

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Plain text as paragraphs; single line ends stay line ends. */
export function textToHtml(text: string): string {
  return text
    .replaceAll('\r\n', '\n')
    .trimEnd()
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${paragraph.split('\n').map(escapeHtml).join('<br>')}</p>`)
    .join('');
}

/** Plain text as a quotation; what was quoted in it already is quoted one level deeper. */
export function quoteHtml(text: string): string {
  const parts: { quoted: boolean; lines: string[] }[] = [];
  for (const line of text.replaceAll('\r\n', '\n').trimEnd().split('\n')) {
    const quoted = line.startsWith('>');
    const last = parts.at(-1);
    const bare = quoted ? line.replace(/^> ?/, '') : line;
    if (last?.quoted === quoted) last.lines.push(bare);
    else parts.push({ quoted, lines: [bare] });
  }
  const inside = parts
    .map(({ quoted, lines }) => (quoted ? quoteHtml(lines.join('\n')) : textToHtml(lines.join('\n').trim())))
    .join('');
  return `<blockquote>${inside}</blockquote>`;
}

/** The words of formatted text, for going on in plain text. */
export function htmlToText(html: string): string {
  return blockText(new DOMParser().parseFromString(html, 'text/html').body).trim();
}

const blocks = new Set(['P', 'BLOCKQUOTE', 'UL', 'OL', 'LI', 'H1', 'H2', 'H3', 'H4', 'PRE', 'HR', 'DIV']);

function blockText(parent: Element): string {
  let text = '';
  for (const node of parent.childNodes) {
    if (!(node instanceof Element)) {
      text += node.textContent ?? '';
    } else if (node.tagName === 'BR') {
      text += '\n';
    } else if (node.tagName === 'A') {
      const target = node.getAttribute('href') ?? '';
      const words = blockText(node);
      text += target === '' || target === words ? words : `${words} <${target}>`;
    } else if (!blocks.has(node.tagName)) {
      text += blockText(node);
    } else {
      const inside = blockText(node).trimEnd();
      if (node.tagName === 'BLOCKQUOTE') text += `${prefix(inside, '> ', '> ')}\n\n`;
      else if (node.tagName === 'LI') text += `${prefix(inside, '- ', '  ')}\n`;
      else if (node.tagName === 'HR') text += '---\n\n';
      else text += `${inside}\n${node.parentElement?.tagName === 'LI' ? '' : '\n'}`;
    }
  }
  return text;
}

function prefix(text: string, first: string, other: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index === 0 ? first : other}${line}`.trimEnd())
    .join('\n');
}

interface Taken {
  readonly html: string;
  readonly pictures: readonly OutgoingFile[];
}

/** Takes the pictures out of the text: what it shows by `cid:` afterwards goes along as a file (RFC 2392). */
export function takePictures(html: string): Taken {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  const pictures = new Map<string, OutgoingFile>();
  for (const image of body.querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    const [, mimeType, content] = /^data:([\w.+-]+\/[\w.+-]+);base64,(.*)$/s.exec(source) ?? [];
    if (mimeType === undefined || content === undefined) continue;
    const known = pictures.get(source) ?? {
      name: image.getAttribute('title') || `picture.${mimeType.split('/')[1]?.replace('+xml', '') ?? 'bin'}`,
      mimeType,
      content,
      contentId: `${crypto.randomUUID()}@mailroom`,
    };
    pictures.set(source, known);
    image.setAttribute('src', `cid:${known.contentId}`);
    image.removeAttribute('title');
    image.setAttribute('alt', known.name);
  }
  return { html: body.innerHTML, pictures: [...pictures.values()] };
}

/** How mail programs show a quotation; said in the text itself, for there is no style sheet. */
const QUOTE_STYLE = 'margin:0 0 0 4px;padding-left:12px;border-left:2px solid #c8d0d1';

/** What is written as the HTML of a mail: a whole document that needs nothing else. */
export function mailDocument(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const quote of body.querySelectorAll('blockquote')) {
    quote.setAttribute('type', 'cite');
    quote.setAttribute('style', QUOTE_STYLE);
  }
  for (const image of body.querySelectorAll('img')) image.setAttribute('style', 'max-width:100%');
  return `<!doctype html><html><head><meta charset="utf-8"></head><body>${body.innerHTML}</body></html>`;
}
