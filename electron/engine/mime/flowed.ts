interface Paragraph {
  readonly depth: number;
  text: string[];
}

/**
 * Puts the lines of a format=flowed text together into paragraphs (RFC 3676). Quoted lines join only lines
 * of the same depth, and get their marks back as `> `.
 *
 * @param deleteSpace the parameter `delsp`: the blank that marks a soft line break is no part of the text
 */
export function unflow(text: string, deleteSpace: boolean): string {
  const finished: string[] = [];
  let open: Paragraph | undefined;
  const close = (): void => {
    if (open !== undefined) finished.push(withMarks(open.depth, open.text.join('')));
    open = undefined;
  };
  for (const line of text.split('\n')) {
    const depth = /^>*/.exec(line)?.[0].length ?? 0;
    const stuffed = line.slice(depth);
    const content = stuffed.startsWith(' ') ? stuffed.slice(1) : stuffed;
    const isSignature = content === '-- ';
    if (open !== undefined && (open.depth !== depth || isSignature)) close();
    const isSoft = content.endsWith(' ') && !isSignature;
    open ??= { depth, text: [] };
    open.text.push(isSoft && deleteSpace ? content.slice(0, -1) : content);
    if (!isSoft) close();
  }
  close();
  return finished.join('\n');
}

function withMarks(depth: number, text: string): string {
  if (depth === 0) return text;
  return `${'>'.repeat(depth)}${text === '' ? '' : ` ${text}`}`;
}
