import { patternOf, SEARCHED_CHARACTERS, spelledOut, wordsOf } from './fold.ts';
import type { WordForm } from './query.ts';

const CHARACTERS = 200;
/** So much of it before the hit. */
const BEFORE = 60;

/** Whether one of the words is in a text. */
export function hasHit(text: string, forms: readonly WordForm[]): boolean {
  return forms.length > 0 && expression(forms).test(spelledOut(text));
}

/** One line of about 200 characters around the first hit; undefined without one. */
export function excerptOf(text: string, forms: readonly WordForm[]): string | undefined {
  if (forms.length === 0) return undefined;
  const plain = spelledOut(text.slice(0, SEARCHED_CHARACTERS));
  const hit = expression(forms).exec(plain);
  if (hit === null) return undefined;
  const begin = wordBegin(plain, Math.max(0, hit.index - BEFORE), hit.index);
  const excerpt = plain
    .slice(begin, begin + CHARACTERS)
    .normalize('NFC')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return begin === 0 ? excerpt : `… ${excerpt}`;
}

function expression(forms: readonly WordForm[]): RegExp {
  return new RegExp(forms.map(({ text, prefix }) => patternOf(wordsOf(text), prefix)).join('|'), 'iu');
}

/** The first position from `from` on, at most `hit`, where a word begins. */
function wordBegin(text: string, from: number, hit: number): number {
  if (from === 0) return 0;
  const blank = text.slice(from, hit).search(/\s/);
  return blank < 0 ? from : from + blank + 1;
}
