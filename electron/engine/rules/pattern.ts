import { RE2JS } from 're2js';

/** Compiled instructions; the time for one text grows with them. */
const MAX_PROGRAM = 500;
/** Finding the place is much slower than knowing that there is one. */
const MAX_SEARCHED_CHARACTERS = 5000;

/** A regular expression whose time grows with the length of the text and nothing else. */
export interface Pattern {
  /** Whether it fits anywhere in the text. */
  fits(text: string): boolean;
  /** Where it fits near the beginning of the text, for people. */
  find(text: string): readonly [start: number, end: number] | undefined;
}

/** Why a pattern is refused: `patternMalformed` or `patternTooLarge`. */
export class PatternRefusal extends Error {
  readonly problem: 'patternMalformed' | 'patternTooLarge';

  constructor(problem: PatternRefusal['problem'], detail: string) {
    super(detail);
    this.name = 'PatternRefusal';
    this.problem = problem;
  }
}

/**
 * Compiles a regular expression in the syntax of RE2: no backreferences and no lookahead, hence no text that makes it run
 * for ever.
 *
 * @throws PatternRefusal
 */
export function compilePattern(source: string, caseSensitive: boolean): Pattern {
  const compiled = compile(source.normalize('NFC'), caseSensitive);
  const size = compiled.programSize();
  if (size > MAX_PROGRAM)
    throw new PatternRefusal('patternTooLarge', `${size} instructions, at most ${MAX_PROGRAM}`);
  return {
    fits: (text) => compiled.test(text),
    find(text) {
      const matcher = compiled.matcher(text.slice(0, MAX_SEARCHED_CHARACTERS));
      return matcher.find() ? [matcher.start(), matcher.end()] : undefined;
    },
  };
}

function compile(source: string, caseSensitive: boolean): RE2JS {
  try {
    return RE2JS.compile(source, caseSensitive ? 0 : RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    throw new PatternRefusal('patternMalformed', error instanceof Error ? error.message : String(error));
  }
}
