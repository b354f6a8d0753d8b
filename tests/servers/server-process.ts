import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Owner } from './maildir.ts';

/** A server program that runs in the foreground as a child of the tests. */
export interface ServerProcess {
  readonly pid: number;
  /** What it printed so far, stdout and stderr together. */
  output(): string;
  /** False once it has ended. */
  isRunning(): boolean;
  /** Waits until it has ended, at most `ms` milliseconds; tells whether it has. */
  ended(ms: number): Promise<boolean>;
  /** Asks it to end (SIGTERM), after five seconds kills it, and waits until it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts `command`, under another uid if asked (root only). Programs in /usr/sbin are found for every user. The system
 * ends the server when the tests end in whatever way. Rejects when nothing can be started.
 */
export async function startServerProcess(
  command: string,
  args: readonly string[],
  runAs?: Owner,
): Promise<ServerProcess> {
  const drop = runAs ? ['--reuid', `${runAs.uid}`, '--regid', `${runAs.gid}`, '--clear-groups'] : [];
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', ...drop, command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: serverEnvironment(),
  });
  let output = '';
  const collect = (chunk: Buffer): void => {
    output = (output + chunk.toString('utf8')).slice(-100_000);
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exit = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });

  const isRunning = (): boolean => child.exitCode === null && child.signalCode === null;
  const ended = async (ms: number): Promise<boolean> => {
    await Promise.race([exit, delay(ms, undefined, { ref: false })]);
    return !isRunning();
  };
  return {
    pid: child.pid as number,
    output: () => output,
    isRunning,
    ended,
    async stop() {
      if (isRunning()) child.kill('SIGTERM');
      if (!(await ended(5000))) child.kill('SIGKILL');
      await exit;
    },
  };
}

/** The environment of the tests with the system programs' folders on the PATH. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH'] ?? ''}:/usr/sbin:/sbin` };
}
