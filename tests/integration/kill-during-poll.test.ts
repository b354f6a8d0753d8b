// The promise behind everything: a process that is killed at any moment loses nothing and doubles nothing.
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { generateMessages } from '../corpus/generate.ts';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { receivingAccount } from '../support/accounts.ts';
import { createCli, ended, type Cli } from '../support/cli.ts';
import { digests, exportedSources } from '../support/export.ts';

/** In all, half of them for each protocol. Longer runs set more. */
const KILLS = Number(process.env['MAILROOM_TEST_KILLS'] ?? 20);
const REFILL = 25;

let dovecot: Dovecot;

beforeAll(async () => {
  dovecot = await startDovecot();
});
afterAll(() => dovecot?.stop());

/** Milliseconds from start to end of an undisturbed run with a full mailbox: kills fall within it. */
async function lengthOfRun(cli: Cli): Promise<number> {
  const begun = performance.now();
  await cli.json(['poll']);
  return performance.now() - begun;
}

describe.each([
  ['u1', 'imap4'],
  ['u2', 'pop3'],
] as const)('killed during polls (%s, %s)', (user, protocol) => {
  it(
    'keeps every message exactly once',
    async () => {
      const cli = createCli();
      onTestFinished(() => cli.remove());
      const kills = Math.ceil(KILLS / 2);
      const caFile = dovecot.authority.certificateFile;
      await cli.add(receivingAccount(dovecot, { protocol, user, caFile }));
      const messages = generateMessages({ count: (kills + 2) * REFILL + 100, seed: 5, maxBytes: 200_000 });
      const originals: Buffer[] = [];
      const fill = (count: number): void => {
        for (let index = 0; index < count; index++) {
          const { value } = messages.next();
          if (value === undefined) return;
          dovecot.fill(user, [value]);
          originals.push(value.bytes);
        }
      };

      fill(100);
      const whole = await lengthOfRun(cli);
      let killed = 0;
      for (let round = 0; round < kills; round++) {
        fill(REFILL);
        const child = cli.start(['poll', '--json']);
        child.stdin?.end();
        const result = ended(child);
        await delay(whole * (0.15 + 0.85 * ((round + Math.random()) / kills)));
        child.kill('SIGKILL');
        killed += (await result).signal === 'SIGKILL' ? 1 : 0;
      }
      // Late kills may find the run ended; most must not.
      expect(killed).toBeGreaterThanOrEqual(Math.floor(kills / 2));

      fill(REFILL);
      await finalPoll(cli);
      expect(dovecot.count(user)).toBe(0);
      expect(digests(await exportedSources(cli))).toEqual(digests(originals));
    },
    60_000 + KILLS * 6000,
  );
});

/** The server may take a moment to give up the session of a killed client: POP3 locks the mailbox. */
async function finalPoll(cli: Cli): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const result = await cli.run(['poll', '--json']);
    if (result.code === 0) return;
    if (attempt === 10) throw new Error(`${String(result.stdout)}${result.stderr}`);
    await delay(500);
  }
}
