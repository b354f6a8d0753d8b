import type { SecretStore } from '../ports.ts';

/** A secret store whose keeper can be exchanged while the engine runs (keychain to vault, locked to open). */
export interface SwitchableSecrets extends SecretStore {
  use(store: SecretStore): void;
}

/** Delegates to `initial` until another store is chosen. */
export function createSwitchableSecrets(initial: SecretStore): SwitchableSecrets {
  let current = initial;
  return {
    get backend() {
      return current.backend;
    },
    get: (key) => current.get(key),
    set: (key, secret) => current.set(key, secret),
    delete: (key) => current.delete(key),
    probe: () => current.probe(),
    use(store) {
      current = store;
    },
  };
}
