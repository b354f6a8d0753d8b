import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ticketNumber, ticketNumberField, ticketPatternField } from '../../../shared/domain/ticket-number.ts';
import { ticketPattern } from '../../support/ticket-pattern.ts';

const MARCH = new Date(2026, 2, 31, 23, 59).getTime();
const counter = fc.integer({ min: 1, max: 99_999_999_999 });
const moment = fc.date({ min: new Date(1970, 0, 2), max: new Date(9999, 11, 30), noInvalidDate: true });

describe('a pattern of ticket numbers', () => {
  it.each([
    ['T-######', 7, 'T-000007'],
    ['T-######', 12_345_678, 'T-12345678'],
    ['{year}{month}-#', 41, '202603-41'],
    ['#.{year}', 41, '41.2026'],
    ['Inc_{month}/####x', 41, 'Inc_03/0041x'],
  ])('%s makes of %i %s', (pattern, id, number) => {
    expect(ticketPatternField.parse(` ${pattern} `)).toBe(pattern);
    expect(ticketNumber(pattern, id, MARCH)).toBe(number);
  });

  it.each([
    ['', 'required'],
    ['T-', 'ticketPatternCounter'],
    ['T-##-##', 'ticketPatternCounter'],
    [`T-${'#'.repeat(13)}`, 'ticketPatternCounter'],
    ['######', 'ticketPatternBare'],
    ['-######', 'ticketPatternEnds'],
    ['T-######.', 'ticketPatternEnds'],
    ['T ######', 'ticketPatternCharacters'],
    ['[T-######]', 'ticketPatternCharacters'],
    ['Ä-######', 'ticketPatternCharacters'],
    ['{day}-######', 'ticketPatternCharacters'],
    [`${'T'.repeat(30)}#`, 'ticketPatternLong'],
  ])('%j is refused: %s', (pattern, problem) => {
    expect(ticketPatternField.safeParse(pattern).error?.issues.map(({ message }) => message)).toEqual([
      problem,
    ]);
  });

  it('makes numbers that can be ticket numbers, and never the same from two counters', () => {
    fc.assert(
      fc.property(ticketPattern, counter, counter, moment, moment, (pattern, one, other, at, later) => {
        expect(ticketPatternField.parse(pattern)).toBe(pattern);
        const number = ticketNumber(pattern, one, at.getTime());
        expect(ticketNumberField.parse(number)).toBe(number);
        if (one === other) return;
        expect(ticketNumber(pattern, other, later.getTime()).toLowerCase()).not.toBe(number.toLowerCase());
      }),
    );
  });
});
