import { existsSync } from 'node:fs';
import type { SecretStatus } from '../../shared/ipc/contract.ts';
import { unexpected } from '../engine/failures.ts';
import type { SecretStore } from '../engine/ports.ts';
import { createKeychainSecrets } from '../engine/secrets/keychain.ts';
import { createLockedSecrets } from '../engine/secrets/locked.ts';
import { createSwitchableSecrets, type SwitchableSecrets } from '../engine/secrets/switchable.ts';
import { openVaultSecrets, vaultFile } from '../engine/secrets/vault.ts';

/** Where secrets are kept in this data directory, and how a person changes it. */
export interface SecretHost {
  readonly store: SwitchableSecrets;
  status(): Promise<SecretStatus>;
  /** Creates or unlocks the vault and uses it from now on. @throws MailroomError `secret.*` */
  useVault(passphrase: string): Promise<SecretStatus>;
}

/**
 * The keychain, unless a vault was chosen for this data directory. A vault stays locked until its passphrase
 * comes: typed by a person, or in `MAILROOM_VAULT_PASSPHRASE` where nobody sits in front of the machine.
 */
export async function createSecretHost(
  dataDirectory: string,
  passphrase: string | undefined,
): Promise<SecretHost> {
  const file = vaultFile(dataDirectory);
  const store = createSwitchableSecrets(await initialStore(file, passphrase));

  async function status(): Promise<SecretStatus> {
    try {
      await store.probe();
      return { backend: store.backend, available: true, locked: false };
    } catch (error) {
      const failure = unexpected(error);
      return {
        backend: store.backend,
        available: false,
        locked: failure.code === 'secret.locked',
        ...(failure.detail === undefined ? {} : { detail: failure.detail }),
      };
    }
  }

  return {
    store,
    status,
    async useVault(typed) {
      store.use(await openVaultSecrets(file, typed));
      return status();
    },
  };
}

async function initialStore(file: string, passphrase: string | undefined): Promise<SecretStore> {
  if (!existsSync(file)) return createKeychainSecrets();
  if (passphrase === undefined) return createLockedSecrets();
  return openVaultSecrets(file, passphrase);
}
