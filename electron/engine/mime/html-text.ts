import { convert } from 'html-to-text';
import { escapeHtml, htmlTokens, type HtmlToken } from './html-tokens.ts';

/** Beyond these the converter, which builds a tree, would take too long or too much stack. */
const MAX_CHARACTERS = 1_000_000;
const MAX_NESTING = 300;
const BLOCKS =
  /^(address|article|aside|blockquote|br|center|dd|div|dl|dt|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|table|td|th|tr|ul)$/;
const VOID = /^(area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;

/** HTML as readable text. Pictures are left out, links keep their addresses. */
export function htmlToText(html: string): string {
  const tokens = htmlTokens(html);
  if (html.length > MAX_CHARACTERS || nesting(tokens) > MAX_NESTING) return bareText(html, tokens);
  return convert(html, {
    wordwrap: false,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  });
}

/** Plain text as HTML, for messages whose parts come in both forms. */
export function textToHtml(text: string): string {
  return `<div>${escapeHtml(text).replace(/\n/g, '<br>\n')}</div>`;
}

/** How many elements are open at once, at most: those never closed count to the end. */
function nesting(tokens: readonly HtmlToken[]): number {
  let open = 0;
  let most = 0;
  for (const token of tokens) {
    if (token.kind === 'open' && !VOID.test(token.name)) most = Math.max(most, (open += 1));
    else if (token.kind === 'close') open = Math.max(0, open - 1);
  }
  return most;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

function bareText(html: string, tokens: readonly HtmlToken[]): string {
  const pieces = tokens.map((token) => {
    if (token.kind === 'text' && (token.within === undefined || token.within === 'textarea')) {
      return html.slice(token.start, token.end).replace(/\s+/g, ' ');
    }
    return 'name' in token && BLOCKS.test(token.name) ? '\n' : '';
  });
  return pieces
    .join('')
    .replace(/&(amp|lt|gt|quot|nbsp);/g, (_all, name: string) => ENTITIES[name] ?? '')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}
