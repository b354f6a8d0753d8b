import { normalized } from '../search/fold.ts';

/** A text as it is compared. */
export interface FoldedText {
  /** With the letters as they are; composed characters and their variants in one form (NFKC). */
  readonly plain: string;
  /** The same without regard to letter case. */
  readonly folded: string;
}

/** Of a longer text only the beginning is compared, so that a rule costs bounded time. Characters. */
export const MAX_COMPARED_CHARACTERS = 100_000;

/** Folds when asked, and once. */
export function foldedText(text: string): FoldedText {
  let plain: string | undefined;
  let folded: string | undefined;
  return {
    get plain() {
      return (plain ??= normalized(text.slice(0, MAX_COMPARED_CHARACTERS), 'NFKC'));
    },
    get folded() {
      return (folded ??= foldCase(this.plain));
    },
  };
}

/** Upper case first: it knows that `ß` is `ss`. The last step: a final sigma is a sigma. */
function foldCase(text: string): string {
  return text.toUpperCase().toLowerCase().replaceAll('ς', 'σ');
}
