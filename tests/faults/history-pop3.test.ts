import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { live, step } from './history.ts';
import { scaled } from './scale.ts';

const STEPS_OF_A_LIFE = 40;

it('any history of a mailbox over POP3 ends with every message once', async () => {
  let steps = 0;
  const begun = performance.now();
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: STEPS_OF_A_LIFE, size: 'max' }),
      async (life) => {
        steps += life.length;
        await live('pop3', life);
      },
    ),
    { numRuns: scaled(450, 8), endOnFailure: false },
  );
  const seconds = ((performance.now() - begun) / 1000).toFixed(0);
  process.stdout.write(
    `random history, POP3: points tried ${steps}, lost 0, doubled 0, cut off 0 (${seconds} s)\n`,
  );
  expect(steps).toBeGreaterThan(scaled(10_000, 80));
});
