import { spawnSync } from 'node:child_process';

const found = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' }).status === 0;

/**
 * Whether system calls can be watched and made to fail here. In CI they must be: a test that is left out there would
 * never run.
 */
export const hasStrace = found || process.env['CI'] !== undefined;

if (!hasStrace) process.stdout.write('left out: strace is missing or may not trace here\n');

/** Words to put before a command so that `call` fails the given way; the calls are counted for each thread. */
export function inject(call: string, fault: string): string[] {
  return ['strace', '-f', '--seccomp-bpf', '-qq', '-o', '/dev/null', '-e', `inject=${call}:${fault}`];
}

/** Words to put before a command so that these calls are written to `file`. */
export function watch(calls: readonly string[], file: string, ...more: readonly string[]): string[] {
  return ['strace', '-f', '--seccomp-bpf', '-qq', '-o', file, '-e', `trace=${calls.join(',')}`, ...more];
}

/** How often each call was made by the thread that made it most, from what {@link watch} wrote. */
export function mostByOneThread(log: string): Map<string, number> {
  const byThread = new Map<string, number>();
  for (const [, thread, call] of log.matchAll(/^(\d+) +(\w+)\(/gm)) {
    const key = `${call} ${thread}`;
    byThread.set(key, (byThread.get(key) ?? 0) + 1);
  }
  const most = new Map<string, number>();
  for (const [key, count] of byThread) {
    const call = key.split(' ')[0] ?? '';
    most.set(call, Math.max(count, most.get(call) ?? 0));
  }
  return most;
}
