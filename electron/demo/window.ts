import { spawn } from 'node:child_process';
import { once } from 'node:events';
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

/** Opens the window and waits until the person closes it. */
export async function openWindow(launch: DemoLaunch): Promise<void> {
  const child = spawn(launch.runtime.executable, launchArguments(launch), {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, ...launch.env },
  });
  await once(child, 'exit');
}
