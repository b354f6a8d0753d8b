import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What one run took. */
export interface Sample {
  readonly seconds: number;
  /** User and system time of the process and everything it started. */
  readonly cpuSeconds: number;
}

export interface MeasuredRun extends Sample {
  readonly stdout: string;
}

export interface Command {
  readonly argv: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

/** A client that stands still is ended after this time, in milliseconds. */
const TIME_LIMIT_MS = 15 * 60_000;

/** `times` is the shell's own: it counts what its children used (POSIX). */
const SCRIPT = 'times_file=$1; shift; "$@"; code=$?; times >"$times_file"; exit $code';

/** Runs a command in `folder` and takes its time from start to end. @throws Error with its output when it fails */
export async function measure(command: Command, folder: string): Promise<MeasuredRun> {
  const timesFile = path.join(folder, 'times');
  const begun = performance.now();
  const child = spawn('sh', ['-c', SCRIPT, 'sh', timesFile, ...command.argv], {
    cwd: folder,
    env: { ...process.env, HOME: folder, ...command.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that ending it ends what it started too.
    detached: true,
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const timer = setTimeout(() => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  }, TIME_LIMIT_MS);
  let ended = begun;
  child.once('exit', () => {
    ended = performance.now();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (code !== 0) {
    const output = String(Buffer.concat([...stdout, ...stderr]));
    throw new Error(`${command.argv.join(' ')} ended with ${code}:\n${output}`);
  }
  return {
    seconds: (ended - begun) / 1000,
    cpuSeconds: childSeconds(readFileSync(timesFile, 'utf8')),
    stdout: String(Buffer.concat(stdout)),
  };
}

/** The second line of `times`, such as `0m1.250000s 0m0.310000s`. */
function childSeconds(times: string): number {
  const fields =
    times
      .trim()
      .split('\n')[1]
      ?.match(/[\d.]+/g)
      ?.map(Number) ?? [];
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = fields;
  return 60 * (userMinutes + systemMinutes) + user + system;
}
