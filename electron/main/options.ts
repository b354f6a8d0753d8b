import path from 'node:path';

/** What the program is started with. */
export interface StartOptions {
  /** `--data DIR`: another data directory than the usual one. */
  readonly dataDirectory: string | undefined;
  /** `--demo`: the data directory is a throw-away demo. */
  readonly demo: boolean;
}

/** Reads our own options. From `process.argv`: Electron's command line lower-cases values. */
export function readStartOptions(argv: readonly string[], cwd: string): StartOptions {
  const at = argv.indexOf('--data');
  const joined = argv.find((argument) => argument.startsWith('--data='))?.slice('--data='.length);
  const directory = joined ?? (at === -1 ? undefined : argv[at + 1]);
  return {
    dataDirectory: directory === undefined || directory === '' ? undefined : path.resolve(cwd, directory),
    demo: argv.includes('--demo'),
  };
}
