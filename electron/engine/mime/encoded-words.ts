import { decodeText } from './charset.ts';

const WORD = /=\?([^?\s]{1,60})\?([bq])\?([^?]*)\?=/gi;

/**
 * Decodes encoded words (RFC 2047) in any character set. Words that follow each other are decoded together,
 * since senders cut letters in two.
 *
 * @param write how decoded words are put into the text
 */
export function decodedWords(text: string, write: (words: string) => string): string {
  if (!text.includes('=?')) return text;
  let written = '';
  let done = 0;
  let run: { readonly charset: string; readonly bytes: Buffer[] } | undefined;
  let words = '';
  const closeRun = (): void => {
    if (run !== undefined) words += decodeText(Buffer.concat(run.bytes), run.charset);
    run = undefined;
  };
  const closeWords = (): void => {
    closeRun();
    if (words !== '') written += write(words);
    words = '';
  };
  for (const match of text.matchAll(WORD)) {
    const [word, label = '', encoding = '', data = ''] = match;
    // RFC 2231 5 puts a language behind the character set.
    const charset = label.replace(/\*.*$/, '').toLowerCase();
    const between = text.slice(done, match.index);
    if (done === 0 || between.trim() !== '') {
      closeWords();
      written += between;
    } else if (run?.charset !== charset) closeRun();
    run ??= { charset, bytes: [] };
    run.bytes.push(encoding.toLowerCase() === 'b' ? Buffer.from(data, 'base64') : wordBytes(data));
    done = match.index + word.length;
  }
  closeWords();
  return written + text.slice(done);
}

/** As words that the address parser knows: they keep what is quoted apart from what is structure. */
export function wordsInUtf8(text: string): string {
  return decodedWords(text, (words) => `=?utf-8?B?${Buffer.from(words).toString('base64')}?=`);
}

/** The "Q" encoding (RFC 2047 4.2). */
function wordBytes(data: string): Buffer {
  const decoded = data
    .replace(/_/g, ' ')
    .replace(/=([0-9a-f]{2})/gi, (_all, pair: string) => String.fromCharCode(Number.parseInt(pair, 16)));
  return Buffer.from(decoded, 'latin1');
}
