// A message is on the disk before its removal is asked for: no power cut can lose it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDovecot, type Dovecot } from '../servers/dovecot.ts';
import { CommandLine } from './command-line.ts';
import type { Protocol } from './cuts.ts';
import { Disk, DISK_CALLS, DISK_LOG_OPTIONS, readDiskLog, type DiskEvent } from './disk-log.ts';
import { MEMORY, openEngine, storedMail } from './engine-process.ts';
import { Points } from './points.ts';
import { cutPower, mountDisk, NO_DISK, type LoopDisk } from './loop-disk.ts';
import { scaled } from './scale.ts';
import { hasStrace, watch } from './strace.ts';

const MESSAGES = 12;
/** More than one set of messages is fetched, so that removals come in the midst of a run. */
const MANY = 70;

let dovecot: Dovecot;
let users = 0;

beforeAll(async () => {
  dovecot = await startDovecot({
    users: Array.from({ length: 500 }, (_, index) => ({ user: `u${index + 1}`, password: 'pw' })),
  });
});
afterAll(() => dovecot?.stop());

/** One run on an empty account, with every write, sync and word to the server. */
async function record(protocol: Protocol, count: number) {
  const line = await CommandLine.start(dovecot, {
    protocol,
    user: `u${++users}`,
    encryption: 'none',
    maxBytes: 6000,
  });
  onTestFinished(() => line.cli.remove());
  const file = path.join(line.cli.dataDirectory, 'mailroom.db');
  const log = path.join(line.cli.folder, 'calls');
  const files = { [file]: readFileSync(file), [`${file}-wal`]: undefined };
  line.fill(count);
  const { code } = await line.poll({ under: watch(DISK_CALLS, log, ...DISK_LOG_OPTIONS) });
  expect(code).toBe(0);
  return { files, put: line.put, events: readDiskLog(readFileSync(log, 'utf8')) };
}

/** Numbers of the messages whose removal these words ask for: UIDs, which count from 1 here, or message numbers. */
function removalsIn(words: string): number[] {
  const removals: number[] = [];
  for (const [, set, number] of words.matchAll(/^(?:\S+ UID (?:STORE|MOVE|EXPUNGE) (\S+) |DELE (\d+))/gim)) {
    for (const range of (set ?? number ?? '').split(',')) {
      const [from = 0, to = from] = range.split(':').map(Number);
      for (let uid = from; uid <= to; uid++) removals.push(uid);
    }
  }
  return removals;
}

/** What an engine finds in these files. */
async function readBack(files: ReadonlyMap<string, Buffer>): Promise<Buffer[]> {
  const folder = mkdtempSync(path.join(MEMORY, 'mailroom-power-'));
  try {
    for (const [file, bytes] of files) writeFileSync(path.join(folder, path.basename(file)), bytes);
    const engine = openEngine(folder);
    try {
      return (await storedMail(engine)).map(({ bytes }) => bytes);
    } finally {
      await engine.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Recording {
  readonly files: Readonly<Record<string, Buffer | undefined>>;
  readonly put: readonly Buffer[];
  readonly events: readonly DiskEvent[];
}

/** Cuts the power before every `step`th event of a recording, in several ways, and looks at what is left. */
async function cutPowerIn(recording: Recording, points: Points, step: number): Promise<void> {
  const disk = new Disk(recording.files);
  /** Messages that the server may have dropped by now. */
  const given = new Set<number>();
  for (const [index, event] of recording.events.entries()) {
    disk.add(event);
    const removals = event.kind === 'say' ? removalsIn(event.text) : [];
    for (const number of removals) given.add(number);
    if (index % step !== 0 && removals.length === 0) continue;
    const ways = { nothing: () => false, all: () => true, some: () => Math.random() < 0.5 };
    for (const [way, survives] of Object.entries(ways)) {
      points.tried += 1;
      const point = `event ${index} (${event.kind}), ${way} of what was not synced`;
      try {
        const stored = await readBack(disk.after(survives));
        points.judge(point, {
          put: recording.put,
          stored,
          left: recording.put.filter((_bytes, at) => !given.has(at + 1) && !stored.includes(_bytes)),
        });
      } catch (error) {
        points.fail(`${point}: ${String(error)}`);
      }
    }
  }
  expect(given.size).toBe(recording.put.length);
}

describe.runIf(hasStrace).each(['imap4', 'pop3'] as const)('a power cut, %s', (protocol) => {
  it('after any write leaves every message that the server may have dropped', async () => {
    const points = new Points(`power cuts after a write, ${protocol}`);
    await cutPowerIn(await record(protocol, scaled(MANY, MESSAGES)), points, scaled(2, 40));
    points.report();
  });

  it('would be noticed if nothing were synced', async () => {
    const points = new Points('');
    const recording = await record(protocol, 3);
    const events = recording.events.filter(({ kind }) => kind !== 'sync');
    await cutPowerIn({ ...recording, events }, points, 1000);
    expect(points.lost).toBeGreaterThan(0);
  });
});

describe.skipIf(NO_DISK).each(['imap4', 'pop3'] as const)('a real power cut, %s', (protocol) => {
  it('at a random moment loses nothing that the server has dropped', async () => {
    const points = new Points(`real power cuts, ${protocol}`);
    const wanted = scaled(60, 2);
    let whole = 1000;
    for (let tries = 0; points.tried < wanted && tries < wanted * 3; tries++) {
      using disk: LoopDisk = mountDisk();
      const line = await CommandLine.start(dovecot, {
        protocol,
        user: `u${++users}`,
        dataDirectory: path.join(disk.folder, 'data'),
      });
      onTestFinished(() => line.cli.remove());
      line.fill(MANY);
      const before = line.left;
      const wasRunning = await line.pollAnd(whole * (0.4 + 0.6 * Math.random()), () => cutPower(disk));
      whole *= wasRunning ? 1.02 : 0.85;
      disk.remount();
      if (wasRunning) points.tried += 1;
      const point = `cut ${tries}, ${before - line.left} of ${before} removed`;
      await line.checkStart(point, points);
      await line.judge(point, points);
    }
    expect(points.tried).toBeGreaterThanOrEqual(wanted * 0.9);
    points.report();
  });
});
