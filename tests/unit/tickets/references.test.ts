import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referencesIn, subjectToken, ticketNumber } from '../../../electron/engine/tickets/references.ts';

describe('ticket references', () => {
  it.each([
    ['Re: Drucker [T-000123]', ['T-000123']],
    ['[t-000123] AW: [T-000123]', ['T-000123']],
    ['[ T-7 ] and [T-8]', ['T-7', 'T-8']],
    ['T-000123 without brackets', []],
    ['[T-]', []],
    ['[T-12x]', []],
    ['[XT-12]', []],
    ['[T-1234567890123]', []],
    ['', []],
  ])('in %j are %j', (subject, found) => {
    expect(referencesIn(subject)).toEqual(found);
  });

  it('are found again in any subject that carries them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), fc.string(), fc.string(), (id, before, after) => {
        const number = ticketNumber(id);
        expect(referencesIn(`${before}${subjectToken(number)}${after}`)).toContain(number);
      }),
    );
    expect(ticketNumber(1)).toBe('T-000001');
    expect(ticketNumber(12_345_678)).toBe('T-12345678');
  });
});
