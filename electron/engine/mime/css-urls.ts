/** An address in a style, without quotes; `start` and `end` cover the whole `url(...)`. */
export interface CssUrl {
  readonly start: number;
  readonly end: number;
  readonly address: string;
}

/** Finds the addresses in a style, in one pass. */
export function cssUrls(css: string): CssUrl[] {
  const found: CssUrl[] = [];
  const opening = /url\s{0,9}\(/gi;
  for (let match = opening.exec(css); match !== null; match = opening.exec(css)) {
    const end = endOfUrl(css, opening.lastIndex);
    if (end === undefined) break;
    const address = css
      .slice(opening.lastIndex, end - 1)
      .trim()
      .replace(/^["']|["']$/g, '')
      .trim();
    found.push({ start: match.index, end, address });
    opening.lastIndex = end;
  }
  return found;
}

/** After the closing parenthesis; one inside quotes does not close. */
function endOfUrl(css: string, from: number): number | undefined {
  let at = from;
  while (/\s/.test(css.charAt(at))) at += 1;
  const quote = css.charAt(at);
  const quoteEnd = quote === '"' || quote === "'" ? css.indexOf(quote, at + 1) : -1;
  const parenthesis = css.indexOf(')', quoteEnd < 0 ? at : quoteEnd);
  return parenthesis < 0 ? undefined : parenthesis + 1;
}

/** Takes out what hides an address: escapes and comments. */
export function plainCss(css: string): string {
  return css
    .replace(/\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\//g, '')
    .replace(/\\([0-9a-f]{1,6})\s?/gi, (_all, code: string) => {
      const point = Number.parseInt(code, 16);
      return point === 0 || point > 0x10ffff ? '' : String.fromCodePoint(point);
    })
    .replace(/\\([^\n])/g, '$1');
}
