import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerptOf, hasHit } from '../../../electron/engine/search/excerpt.ts';
import { foldText } from '../../../electron/engine/search/fold.ts';
import { parseQuery, wordsToShow, type Literal, type Term } from '../../../electron/engine/search/query.ts';

const text = (words: string, prefix = false, field = 'any'): unknown => ({
  kind: 'text',
  field,
  forms: [{ text: words, prefix }],
});

/** Clauses with one literal each, none negated. */
function terms(query: string): unknown[] {
  return parseQuery(query).clauses.map(([literal]) => literal?.term);
}

const only = (query: string): Term | undefined => parseQuery(query).clauses[0]?.[0]?.term;

describe('what a person types', () => {
  it('is words that must all be there, the last one as far as it is typed', () => {
    expect(terms('printer broken')).toEqual([text('printer'), text('broken', true)]);
    expect(terms('printer broken ')).toEqual([text('printer'), text('broken')]);
    expect(terms('print* broken ')).toEqual([text('print', true), text('broken')]);
    // One letter begins too much, unless it is meant.
    expect(terms('printer b')).toEqual([text('printer'), text('b')]);
    expect(terms('b* ')).toEqual([text('b', true)]);
    expect(terms('')).toEqual([]);
  });

  it('is phrases in quotes, also while they are being typed, and whatever has signs in it', () => {
    expect(terms('"printer is broken"')).toEqual([text('printer is broken')]);
    expect(terms('"printer is bro')).toEqual([text('printer is bro', true)]);
    expect(terms('„printer is“ »broken«')).toEqual([text('printer is'), text('broken')]);
    expect(terms('"printer is bro"*')).toEqual([text('printer is bro', true)]);
    expect(terms('anna@example.com ')).toEqual([text('anna@example.com')]);
    expect(terms('https://example.com/a ')).toEqual([text('https://example.com/a')]);
    expect(terms('12:30 ')).toEqual([text('12:30')]);
  });

  it('is fields, in English and in German, with and without quotes', () => {
    for (const [names, field] of [
      [['from', 'von', 'FROM'], 'sender'],
      [['to', 'an'], 'recipients'],
      [['subject', 'betreff'], 'subject'],
      [['body', 'text'], 'body'],
      [['attachment', 'filename', 'anhang'], 'attachments'],
    ] as const) {
      for (const name of names) {
        expect(terms(`${name}:anna `)).toEqual([text('anna', false, field)]);
        expect(terms(`${name}:"anna b"`)).toEqual([text('anna b', false, field)]);
        // Nothing is asked for yet.
        expect(terms(`${name}:`)).toEqual([]);
      }
    }
    expect(terms('nobody:anna ')).toEqual([text('nobody:anna')]);
  });

  it('is what messages are and have', () => {
    expect(only('is:unread')).toEqual({ kind: 'read', read: false });
    expect(only('ist:gelesen')).toEqual({ kind: 'read', read: true });
    expect(only('has:attachment')).toEqual({ kind: 'hasAttachment' });
    expect(only('hat:Anhang')).toEqual({ kind: 'hasAttachment' });
    expect(only('has:ticket')).toEqual({ kind: 'hasTicket' });
    expect(only('ticket:T-000123')).toEqual({ kind: 'ticket', number: 'T-000123' });
    expect(only('konto:"Help Desk"')).toEqual({ kind: 'account', name: 'Help Desk' });
    expect(only('in:archive')).toEqual({ kind: 'folder', folder: 'archive' });
    expect(only('in:nowhere')).toEqual({ kind: 'nothing' });
  });

  it('is days, months and years where the program runs', () => {
    const at = (year: number, month: number, day: number): number => new Date(year, month - 1, day).getTime();
    expect(only('before:2026-01-31')).toEqual({ kind: 'before', at: at(2026, 1, 31) });
    expect(only('vor:2026-1')).toEqual({ kind: 'before', at: at(2026, 1, 1) });
    expect(only('after:2026')).toEqual({ kind: 'after', at: at(2026, 1, 1) });
    for (const wrong of ['2026-02-30', '2026-13', '0001', '31.1.2026', 'yesterday', '202'])
      expect(only(`nach:${wrong}`)).toEqual({ kind: 'nothing' });
  });

  it('is one of several with OR, and not with a minus', () => {
    const { clauses } = parseQuery('from:anna OR from:bert invoice -paid NOT "too late" AND now ');
    const shape = clauses.map((clause) =>
      clause.map(({ term, negated }: Literal) => `${negated ? '-' : ''}${words(term)}`),
    );
    expect(shape).toEqual([['anna', 'bert'], ['invoice'], ['-paid'], ['-too late'], ['now']]);
    expect(parseQuery('OR -').clauses).toEqual([]);
    expect(parseQuery('a OR NOT b ').clauses).toHaveLength(1);
    expect(terms('or and "OR" ')).toEqual([text('or'), text('and'), text('OR')]);
  });

  it('finds nothing when it is signs only, which do not matter beside words', () => {
    expect(only('%&/ ***')).toEqual({ kind: 'nothing' });
    expect(terms('this & that ')).toEqual([text('this'), text('that')]);
  });

  it('finds umlauts however they are written', () => {
    expect(only('Müller')).toMatchObject({
      forms: [
        { text: 'Müller', prefix: true },
        { text: 'Mueller', prefix: true },
      ],
    });
    expect(only('Mueller')).toMatchObject({
      forms: [
        { text: 'Mueller', prefix: true },
        { text: 'Muller', prefix: false },
      ],
    });
    expect(only('Straße ')).toEqual(text('Strasse'));
    expect(only('neue Feuer quelle')).toEqual(text('neue'));
  });
});

function words(term: Term): string {
  return term.kind === 'text' ? (term.forms[0]?.text ?? '') : term.kind;
}

describe('the text around a hit', () => {
  const forms = (query: string) => wordsToShow(parseQuery(query));
  const long = `${'Lorem ipsum dolor sit amet. '.repeat(100)}Die Straße zum\r\nMüllerhaus ist gesperrt. ${'Ende '.repeat(100)}`;

  it('is one line that begins shortly before it', () => {
    const excerpt = excerptOf(long, forms('strasse '));
    expect(excerpt).toMatch(/^… .{0,60}Die Straße zum Müllerhaus ist gesperrt\. Ende/);
    expect(excerpt?.length).toBeLessThanOrEqual(202);
    expect(excerptOf('Straße hier', forms('strasse '))).toBe('Straße hier');
  });

  it('begins at a hit of one of the words wherever a word begins, marks and case aside', () => {
    for (const query of [
      'MULLERH',
      'müllerhaus ',
      'muellerhaus ',
      '"zum müllerhaus"',
      'nothing OR gesperrt ',
    ])
      expect(excerptOf(long, forms(query)), query).toContain('gesperrt');
    for (const query of [
      'haus ',
      'müllerh ',
      '"müllerhaus zum"',
      '-gesperrt ',
      'subject:gesperrt ',
      'is:unread',
    ])
      expect(excerptOf(long, forms(query)), query).toBeUndefined();
    // An umlaut is one letter, also where it is stored as two.
    expect(hasHit('u\u0308ber', forms('ber'))).toBe(false);
    expect(hasHit('u\u0308ber', forms('über '))).toBe(true);
    expect(hasHit('Smørrebrød', forms('smorrebrod '))).toBe(true);
  });

  it('is found in time, whatever the text is made of', () => {
    const marks = '\u0301\u0316'.repeat(100_000);
    expect(foldText(`a${marks}b`).length).toBeLessThan(20);
    for (const text of [
      `ss${marks}`,
      marks,
      `l${marks}x`,
      's\u0301'.repeat(50_000),
      `a${' '.repeat(100_000)}`,
      'a '.repeat(99_000),
    ])
      for (const query of ['strasse ', 'sss', 'll ', '"a b"', 'aaa']) excerptOf(text, forms(query));
    expect(excerptOf(`${'a '.repeat(90_000)}hit`, forms('hit '))).toMatch(/^… [a ]*hit$/);
  });

  it('is there for any word of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        for (const word of foldText(text).split(/[^\p{L}\p{N}\p{M}]+/u))
          if (/^[\p{L}\p{N}]+$/u.test(word) && !/^(AND|OR|NOT)$/.test(word))
            expect(hasHit(text, forms(`"${word}"`)), JSON.stringify([text, word])).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
