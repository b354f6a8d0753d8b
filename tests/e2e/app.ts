import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import type { Channel } from '../../shared/ipc/channels.ts';
import type { RequestInput, ResponseOf } from '../../shared/ipc/contract.ts';
import type { Result } from '../../shared/ipc/result.ts';

const projectFolder = path.resolve(import.meta.dirname, '../..');

export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  readonly dataDirectory: string;
  /** Everything the program wrote to stdout and stderr so far. */
  output(): string;
  /** Calls a channel as the page does. Answers the whole envelope. */
  call<C extends Channel>(channel: C, request: RequestInput<C>): Promise<Result<ResponseOf<C>>>;
  /** Closes the window and waits for the program's end. Keeps the data directory. */
  close(): Promise<void>;
}

export interface LaunchOptions {
  /** Start with the language and theme that were chosen before. Default: English, light. */
  readonly keepSettings?: boolean;
  /** Changes to the environment of the program. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A data directory that goes with the test. */
export function temporaryDataDirectory(): { readonly path: string; remove(): void } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'mailroom-e2e-'));
  return {
    path: path.join(folder, 'data'),
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  };
}

/** Starts the built app and waits until its page is there. */
export async function launchApp(dataDirectory: string, options: LaunchOptions = {}): Promise<RunningApp> {
  const args = JSON.parse(process.env['MAILROOM_ELECTRON_ARGS'] ?? '[]') as string[];
  const electron = await _electron.launch({
    executablePath: process.env['MAILROOM_ELECTRON_EXECUTABLE'] ?? '',
    args: [...args, projectFolder, '--data', dataDirectory],
    env: { ...environment(), ...options.env },
  });
  let output = '';
  for (const stream of [electron.process().stdout, electron.process().stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      output += chunk.toString('utf8');
    });
  }
  const page = await electron.firstWindow();
  await page.waitForLoadState('domcontentloaded');
  const app: RunningApp = {
    electron,
    page,
    dataDirectory,
    output: () => output,
    call: (channel, request) =>
      page.evaluate(
        ([name, value]) =>
          (
            window as unknown as { mailroom: { invoke(c: string, r: unknown): Promise<never> } }
          ).mailroom.invoke(name as string, value),
        [channel, request] as const,
      ),
    close: () => electron.close(),
  };
  if (options.keepSettings !== true) {
    await app.call('settings.set', { language: 'en', theme: 'light' });
    await page.reload();
  }
  return app;
}

/** Starts the program once more on a data directory and waits for its end, without driving it. */
export function startAgain(
  dataDirectory: string,
): Promise<{ readonly code: number; readonly stderr: string }> {
  const args = JSON.parse(process.env['MAILROOM_ELECTRON_ARGS'] ?? '[]') as string[];
  const executable = process.env['MAILROOM_ELECTRON_EXECUTABLE'] ?? '';
  return new Promise((resolve) => {
    execFile(executable, [...args, projectFolder, '--data', dataDirectory], (error, _stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stderr });
    });
  });
}

/** The value of a call that must not fail. */
export function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.code}: ${JSON.stringify(result.error)}`);
  return result.value;
}

function environment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
