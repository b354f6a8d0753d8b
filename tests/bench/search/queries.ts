import type { MessageHit } from '../../../shared/domain/message.ts';

/** Kinds of queries, as both sides write them. */
export const KINDS = ['one word', 'two words', 'prefix', 'from:', 'subject:'] as const;
export type Kind = (typeof KINDS)[number];

/** One query in the languages of both sides. */
export interface QueryPair {
  readonly ours: string;
  readonly notmuch: string;
}

/** Of each kind. */
const QUERIES = 100;

/** Queries of every kind from words that occur, always the same ones for the same mail. */
export function makeQueries(messages: readonly MessageHit[]): Readonly<Record<Kind, QueryPair[]>> {
  const random = generator();
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  // The last word of a snippet or a long subject may be cut.
  const word = (text: string): string =>
    pick(text.replace(/\S+$/, '').match(/(?<![\p{L}\p{N}])[a-z]{4,12}(?![\p{L}\p{N}])/gu) ?? []) ?? 'ticket';
  const queries = (make: (message: MessageHit) => QueryPair): QueryPair[] =>
    Array.from({ length: QUERIES }, () => pick(messages))
      .filter((message) => message !== undefined)
      .map(make);
  const same = (text: string, ours = `${text} `): QueryPair => ({ ours, notmuch: text });
  return {
    'one word': queries(({ snippet }) => same(word(snippet))),
    'two words': queries(({ snippet }) => {
      const [one, other] = [word(snippet), word(snippet)];
      return { ours: `${one} ${other} `, notmuch: `${one} and ${other}` };
    }),
    prefix: queries(({ snippet }) => same(`${word(snippet).slice(0, 3)}*`)),
    'from:': queries(({ from }) => same(`from:${from.address.split('@')[0] ?? ''}`)),
    'subject:': queries(({ subject }) => same(`subject:${word(subject)}`)),
  };
}

/** Numbers from 0 to 1 that are the same in every run. */
export function generator(): () => number {
  let seed = 7;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
}

/** The value that `share` (0 to 1) of all are not above. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
