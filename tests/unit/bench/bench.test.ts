// What the bench's verdicts rest on; nothing is timed here.
import { describe, expect, it } from 'vitest';
import type { Corpus, CorpusMessage } from '../../bench/corpus.ts';
import { differenceFrom } from '../../bench/digests.ts';
import { readOptions } from '../../bench/options.ts';
import { atLeast, atMost, isMet, type Target } from '../../bench/report.ts';
import { median, ratios, rotate } from '../../bench/rounds.ts';

describe('what was stored', () => {
  const corpus: Corpus = {
    bytes: 0,
    messages: ['a', 'b', 'b'].map((sha256) => ({ sha256 }) as CorpusMessage),
  };

  it('equals the corpus in any order', () => {
    expect(differenceFrom(corpus, ['b', 'a', 'b'])).toBeUndefined();
  });

  it.each([
    ['lost', ['a', 'b'], '2 stored, 1 of 3 missing, 0 changed or doubled'],
    ['doubled', ['a', 'a', 'b', 'b'], '4 stored, 0 of 3 missing, 1 changed or doubled'],
    ['changed', ['a', 'b', 'c'], '3 stored, 1 of 3 missing, 1 changed or doubled'],
  ])('is told apart when something is %s', (_, stored, difference) => {
    expect(differenceFrom(corpus, stored)).toBe(difference);
  });
});

describe('rounds', () => {
  it('begin with another contestant each time, and ratios stay within a round', async () => {
    const order: string[] = [];
    const contestant = (name: string, times: number[]) => ({
      name,
      async run() {
        order.push(name);
        return times.shift() ?? NaN;
      },
    });
    const contestants = [contestant('ours', [1, 30]), contestant('peer', [2, 40])];
    const results = await rotate(2, contestants, () => {});
    expect(order).toEqual(['ours', 'peer', 'peer', 'ours']);
    expect(ratios(results, 'ours', 'peer', (time) => time)).toEqual([0.5, 0.75]);
  });

  it('are summed up by their median', () => {
    expect(median([9, 1, 2])).toBe(2);
    expect(median([9, 1, 2, 4])).toBe(3);
  });
});

it.each<[Target, number[], boolean]>([
  [atMost(0.5), [0.1, 0.5, 0.9], true],
  [atMost(0.5), [0.1, 0.51, 0.6], false],
  [atLeast(0.6), [0.6], true],
  [atLeast(0.6), [0.59], false],
])('%o is judged by the median of %o', (target, values, met) => {
  expect(isMet({ group: '', what: '', ours: '', peer: '', values, target })).toBe(met);
});

it('refuses unknown groups and counts that make no sense', () => {
  expect(() => readOptions(['--only', 'imap,smtp'])).toThrow('smtp');
  expect(() => readOptions(['--rounds', '0'])).toThrow('rounds');
  expect(readOptions(['--only', 'rtt', '--messages', '5'])).toMatchObject({
    groups: ['rtt'],
    messages: 5,
    rounds: 3,
  });
});
