import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  carries,
  subjectToken,
  ticketsIn,
  withReference,
} from '../../../electron/engine/tickets/references.ts';
import { ticketNumber } from '../../../shared/domain/ticket-number.ts';
import { ticketPattern } from '../../support/ticket-pattern.ts';

/** Looks tickets up as the store does: in any letter case. */
function among(...numbers: readonly string[]): (number: string) => string | undefined {
  return (wanted) => numbers.find((number) => number.toLowerCase() === wanted.toLowerCase());
}

describe('tickets that a subject names', () => {
  const known = among('T-000123', 'T-7', 'Inc/2026.04_1', '3', 'A1');
  it.each([
    ['Re: Drucker [T-000123]', ['T-000123']],
    ['[t-000123] AW: [T-000123]', ['T-000123']],
    ['[ T-7 ] and [t-000123\t]', ['T-7', 'T-000123']],
    ['WG:[inc/2026.04_1]', ['Inc/2026.04_1']],
    ['[URGENT] [1/3] [list-tag][T-7][T-999999]', ['T-7']],
    ['[[T-7]]', ['T-7']],
    ['RE[3]: Fwd[3]: [3]', ['3']],
    ['RE[3]: Printer', []],
    ['A1[A1]: Printer', ['A1']],
    ['T-000123 without brackets', []],
    ['[T -7] [-T-7] [T-7-] [T-7', []],
    ['', []],
  ])('in %j are %j', (subject, found) => {
    expect(ticketsIn(subject, known)).toEqual(found);
  });

  it('are looked up among the first 20 texts in brackets', () => {
    const asked: string[] = [];
    const tags = (count: number): string =>
      Array.from({ length: count }, (_, n) => `[x${n}] [X${n}]`).join(' ');
    const find = (number: string): string | undefined => {
      asked.push(number);
      return known(number);
    };
    expect(ticketsIn(`${tags(19)} [T-7]`, find)).toEqual(['T-7']);
    expect(asked).toHaveLength(20);
    expect(ticketsIn(`${tags(20)} [T-7]`, find)).toEqual([]);
    expect(asked).toHaveLength(40);
  });

  it('are found again in any subject that carries them, whatever the pattern', () => {
    fc.assert(
      fc.property(
        ticketPattern,
        fc.integer({ min: 1, max: 999_999_999 }),
        fc.string(),
        fc.string(),
        (pattern, counter, before, after) => {
          const number = ticketNumber(pattern, counter, Date.UTC(2026, 5));
          const subject = `${before} ${subjectToken(number.toLowerCase())}${after}`;
          expect(carries(subject, number)).toBe(true);
          expect(ticketsIn(subject, among(number))).toEqual([number]);
        },
      ),
    );
  });

  it('take no longer to find in a subject made to be slow', () => {
    for (const piece of ['[', '[ ', '[a', '[a ', ' ', 'a.', 're[1', '[T-1'])
      expect(ticketsIn(`[${piece.repeat(200_000)}`, among('T-1'))).toEqual([]);
  });
});

describe('a subject with its ticket', () => {
  const isTicket = (number: string): boolean => among('T-000123', 'T-000099', '7')(number) !== undefined;
  it.each([
    ['Printer', '[T-000123] Printer'],
    ['Re: AW: Printer', 'Re: AW: [T-000123] Printer'],
    ['RE[2]: Printer', 'RE[2]: [T-000123] Printer'],
    ['RE[7]: Printer [T-000123]', 'RE[7]: Printer [T-000123]'],
    ['Reply to all', '[T-000123] Reply to all'],
    ['Re: [T-000123] Printer', 'Re: [T-000123] Printer'],
    ['Re: Printer [t-000123] [ T-000123 ]', 'Re: Printer [T-000123]'],
    ['Re: [T-000099] Printer', 'Re: [T-000123] [T-000099] Printer'],
    ['[T-000099] Printer [T-000123] again', '[T-000123] [T-000099] Printer again'],
    ['[URGENT] [1/3] Printer [t-000123]', '[URGENT] [1/3] Printer [T-000123]'],
    ['[URGENT] [T-000099] [1/3] x [T-000123]', '[T-000123] [URGENT] [T-000099] [1/3] x'],
    ['Re: [URGENT] Printer', 'Re: [T-000123] [URGENT] Printer'],
    ['[T-000099] [T-000[T-000123]123] x', '[T-000123] [T-000099] x'],
    ['', '[T-000123]'],
    ['Re:', 'Re: [T-000123]'],
  ])('makes %j %j', (subject, result) => {
    expect(withReference(subject, 'T-000123', isTicket)).toBe(result);
  });

  it('has it once and before all others, however often it is answered, and foreign tags stay in order', () => {
    const piece = fc.constantFrom(
      'Re: ',
      'RE[7]: ',
      '[T-000123]',
      '[t-000123] ',
      '[T-000099]',
      '[T-000',
      '123]',
      '[URGENT]',
      '[1/3]',
      'Printer',
      ' ',
      '[',
      ']',
    );
    const foreign = (subject: string): string[] => subject.match(/\[(?:URGENT|1\/3)\]/g) ?? [];
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const subject = withReference(pieces.join(''), 'T-000123', isTicket);
        expect(subject.match(/\[\s*t-000123\s*\]/gi)).toEqual(['[T-000123]']);
        expect(ticketsIn(subject, among('T-000123', 'T-000099', '7'))[0]).toBe('T-000123');
        expect(withReference(subject, 'T-000123', isTicket)).toBe(subject);
        expect(foreign(subject)).toEqual(foreign(pieces.join('')));
      }),
      { numRuns: 500 },
    );
  });
});
