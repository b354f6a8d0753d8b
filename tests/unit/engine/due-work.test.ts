import { expect, it } from 'vitest';
import { createDueWork } from '../../../electron/engine/due-work.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { silentLogger } from '../../support/store.ts';

it('work whose result cannot be noted is not done again and again at once', async () => {
  const clock = createFakeClock();
  let rounds = 0;
  const work = createDueWork({
    clock,
    logger: silentLogger,
    name: 'work',
    async round() {
      rounds += 1;
      if (rounds < 5) throw new Error('the disk is full');
    },
    nextDueAt: () => (rounds < 5 ? 0 : undefined),
  });
  work.start();
  await work.flush();
  const before = rounds;
  await clock.advance(59_000);
  expect(rounds).toBe(before);
  await clock.advance(1000);
  expect(rounds).toBe(before + 1);
  await work.stop();
});
