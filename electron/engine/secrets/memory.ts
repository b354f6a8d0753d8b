import type { SecretStore } from '../ports.ts';

/** Keeps secrets until the process ends. For tests and for one-off command line runs. */
export function createMemorySecrets(): SecretStore {
  const secrets = new Map<string, string>();
  return {
    backend: 'memory',
    get: async (key) => secrets.get(key),
    set: async (key, secret) => {
      secrets.set(key, secret);
    },
    delete: async (key) => {
      secrets.delete(key);
    },
    probe: async () => {},
  };
}
