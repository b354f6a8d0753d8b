import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planRounds } from '../../../electron/engine/receiving/plan-rounds.ts';
import { toSequenceSet } from '../../../electron/engine/receiving/sources/sequence-set.ts';

describe('planRounds', () => {
  const sized = (sizes: readonly number[]) =>
    sizes.map((sizeBytes, index) => ({ ref: index + 1, serverKey: `${index + 1}`, sizeBytes }));

  it('keeps order, leaves nothing out and respects both limits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 80 }), (sizes) => {
        const rounds = planRounds(sized(sizes), 7, 300);
        expect(rounds.flat()).toEqual(sized(sizes));
        for (const round of rounds) {
          expect(round.length).toBeGreaterThan(0);
          expect(round.length).toBeLessThanOrEqual(7);
          const bytes = round.reduce((sum, message) => sum + message.sizeBytes, 0);
          expect(bytes <= 300 || round.length === 1).toBe(true);
        }
      }),
    );
  });

  it('gives a message over the byte limit a round of its own', () => {
    expect(planRounds(sized([1, 1000, 1]), 10, 100).map((set) => set.length)).toEqual([1, 1, 1]);
  });

  it('cuts at 1,000 messages and 128 MB unless told otherwise', () => {
    expect(planRounds(sized(Array<number>(1200).fill(1))).map((set) => set.length)).toEqual([1000, 200]);
    expect(planRounds(sized(Array<number>(5).fill(32 * 1024 * 1024))).map((set) => set.length)).toEqual([
      4, 1,
    ]);
  });
});

describe('toSequenceSet', () => {
  it.each([
    [[], ''],
    [[5], '5'],
    [[1, 2, 3, 7], '1:3,7'],
    [[7, 3, 2, 1, 3], '1:3,7'],
    [[1, 3, 5], '1,3,5'],
    [[4_294_967_294, 4_294_967_295], '4294967294:4294967295'],
  ])('writes %j as %s', (numbers, text) => {
    expect(toSequenceSet(numbers)).toBe(text);
  });

  it('means exactly the numbers given', () => {
    const expand = (text: string): number[] =>
      text.split(',').flatMap((part) => {
        const [first = 0, last = first] = part.split(':').map(Number);
        return Array.from({ length: last - first + 1 }, (_, index) => first + index);
      });
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }), (numbers) => {
        expect(expand(toSequenceSet(numbers))).toEqual([...numbers].sort((a, b) => a - b));
      }),
    );
  });
});
