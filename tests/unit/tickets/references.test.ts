import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  referencesIn,
  subjectToken,
  ticketNumber,
  withReference,
} from '../../../electron/engine/tickets/references.ts';

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

describe('a subject with its ticket', () => {
  it.each([
    ['Printer', '[T-000123] Printer'],
    ['Re: AW: Printer', 'Re: AW: [T-000123] Printer'],
    ['RE[2]: Printer', 'RE[2]: [T-000123] Printer'],
    ['Reply to all', '[T-000123] Reply to all'],
    ['Re: [T-000123] Printer', 'Re: [T-000123] Printer'],
    ['Re: Printer [t-000123] [ T-000123 ]', 'Re: Printer [T-000123]'],
    ['Re: [T-000099] Printer', 'Re: [T-000123] [T-000099] Printer'],
    ['[T-000099] Printer [T-000123] again', '[T-000123] [T-000099] Printer again'],
    ['', '[T-000123]'],
    ['Re:', 'Re: [T-000123]'],
  ])('makes %j %j', (subject, result) => {
    expect(withReference(subject, 'T-000123')).toBe(result);
  });

  it('has the reference once and before all others, however often it is answered', () => {
    const piece = fc.constantFrom(
      'Re: ',
      '[T-000123]',
      '[t-000123] ',
      '[T-000099]',
      'Printer',
      ' ',
      '[',
      ']',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const subject = withReference(pieces.join(''), 'T-000123');
        expect(subject.match(/\[\s*t-000123\s*\]/gi)).toEqual(['[T-000123]']);
        expect(referencesIn(subject)[0]).toBe('T-000123');
        expect(withReference(subject, 'T-000123')).toBe(subject);
      }),
    );
  });
});
