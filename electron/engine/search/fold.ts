/** So much of the text of a message is searched. Characters. */
export const SEARCHED_CHARACTERS = 200_000;

/** Letters that are more than another letter with a mark, and what people type for them. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  ẞ: 'ss',
  æ: 'ae',
  Æ: 'ae',
  œ: 'oe',
  Œ: 'oe',
  ø: 'o',
  Ø: 'o',
  ł: 'l',
  Ł: 'l',
  đ: 'd',
  Đ: 'd',
};
const SPECIAL = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/**
 * Text as the index gets it, and words as it is asked for them: "Straße" and "Strasse" are the same. Case and marks
 * like umlauts are the tokenizer's part (`unicode61 remove_diacritics 2`).
 */
export function foldText(text: string): string {
  return normalized(text, 'NFKC').replace(SPECIAL, (letter) => LETTERS[letter] ?? letter);
}

/** The words in a folded text, as the tokenizer sees them: letters and digits with their marks. */
export function wordsOf(folded: string): string[] {
  return folded.match(/[\p{L}\p{N}\p{Co}][\p{L}\p{N}\p{Co}\p{M}]*/gu) ?? [];
}

/** Text with its marks as characters of their own (NFKD). */
export function spelledOut(text: string): string {
  return normalized(text, 'NFKD');
}

/**
 * Composed or taken apart in bounded time. Marks in a row are put in order, which takes the square of their number: of more
 * than eight, as no script has them, the rest is left out.
 */
export function normalized(text: string, form: 'NFKC' | 'NFKD'): string {
  return text.replace(/(\p{M}{8})\p{M}+/gu, '$1').normalize(form);
}

/**
 * A regular expression (flags `iu`) that finds words one after the other in a text as `spelledOut` gives it, however
 * they are written there.
 *
 * @param prefix whether the last word may go on
 */
export function patternOf(words: readonly string[], prefix: boolean): string {
  const spelt = words.map((word) =>
    [
      ...word
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .matchAll(/ss|ae|oe|./gisu),
    ]
      .map(([part]) => spellings(part.toLowerCase()))
      .join(''),
  );
  const end = prefix ? '' : '(?![\\p{L}\\p{N}\\p{M}])';
  return `(?<![\\p{L}\\p{N}]\\p{M}*)${spelt.join('[^\\p{L}\\p{N}]+')}${end}`;
}

function spellings(part: string): string {
  const plain = [...part].map((letter) => `${letter}\\p{M}*`).join('');
  const special = Object.keys(LETTERS).filter((letter) => LETTERS[letter] === part);
  return special.length === 0 ? plain : `(?:${plain}|[${special.join('')}]\\p{M}*)`;
}
