import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { MailroomError } from '../../../shared/errors.ts';
import type { SecretStore } from '../ports.ts';

/**
 * Secrets in one encrypted file, for machines without a keychain and only when chosen.
 *
 * The key is derived from a passphrase by scrypt (RFC 7914); the whole set is sealed with AES-256-GCM, so
 * neither a secret nor a key name can be read or exchanged. The file is replaced by write, sync, rename.
 */

const KDF = { N: 2 ** 15, r: 8, p: 1 } as const;
const KEY_BYTES = 32;

const fileSchema = z.strictObject({
  format: z.literal('mailroom-vault-1'),
  kdf: z.strictObject({ N: z.int().max(2 ** 20), r: z.int().max(64), p: z.int().max(16), salt: z.base64() }),
  nonce: z.base64(),
  tag: z.base64(),
  data: z.base64(),
});
const secretsSchema = z.record(z.string(), z.string());

/** Where the vault of a data directory lies. */
export function vaultFile(dataDirectory: string): string {
  return path.join(dataDirectory, 'secrets.vault');
}

/**
 * Opens the vault file, or prepares a new one that is written with the first secret.
 *
 * @throws MailroomError `secret.wrongPassphrase` when the file can't be opened with this passphrase,
 *   `secret.vaultUnreadable` when it is damaged, `secret.unavailable` when it can't be reached
 */
export async function openVaultSecrets(file: string, passphrase: string): Promise<SecretStore> {
  const existing = await readVault(file);
  let kdf = existing?.kdf ?? { ...KDF, salt: randomBytes(16).toString('base64') };
  let key = await deriveKey(passphrase, kdf);
  let secrets: ReadonlyMap<string, string> = new Map(
    Object.entries(existing === undefined ? {} : decrypt(existing, key)),
  );
  let writing: Promise<void> = Promise.resolve();

  /** Another command may have written between our opening and its end: its secrets must not be lost. */
  const latest = async (): Promise<ReadonlyMap<string, string>> => {
    const stored = await readVault(file);
    if (stored === undefined) return secrets;
    if (stored.kdf.salt !== kdf.salt) {
      // Both began without a vault, and the other was first: its file is the vault.
      key = await deriveKey(passphrase, stored.kdf);
      kdf = stored.kdf;
    }
    return new Map(Object.entries(decrypt(stored, key)));
  };

  /** Changes follow each other, and count only once they are in the file. */
  const change = (edit: (secrets: Map<string, string>) => void): Promise<void> => {
    const apply = async (): Promise<void> => {
      const changed = new Map(await latest());
      edit(changed);
      await write(file, encrypt(Object.fromEntries(changed), key, kdf));
      secrets = changed;
    };
    writing = writing.catch(() => {}).then(apply);
    return writing;
  };

  return {
    backend: 'vault',
    get: async (name) => secrets.get(name),
    set: (name, secret) => change((all) => all.set(name, secret)),
    async delete(name) {
      await writing.catch(() => {});
      if (secrets.has(name)) await change((all) => all.delete(name));
    },
    probe: () => change(() => {}),
  };
}

type VaultFile = z.infer<typeof fileSchema>;

async function readVault(file: string): Promise<VaultFile | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw unavailable(error);
  }
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw unreadable(error);
  }
}

function deriveKey(passphrase: string, kdf: VaultFile['kdf']): Promise<Buffer> {
  const salt = Buffer.from(kdf.salt, 'base64');
  const options = { N: kdf.N, r: kdf.r, p: kdf.p, maxmem: 256 * kdf.N * kdf.r };
  return new Promise((resolve, reject) => {
    try {
      scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, options, (error, key) => {
        if (error === null) resolve(key);
        else reject(unreadable(error));
      });
    } catch (error) {
      // Parameters that scrypt does not take: the file was written by something else.
      reject(unreadable(error));
    }
  });
}

function encrypt(secrets: Record<string, string>, key: Buffer, kdf: VaultFile['kdf']): VaultFile {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const data = Buffer.concat([cipher.update(JSON.stringify(secrets), 'utf8'), cipher.final()]);
  return {
    format: 'mailroom-vault-1',
    kdf,
    nonce: nonce.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
}

function decrypt(file: VaultFile, key: Buffer): Record<string, string> {
  try {
    const nonce = Buffer.from(file.nonce, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: 16 });
    decipher.setAuthTag(Buffer.from(file.tag, 'base64'));
    const text = Buffer.concat([decipher.update(Buffer.from(file.data, 'base64')), decipher.final()]);
    return secretsSchema.parse(JSON.parse(text.toString('utf8')));
  } catch (error) {
    throw new MailroomError('secret.wrongPassphrase', 'secrets', { field: 'passphrase', cause: error });
  }
}

async function write(file: string, content: VaultFile): Promise<void> {
  const temporary = `${file}.new`;
  try {
    // The vault may come before the database: only the owner may enter the directory.
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(JSON.stringify(content));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    throw unavailable(error);
  }
}

function unreadable(error: unknown): MailroomError {
  return new MailroomError('secret.vaultUnreadable', 'secrets', { cause: error });
}

function unavailable(error: unknown): MailroomError {
  const detail = error instanceof Error ? error.message : String(error);
  return new MailroomError('secret.unavailable', 'secrets', { detail, cause: error });
}
