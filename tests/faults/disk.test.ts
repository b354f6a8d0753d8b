// A disk that is full or fails: what can't be stored stays on the server, and a later run completes.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { createCli } from '../support/cli.ts';
import { CommandLine } from './command-line.ts';
import type { Protocol } from './cuts.ts';
import { mountMemory, NO_MOUNT } from './memory-disk.ts';
import { Points } from './points.ts';
import { scaled } from './scale.ts';
import { hasStrace, inject, mostByOneThread, watch } from './strace.ts';

const REFILL = 6;
const MAX_BYTES = 20_000;
/** Runs on one data directory before all its mail is read. */
const RUNS_OF_A_DIRECTORY = 12;

let dovecot: Dovecot;
let users = 0;

beforeAll(async () => {
  dovecot = await startDovecot({
    users: Array.from({ length: 2000 }, (_, index) => ({ user: `u${index + 1}`, password: 'pw' })),
  });
});
afterAll(() => dovecot?.stop());

function newLine(protocol: Protocol, dataDirectory?: string): Promise<CommandLine> {
  return CommandLine.start(dovecot, {
    protocol,
    user: `u${++users}`,
    maxBytes: MAX_BYTES,
    ...(dataDirectory === undefined ? {} : { dataDirectory }),
  });
}

/** What may go wrong with which calls, once or from then on. */
const FAULTS = [
  { calls: ['pwrite64'], error: 'ENOSPC', lasting: false },
  { calls: ['pwrite64'], error: 'ENOSPC', lasting: true },
  { calls: ['pwrite64'], error: 'EIO', lasting: false },
  { calls: ['fsync', 'fdatasync'], error: 'EIO', lasting: false },
  { calls: ['fsync', 'fdatasync'], error: 'EIO', lasting: true },
  { calls: ['ftruncate', 'unlink'], error: 'EIO', lasting: false },
];

interface Moment {
  readonly call: string;
  readonly fault: string;
}

/** Every call of a run that may fail, in every way. */
async function momentsOfRun(protocol: Protocol): Promise<Moment[]> {
  const line = await newLine(protocol);
  onTestFinished(() => line.cli.remove());
  line.fill(REFILL);
  const log = path.join(line.cli.folder, 'calls');
  const calls = [...new Set(FAULTS.flatMap((fault) => fault.calls))];
  await line.poll({ under: watch(calls, log) });
  const counts = mostByOneThread(readFileSync(log, 'utf8'));
  return FAULTS.flatMap((fault) =>
    fault.calls.flatMap((call) =>
      Array.from({ length: counts.get(call) ?? 0 }, (_, index) => ({
        call,
        fault: `error=${fault.error}:when=${index + 1}${fault.lasting ? '+' : ''}`,
      })),
    ),
  );
}

describe.runIf(hasStrace).each(['imap4', 'pop3'] as const)('%s, with a failing disk', (protocol) => {
  it('loses and doubles nothing, whichever write, sync or cut fails, for lack of space or otherwise', async () => {
    const points = new Points(`disk full or failing, ${protocol}`);
    const moments = await momentsOfRun(protocol);
    const wanted = scaled(moments.length, 8);
    while (points.tried < wanted) {
      const line = await newLine(protocol);
      try {
        for (let run = 0; run < RUNS_OF_A_DIRECTORY && points.tried < wanted; run++) {
          const moment = moments[Math.floor((points.tried * moments.length) / wanted)];
          if (moment === undefined) throw new Error('a run without writes');
          line.fill(REFILL);
          const { code, stdout, stderr } = await line.poll({ under: inject(moment.call, moment.fault) });
          points.tried += 1;
          const point = `${moment.call} ${moment.fault}`;
          // Whatever it does, it ends by itself and in words.
          if (code !== 0 && code !== 1)
            points.fail(`${point}: ended with ${code}: ${String(stdout)}${stderr}`);
          line.checkDatabase(point, points);
        }
        line.fill(REFILL);
        await line.judge(`up to point ${points.tried}`, points);
      } finally {
        line.cli.remove();
      }
    }
    points.report();
  });
});

describe.skipIf(NO_MOUNT).each(['imap4', 'pop3'] as const)('%s, with a small disk', (protocol) => {
  it('fills it, says so, keeps the rest on the server, and goes on when there is room', async () => {
    const points = new Points(`small disk, ${protocol}`);
    const rooms = scaled(40, 2);
    for (let nth = 0; nth < rooms; nth++) {
      using disk = mountMemory();
      const line = await newLine(protocol, path.join(disk.folder, 'data'));
      onTestFinished(() => line.cli.remove());
      line.fill(80);
      const before = line.left;
      // From nothing to nearly enough.
      const bytes = Math.round((nth / rooms) * 900_000);
      disk.leaveFree(bytes);
      const { code, stdout } = await line.poll();
      const point = `${bytes} bytes free, ${before - line.left} of ${before} removed`;
      points.tried += 1;
      if (code === 0 || line.left === 0) points.fail(`${point}: the disk was never full`);
      if (code !== 0 && !String(stdout).includes('store.full')) points.fail(`${point}: ${String(stdout)}`);
      disk.leaveAll();
      await line.judge(point, points);
    }
    expect(points.tried).toBe(rooms);
    points.report();
  });
});

describe.skipIf(NO_MOUNT)('a disk without a free byte', () => {
  it('keeps nobody from reading what there is, and writing is refused in words', async () => {
    using disk = mountMemory();
    const cli = createCli({ dataDirectory: path.join(disk.folder, 'data') });
    onTestFinished(() => cli.remove());
    const account = {
      direction: 'incoming',
      serverType: 'imap4',
      host: 'imap.example.com',
      user: 'u',
      secret: 'pw',
      maxSizeBytes: 0,
    };
    await cli.add({ ...account, name: 'Support' });
    disk.leaveFree(0);
    expect(await cli.json(['account', 'list'])).toMatchObject({ items: [{ name: 'Support' }] });
    for (const words of ['inbox list', 'outbox list', 'ticket list', 'search printer', 'rule list'])
      expect((await cli.run(words.split(' '))).code, words).toBe(0);
    const added = JSON.stringify({
      ...account,
      name: 'Second',
      user: 'v',
      secret: undefined,
      description: 'x'.repeat(2000),
    });
    const refused = await cli.run(['account', 'add', '--file', '-', '--json'], { input: added });
    expect([refused.code, JSON.parse(String(refused.stdout))]).toMatchObject([
      1,
      { error: { code: 'store.full' } },
    ]);
    disk.leaveAll();
    await cli.add({ ...account, name: 'Second', user: 'v' });
    expect(await cli.json(['verify'])).toMatchObject({ ok: true });
  });
});
