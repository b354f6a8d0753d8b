import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { CommandLine } from './command-line.ts';
import type { Protocol } from './cuts.ts';
import { Points } from './points.ts';
import { scaled } from './scale.ts';
import { hasStrace, inject, mostByOneThread, watch } from './strace.ts';

/** Half of them at random moments, half at a system call. */
const KILLS = scaled(500, 16);
const REFILL = 20;
/** A judgement reads all mail: it comes after so many kills, and a new data directory with it. */
const KILLS_OF_A_DIRECTORY = 25;
/** Every so many kills the next start is timed by itself. */
const STARTS = 5;

/** What an engine does to its disk and to the server. */
const CALLS = [
  'pwrite64',
  'write',
  'writev',
  'fsync',
  'fdatasync',
  'ftruncate',
  'unlink',
  'rename',
  'openat',
];

/** Kills the command line in the midst of polls of a real server. */
export function killDuring(protocol: Protocol): void {
  describe(`killed during polls, ${protocol}`, () => {
    let dovecot: Dovecot;
    let users = 0;
    beforeAll(async () => {
      const many = Array.from({ length: KILLS + 2 }, (_, index) => ({
        user: `u${index + 1}`,
        password: 'pw',
      }));
      dovecot = await startDovecot({ users: many });
    });
    afterAll(() => dovecot?.stop());

    /** Kills until enough were hit, each group on a mailbox and a data directory of its own. */
    async function killInGroups(
      points: Points,
      kill: (line: CommandLine) => Promise<boolean>,
      wanted = KILLS / 2,
    ): Promise<void> {
      // A kill that comes late finds the run ended.
      for (let tries = 0; points.tried < wanted && tries < 3 * wanted;) {
        const line = await CommandLine.start(dovecot, { protocol, user: `u${++users}` });
        try {
          for (let nth = 0; nth < KILLS_OF_A_DIRECTORY && points.tried < wanted; nth++, tries++) {
            line.fill(REFILL);
            if (await kill(line)) points.tried += 1;
            if (nth % STARTS === 0) await line.checkStart(`kill ${points.tried}`, points);
          }
          line.fill(REFILL);
          await line.judge(`kills up to ${points.tried}`, points);
        } finally {
          line.cli.remove();
        }
      }
      expect(points.tried).toBeGreaterThanOrEqual(wanted * 0.9);
    }

    it('at random moments', async () => {
      const points = new Points(`kills at random moments, ${protocol}`);
      // From start to end of a run, in milliseconds: learned on the way, because machines get busy.
      let whole = 1000;
      await killInGroups(points, async (line) => {
        const killed = await line.pollAndKill(whole * (0.3 + 0.7 * Math.random()));
        whole *= killed ? 1.03 : 0.8;
        return killed;
      });
      points.report();
    });

    it.runIf(hasStrace)('at the n-th system call', async () => {
      const points = new Points(`kills at the n-th system call, ${protocol}`);
      const moments = await momentsOfRun();
      let next = 0;
      await killInGroups(points, async (line) => {
        const [call, nth] =
          moments[Math.floor((next++ * moments.length) / (KILLS / 2)) % moments.length] ?? [];
        const { signal } = await line.poll({ under: inject(call ?? '', `signal=KILL:when=${nth}`) });
        return signal === 'SIGKILL';
      });
      points.report();
    });

    /** Every system call of a run that matters, by its name and number, in the order of names. */
    async function momentsOfRun(): Promise<[string, number][]> {
      const line = await CommandLine.start(dovecot, { protocol, user: `u${++users}` });
      onTestFinished(() => line.cli.remove());
      line.fill(REFILL);
      const log = path.join(line.cli.folder, 'calls');
      await line.poll({ under: watch(CALLS, log) });
      const counts = mostByOneThread(readFileSync(log, 'utf8'));
      return [...counts].flatMap(([call, count]) =>
        Array.from({ length: count }, (_, index): [string, number] => [call, index + 1]),
      );
    }
  });
}
