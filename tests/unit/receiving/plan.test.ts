import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planSets } from '../../../electron/engine/receiving/plan-sets.ts';
import { toSequenceSet } from '../../../electron/engine/receiving/sources/sequence-set.ts';

describe('planSets', () => {
  const sized = (sizes: readonly number[]) =>
    sizes.map((sizeBytes, index) => ({ ref: index + 1, serverKey: `${index + 1}`, sizeBytes }));

  it('keeps order, leaves nothing out and respects both limits', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 80 }), (sizes) => {
        const sets = planSets(sized(sizes), 7, 300);
        expect(sets.flat()).toEqual(sized(sizes));
        for (const set of sets) {
          expect(set.length).toBeGreaterThan(0);
          expect(set.length).toBeLessThanOrEqual(7);
          const bytes = set.reduce((sum, message) => sum + message.sizeBytes, 0);
          expect(bytes <= 300 || set.length === 1).toBe(true);
        }
      }),
    );
  });

  it('gives a message over the byte limit a set of its own', () => {
    expect(planSets(sized([1, 1000, 1]), 10, 100).map((set) => set.length)).toEqual([1, 1, 1]);
  });

  it('cuts at 50 messages and 16 MB unless told otherwise', () => {
    expect(planSets(sized(Array<number>(120).fill(1))).map((set) => set.length)).toEqual([50, 50, 20]);
    expect(planSets(sized(Array<number>(5).fill(8 * 1024 * 1024))).map((set) => set.length)).toEqual([
      2, 2, 1,
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
