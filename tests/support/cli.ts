import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url));
export const PASSPHRASE = 'correct horse battery staple';

export interface CliResult {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
}

export interface CliOptions {
  readonly input?: string | Buffer;
  readonly secrets?: 'vault' | 'keychain' | 'memory';
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Words to put before the command, such as those of a tracer. */
  readonly under?: readonly string[];
}

/** The built command line on a data directory of its own. */
export interface Cli {
  readonly dataDirectory: string;
  /** A folder for files that go in and out, beside the data. */
  readonly folder: string;
  /** What `start` starts, for who starts it in another way. */
  command(
    args: readonly string[],
    options?: CliOptions,
  ): { readonly argv: readonly string[]; readonly environment: NodeJS.ProcessEnv };
  /** Starts it without waiting. */
  start(args: readonly string[], options?: CliOptions): ChildProcess;
  run(args: readonly string[], options?: CliOptions): Promise<CliResult>;
  /** Runs it with `--json` and parses what it prints. Throws when it does not end with `code`. */
  json<T = Record<string, unknown>>(
    args: readonly string[],
    options?: CliOptions & { code?: number },
  ): Promise<T>;
  /** Adds an account and returns what is printed. */
  add(account: object): Promise<{ id: string } & Record<string, unknown>>;
  /** Writes a JSON file and returns its path. */
  file(name: string, value: unknown): string;
  remove(): void;
}

export interface CliDefaults extends CliOptions {
  /** Default: a folder in `folder`. */
  readonly dataDirectory?: string | undefined;
}

/**
 * @param folder default: a new one under the system's temp folder
 * @throws when the command line was not built
 */
export function createCli(
  defaults: CliDefaults = {},
  folder = mkdtempSync(path.join(tmpdir(), 'mailroom-cli-')),
): Cli {
  if (!existsSync(program)) throw new Error('out/main/cli.js is missing: run "npm run build" first');
  const dataDirectory = defaults.dataDirectory ?? path.join(folder, 'data');

  function command(args: readonly string[], options: CliOptions = {}): ReturnType<Cli['command']> {
    const secrets = options.secrets ?? defaults.secrets ?? 'vault';
    const under = options.under ?? defaults.under ?? [];
    return {
      argv: [...under, process.execPath, program, ...args, '--data', dataDirectory, '--secrets', secrets],
      environment: {
        MAILROOM_VAULT_PASSPHRASE: PASSPHRASE,
        ...defaults.environment,
        ...options.environment,
      },
    };
  }

  function start(args: readonly string[], options?: CliOptions): ChildProcess {
    const { argv, environment } = command(args, options);
    const [file = '', ...rest] = argv;
    return spawn(file, rest, { env: { ...process.env, ...environment }, stdio: 'pipe' });
  }

  async function run(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
    const child = start(args, options);
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
    return ended(child);
  }

  const cli: Cli = {
    dataDirectory,
    folder,
    command,
    start,
    run,
    async json<T>(args: readonly string[], options: CliOptions & { code?: number } = {}) {
      const result = await run([...args, '--json'], options);
      const text = String(result.stdout);
      if (result.code !== (options.code ?? 0)) {
        throw new Error(`${args.join(' ')} ended with ${result.code}:\n${text}\n${result.stderr}`);
      }
      return JSON.parse(text) as T;
    },
    add: (account) => cli.json(['account', 'add', '--file', '-'], { input: JSON.stringify(account) }),
    file(name, value) {
      const file = path.join(folder, name);
      writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
      return file;
    },
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
  return cli;
}

/** Collects what a child prints until it has ended. */
export function ended(child: ChildProcess): Promise<CliResult> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.push(chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(stdout), stderr: String(Buffer.concat(stderr)) }),
    );
  });
}
