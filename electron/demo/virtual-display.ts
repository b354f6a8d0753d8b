import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

export interface VirtualDisplay {
  /** Value for the environment variable DISPLAY. */
  readonly name: string;
  stop(): void;
}

/** Whether windows can be seen here. Windows and macOS always have a display. */
export function hasDisplay(env: NodeJS.ProcessEnv = process.env, platform = process.platform): boolean {
  if (platform !== 'linux') return true;
  return [env['DISPLAY'], env['WAYLAND_DISPLAY']].some((value) => value !== undefined && value !== '');
}

/** Starts Xvfb on a display number that it chooses itself; undefined when Xvfb is not installed. */
export async function startVirtualDisplay(): Promise<VirtualDisplay | undefined> {
  const program = (process.env['PATH'] ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'Xvfb'))
    .find((file) => existsSync(file));
  if (program === undefined) return undefined;
  const server = spawn(program, ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    (server.stdio[3] as Readable).once('data', (chunk: Buffer) => resolve(chunk.toString('utf8').trim()));
    server.once('error', reject);
    server.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)));
  });
  return {
    name: `:${number}`,
    stop() {
      server.removeAllListeners('exit');
      server.kill();
    },
  };
}
