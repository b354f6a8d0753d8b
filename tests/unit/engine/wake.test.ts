import { describe, expect, it, vi } from 'vitest';
import { MailroomError, type ErrorCode } from '../../../shared/errors.ts';
import { engineBench, incomingInput } from './bench.ts';

/** An engine that polls one account whose server fails in this way. */
async function failing(code: ErrorCode, transient: boolean) {
  const bench = engineBench();
  let tries = 0;
  bench.server('imap.example.com').fault = () => {
    tries += 1;
    throw new MailroomError(code, 'connect', { transient });
  };
  await bench.engine.handlers['incoming.create']({ account: incomingInput(), secret: 'pw' });
  bench.engine.start();
  await bench.clock.advance(15_000);
  await vi.waitFor(async () => {
    const [account] = await bench.engine.handlers['incoming.list']({});
    expect(account?.status.error?.code).toBe(code);
  });
  return { ...bench, tries: () => tries };
}

describe('a network that is back', () => {
  it('is used at once by accounts that could not reach their servers', async () => {
    const { engine, tries } = await failing('dns.unavailable', true);
    const before = tries();
    engine.wake();
    await vi.waitFor(() => expect(tries()).toBe(before + 1));
  });

  it('is no reason to try a refused password again', async () => {
    const { engine, tries, clock } = await failing('login.refused', false);
    const before = tries();
    engine.wake();
    await clock.advance(30_000);
    expect(tries()).toBe(before);
  });
});
