import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { z } from 'zod';

/** The Electron that the start script found, handed over in the environment. */
export interface ElectronRuntime {
  readonly executable: string;
  readonly args: readonly string[];
}

/** @throws Error when the demo was not started by `npm start` */
export function runtimeFromEnvironment(env: NodeJS.ProcessEnv = process.env): ElectronRuntime {
  const executable = env['MAILROOM_ELECTRON_EXECUTABLE'];
  if (executable === undefined || executable === '')
    throw new Error('start the demo with: npm start -- --demo');
  const args = z.array(z.string()).parse(JSON.parse(env['MAILROOM_ELECTRON_ARGS'] ?? '[]'));
  return { executable, args };
}

/** What opens the app on the demo's data directory. */
export interface DemoLaunch {
  readonly runtime: ElectronRuntime;
  readonly projectFolder: string;
  readonly dataDirectory: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Arguments for the Electron executable. */
export function launchArguments(launch: DemoLaunch): string[] {
  return [...launch.runtime.args, launch.projectFolder, '--data', launch.dataDirectory, '--demo'];
}

/**
 * The environment of the window: a home folder inside the demo's own, because Chromium and the desktop
 * libraries leave caches and certificate stores in it, and the demo promises to touch nothing else.
 */
export function launchEnvironment(
  launch: DemoLaunch,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const inherited = Object.entries(env).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value]],
  );
  const home = path.join(path.dirname(launch.dataDirectory), 'home');
  return {
    ...Object.fromEntries(inherited),
    // The key to the display is usually found through the home folder.
    ...(env['XAUTHORITY'] === undefined && env['HOME'] !== undefined
      ? { XAUTHORITY: path.join(env['HOME'], '.Xauthority') }
      : {}),
    HOME: home,
    XDG_CONFIG_HOME: path.join(home, '.config'),
    XDG_CACHE_HOME: path.join(home, '.cache'),
    XDG_DATA_HOME: path.join(home, '.local', 'share'),
    ...launch.env,
  };
}

/** Opens the window and waits until the person closes it. */
export async function openWindow(launch: DemoLaunch): Promise<void> {
  const child = spawn(launch.runtime.executable, launchArguments(launch), {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: launchEnvironment(launch),
  });
  await once(child, 'exit');
}
