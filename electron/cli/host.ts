import { existsSync } from 'node:fs';
import path from 'node:path';
import { MailroomError } from '../../shared/errors.ts';
import { defaultDataDirectory } from '../engine/data-directory.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { systemClock, type LogFields, type Logger, type SecretStore } from '../engine/ports.ts';
import { createKeychainSecrets } from '../engine/secrets/keychain.ts';
import { createLockedSecrets } from '../engine/secrets/locked.ts';
import { createMemorySecrets } from '../engine/secrets/memory.ts';
import { createSwitchableSecrets } from '../engine/secrets/switchable.ts';
import { openVaultSecrets, vaultFile } from '../engine/secrets/vault.ts';
import type { GlobalOptions } from './arguments.ts';
import type { FileContext } from './commands/command.ts';

const PASSPHRASE_VARIABLE = 'MAILROOM_VAULT_PASSPHRASE';

export interface HostOptions {
  readonly version: string;
  /** Compiled MIME worker that lies beside the compiled command line. */
  readonly mimeWorker: URL;
  readonly archiveWorker: URL;
  /** Compiled import worker beside it. */
  readonly importWorker: URL;
}

/** Where the data is, for commands that need no engine. */
export function dataFiles(
  options: Pick<GlobalOptions, 'dataDirectory'>,
): Pick<FileContext, 'dataDirectory' | 'sqliteBinding'> {
  return {
    dataDirectory: path.resolve(options.dataDirectory ?? defaultDataDirectory()),
    sqliteBinding: process.env['MAILROOM_SQLITE_BINDING'],
  };
}

/** Builds the engine for one command. @throws MailroomError `engine.inUse`, `secret.*`, `store.*` */
export async function openEngine(options: GlobalOptions, host: HostOptions): Promise<Engine> {
  const { dataDirectory, sqliteBinding } = dataFiles(options);
  const backend = chooseBackend(options, dataDirectory);
  const secrets = createSwitchableSecrets(createLockedSecrets());
  const engine = createEngine({
    dataDirectory,
    secrets,
    clock: systemClock,
    logger: stderrLogger(options.verbose),
    mimeWorker: host.mimeWorker,
    archiveWorker: host.archiveWorker,
    importWorker: host.importWorker,
    sqliteBinding,
    version: host.version,
  });
  try {
    // Only now: a command that is refused because the data directory is in use must not leave a vault there.
    secrets.use(await openSecrets(backend, vaultFile(dataDirectory)));
    return engine;
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

type Backend = NonNullable<GlobalOptions['secrets']>;

/**
 * The keychain, unless a vault was chosen for this data directory or another store is asked for.
 *
 * @throws MailroomError `secret.locked` when a new vault has no passphrase
 */
function chooseBackend(options: GlobalOptions, dataDirectory: string): Backend {
  const hasVault = existsSync(vaultFile(dataDirectory));
  const backend = options.secrets ?? (hasVault ? 'vault' : 'keychain');
  if (backend === 'vault' && !hasVault && passphrase() === undefined)
    throw new MailroomError('secret.locked', 'secrets', { detail: `Set ${PASSPHRASE_VARIABLE}.` });
  return backend;
}

async function openSecrets(backend: Backend, file: string): Promise<SecretStore> {
  switch (backend) {
    case 'keychain':
      return createKeychainSecrets();
    case 'memory':
      return createMemorySecrets();
    case 'vault': {
      const given = passphrase();
      // Commands that need no secret work without it.
      return given === undefined ? createLockedSecrets() : openVaultSecrets(file, given);
    }
  }
}

function passphrase(): string | undefined {
  return process.env[PASSPHRASE_VARIABLE] || undefined;
}

/** Warnings and errors always, the rest with --verbose. One line each. */
function stderrLogger(verbose: boolean): Logger {
  const write =
    (level: string, shown: boolean) =>
    (event: string, fields: LogFields = {}): void => {
      if (!shown) return;
      const details = Object.entries(fields).flatMap(([key, value]) =>
        value === undefined ? [] : `${key}=${value}`,
      );
      process.stderr.write([level, event, ...details].join(' ') + '\n');
    };
  return {
    debug: write('debug', verbose),
    info: write('info', verbose),
    warn: write('warning', true),
    error: write('error', true),
  };
}
