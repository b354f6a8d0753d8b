import { randomUUID } from 'node:crypto';
import { MailroomError } from '../../../shared/errors.ts';
import type { SecretStore } from '../ports.ts';

const SERVICE = 'Mailroom';

/** The part of keytar that is used; handed in by tests. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>;
  setPassword(service: string, account: string, password: string): Promise<void>;
  deletePassword(service: string, account: string): Promise<boolean>;
}

/**
 * Secrets in the keychain of the operating system (Keychain, Credential Manager, Secret Service).
 *
 * keytar is loaded on first use: where its system library is missing, loading throws, and the program must
 * still start to say so. Every failure is `secret.unavailable`; there is no fall-back to anything weaker.
 */
export function createKeychainSecrets(load: () => Promise<Keytar> = loadKeytar): SecretStore {
  let loading: Promise<Keytar> | undefined;
  const keytar = (): Promise<Keytar> => (loading ??= load());

  async function attempt<T>(action: (keytar: Keytar) => Promise<T>): Promise<T> {
    try {
      return await action(await keytar());
    } catch (error) {
      throw new MailroomError('secret.unavailable', 'secrets', {
        detail: error instanceof Error ? error.message : String(error),
        transient: true,
        cause: error,
      });
    }
  }

  const store: SecretStore = {
    backend: 'keychain',
    get: (key) => attempt(async (api) => (await api.getPassword(SERVICE, key)) ?? undefined),
    set: (key, secret) => attempt((api) => api.setPassword(SERVICE, key, secret)),
    delete: (key) =>
      attempt(async (api) => {
        await api.deletePassword(SERVICE, key);
      }),
    async probe() {
      const key = `probe:${randomUUID()}`;
      await store.set(key, key);
      const found = await store.get(key);
      await store.delete(key);
      if (found !== key) throw new MailroomError('secret.unavailable', 'secrets');
    },
  };
  return store;
}

async function loadKeytar(): Promise<Keytar> {
  const module = (await import('keytar')) as Keytar & { default?: Keytar };
  return module.default ?? module;
}
