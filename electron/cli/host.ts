import { existsSync } from 'node:fs';
import path from 'node:path';
import { MailroomError } from '../../shared/errors.ts';
import { defaultDataDirectory } from '../engine/data-directory.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import { systemClock, type LogFields, type Logger, type SecretStore } from '../engine/ports.ts';
import { createKeychainSecrets } from '../engine/secrets/keychain.ts';
import { createLockedSecrets } from '../engine/secrets/locked.ts';
import { createMemorySecrets } from '../engine/secrets/memory.ts';
import { openVaultSecrets, vaultFile } from '../engine/secrets/vault.ts';
import type { GlobalOptions } from './arguments.ts';

const PASSPHRASE_VARIABLE = 'MAILROOM_VAULT_PASSPHRASE';

export interface HostOptions {
  readonly version: string;
  /** Compiled MIME worker that lies beside the compiled command line. */
  readonly mimeWorker: URL;
}

/** Builds the engine for one command. @throws MailroomError `engine.inUse`, `secret.*`, `store.*` */
export async function openEngine(options: GlobalOptions, host: HostOptions): Promise<Engine> {
  const dataDirectory = path.resolve(options.dataDirectory ?? defaultDataDirectory());
  return createEngine({
    dataDirectory,
    secrets: await openSecrets(options, dataDirectory),
    clock: systemClock,
    logger: stderrLogger(options.verbose),
    mimeWorker: host.mimeWorker,
    sqliteBinding: process.env['MAILROOM_SQLITE_BINDING'],
    version: host.version,
  });
}

/** The keychain, unless a vault was chosen for this data directory or another store is asked for. */
async function openSecrets(options: GlobalOptions, dataDirectory: string): Promise<SecretStore> {
  const file = vaultFile(dataDirectory);
  const backend = options.secrets ?? (existsSync(file) ? 'vault' : 'keychain');
  switch (backend) {
    case 'keychain':
      return createKeychainSecrets();
    case 'memory':
      return createMemorySecrets();
    case 'vault': {
      const passphrase = process.env[PASSPHRASE_VARIABLE];
      if (passphrase !== undefined && passphrase !== '') return openVaultSecrets(file, passphrase);
      // Commands that need no secret work all the same.
      if (existsSync(file)) return createLockedSecrets();
      throw new MailroomError('secret.locked', 'secrets', { detail: `Set ${PASSPHRASE_VARIABLE}.` });
    }
  }
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
