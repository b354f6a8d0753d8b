// How the desktop app runs the engine. Change this file when that changes, and nothing else here.
import type { PollRun } from '../../../shared/domain/poll.ts';
import { createEngine } from '../../../electron/engine/engine.ts';
import { systemClock } from '../../../electron/engine/ports.ts';
import { openVaultSecrets, vaultFile } from '../../../electron/engine/secrets/vault.ts';
import { PASSPHRASE } from '../../support/cli.ts';

export interface EngineHost {
  /** Polls every account; resolves when all is imported, parsed and through the rules. */
  poll(): Promise<readonly PollRun[]>;
  stop(): Promise<void>;
}

/** Starts the engine on a data directory whose vault is there already: in this process, on this thread. */
export async function startEngineHost(dataDirectory: string): Promise<EngineHost> {
  const engine = createEngine({
    dataDirectory,
    secrets: await openVaultSecrets(vaultFile(dataDirectory), PASSPHRASE),
    clock: systemClock,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    mimeWorker: new URL('../../../out/main/mime-worker.js', import.meta.url),
    version: 'bench',
  });
  return {
    poll: () => engine.handlers['incoming.poll']({}),
    stop: () => engine.stop(),
  };
}
