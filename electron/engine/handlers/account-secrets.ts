import type { SecretStore } from '../ports.ts';

/** Whether a secret is stored; false as well while secrets can't be reached, which the status line says. */
export async function hasSecret(secrets: SecretStore, key: string): Promise<boolean> {
  try {
    return (await secrets.get(key)) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Keeps the secret first and the row second, and takes the secret back when the row is refused: a crash in
 * between leaves a secret without an account, never an account that looks complete without its secret.
 */
export async function storeWithSecret(
  secrets: SecretStore,
  key: string,
  secret: string | undefined,
  saveRow: () => void,
): Promise<void> {
  if (secret === undefined) {
    saveRow();
    return;
  }
  const before = await secrets.get(key);
  await secrets.set(key, secret);
  try {
    saveRow();
  } catch (error) {
    if (before === undefined) await secrets.delete(key);
    else await secrets.set(key, before);
    throw error;
  }
}
