import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern, PatternRefusal } from '../../../electron/engine/rules/pattern.ts';

function refusal(source: string): string | undefined {
  try {
    compilePattern(source, false);
    return undefined;
  } catch (error) {
    return error instanceof PatternRefusal ? error.problem : 'other';
  }
}

describe('a pattern', () => {
  it.each([
    ['(', 'patternMalformed'],
    ['[z-a]', 'patternMalformed'],
    ['(a)\\1', 'patternMalformed'],
    ['(?=a)', 'patternMalformed'],
    ['a{1001}', 'patternMalformed'],
    ['(a{1,30}){1,30}', 'patternTooLarge'],
    ['(a+)+$', undefined],
    ['\\bRechnung\\s+(\\d{4,})\\b', undefined],
    ['\\p{Lu}', undefined],
  ])('%j: %s', (source, problem) => {
    expect(refusal(source)).toBe(problem);
  });

  it('that makes other engines run for ever gives its answer', () => {
    const text = `${'a'.repeat(100_000)}b`;
    expect(compilePattern('(a+)+$', false).fits(text)).toBe(false);
    expect(compilePattern('(a|aa)+c', false).fits(text)).toBe(false);
    expect(compilePattern('(a+)+b$', false).fits(text)).toBe(true);
    expect(compilePattern('(a+)+', false).find(text)?.[0]).toBe(0);
    expect(compilePattern('b$', false).find(text)).toBeUndefined();
  });

  it('answers as the engine of the language does, where that one is safe', () => {
    const letter = fc.constantFrom('a', 'b', 'c');
    const atom = fc.oneof(letter, fc.constantFrom('[ab]', '[^c]', '.', '(a|bc)', '\\b', '^', '$'));
    const piece = fc.tuple(atom, fc.constantFrom('', '?', '*', '+', '{1,3}')).map(([one, many]) =>
      // Nothing repeats a place.
      /^(\\b|\^|\$)$/.test(one) ? one : one + many,
    );
    const source = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'A', ' '), maxLength: 12 });
    fc.assert(
      fc.property(source, text, fc.boolean(), (pattern, subject, caseSensitive) => {
        const compiled = compilePattern(pattern, caseSensitive);
        const native = new RegExp(pattern, caseSensitive ? 'u' : 'iu').test(subject);
        expect(compiled.fits(subject)).toBe(native);
        expect(compiled.find(subject) !== undefined).toBe(native);
      }),
      { numRuns: 1000 },
    );
  });
});
