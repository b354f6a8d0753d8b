// How the desktop app runs the engine. Change this file when that changes, and nothing else here.
import type { PollRun } from '../../../shared/domain/poll.ts';
import { openEngineThread } from '../../../electron/engine/threads/engine-thread.ts';
import { openVaultSecrets, vaultFile } from '../../../electron/engine/secrets/vault.ts';
import { PASSPHRASE } from '../../support/cli.ts';

export interface EngineHost {
  /** Polls every account; resolves when all is imported, parsed and through the rules. */
  poll(): Promise<readonly PollRun[]>;
  stop(): Promise<void>;
}

/** Starts the engine on a data directory whose vault is there already: in a thread of its own, from the build. */
export async function startEngineHost(dataDirectory: string): Promise<EngineHost> {
  const built = (name: string): URL => new URL(`../../../out/main/${name}`, import.meta.url);
  const engine = await openEngineThread({
    script: built('engine-worker.js'),
    ports: {
      dataDirectory,
      secrets: await openVaultSecrets(vaultFile(dataDirectory), PASSPHRASE),
      logger: { debug() {}, info() {}, warn() {}, error() {} },
      mimeWorker: built('mime-worker.js'),
      importWorker: built('import-worker.js'),
      version: 'bench',
    },
    onLost(error) {
      throw error;
    },
  });
  return {
    poll: () => engine.handlers['incoming.poll']({}),
    stop: () => engine.stop(),
  };
}
