import type { SecretStore } from '../ports.ts';

/** The secrets of accounts, as the handlers use them. */
export interface AccountSecrets {
  get(key: string): Promise<string | undefined>;
  /**
   * Whether a secret is stored; false as well while secrets can't be reached, which the status line says.
   * Remembered, because a keychain takes up to 30 ms an answer and lists ask for every account.
   */
  has(key: string): Promise<boolean>;
  /**
   * Keeps the secret first and the row second, and takes the secret back when the row is refused: a crash in
   * between leaves a secret without an account, never an account that looks complete without its secret.
   */
  storeWith(key: string, secret: string | undefined, saveRow: () => void): Promise<void>;
  delete(key: string): Promise<void>;
}

export function createAccountSecrets(secrets: SecretStore): AccountSecrets {
  const present = new Map<string, boolean>();
  /** A change of keeper (keychain to vault) makes what is remembered void. */
  const slot = (key: string): string => `${secrets.backend}:${key}`;

  async function set(key: string, secret: string | undefined): Promise<void> {
    if (secret === undefined) await secrets.delete(key);
    else await secrets.set(key, secret);
    present.set(slot(key), secret !== undefined);
  }

  return {
    get: (key) => secrets.get(key),

    async has(key) {
      const known = present.get(slot(key));
      if (known !== undefined) return known;
      try {
        const found = (await secrets.get(key)) !== undefined;
        present.set(slot(key), found);
        return found;
      } catch {
        return false;
      }
    },

    async storeWith(key, secret, saveRow) {
      if (secret === undefined) {
        saveRow();
        return;
      }
      const before = await secrets.get(key);
      await set(key, secret);
      try {
        saveRow();
      } catch (error) {
        await set(key, before);
        throw error;
      }
    },

    delete: (key) => set(key, undefined),
  };
}
