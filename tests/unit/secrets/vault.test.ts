import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openVaultSecrets, vaultFile } from '../../../electron/engine/secrets/vault.ts';
import { temporaryFolder } from '../../support/folder.ts';

const PASSPHRASE = 'correct horse';
const CANARY = 'canary-3f9a';

interface VaultText {
  format: string;
  data: string;
  tag: string;
  nonce: string;
  kdf: { salt: string; N: number };
}

function newFile(): string {
  return vaultFile(path.join(temporaryFolder(), 'data'));
}

describe('the vault', () => {
  it('keeps secrets over a restart, in any characters', async () => {
    const file = newFile();
    const first = await openVaultSecrets(file, PASSPHRASE);
    await first.set('incoming:1', 'pä$$ wörd\t💥');
    await first.set('incoming:2', 'two');
    await first.delete('incoming:2');
    await first.delete('never there');
    await first.probe();
    const second = await openVaultSecrets(file, PASSPHRASE);
    expect(await second.get('incoming:1')).toBe('pä$$ wörd\t💥');
    expect(await second.get('incoming:2')).toBeUndefined();
    expect(second.backend).toBe('vault');
  });

  it('takes a passphrase however its letters are composed', async () => {
    const file = newFile();
    await (await openVaultSecrets(file, 'Schlüssel')).set('a', 'b');
    expect(await (await openVaultSecrets(file, 'Schlu\u0308ssel')).get('a')).toBe('b');
  });

  it('refuses another passphrase and keeps the file', async () => {
    const file = newFile();
    await (await openVaultSecrets(file, PASSPHRASE)).set('a', 'b');
    const before = readFileSync(file);
    await expect(openVaultSecrets(file, 'another')).rejects.toMatchObject({
      code: 'secret.wrongPassphrase',
      field: 'passphrase',
    });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it.each([
    ['the data', (vault: VaultText) => ({ ...vault, data: flip(vault.data) }), 'secret.wrongPassphrase'],
    ['the tag', (vault: VaultText) => ({ ...vault, tag: flip(vault.tag) }), 'secret.wrongPassphrase'],
    ['a short tag', (vault: VaultText) => ({ ...vault, tag: vault.tag.slice(0, 8) }), 'secret.'],
    [
      'the salt',
      (vault: VaultText) => ({ ...vault, kdf: { ...vault.kdf, salt: flip(vault.kdf.salt) } }),
      'secret.wrongPassphrase',
    ],
    [
      'the cost',
      (vault: VaultText) => ({ ...vault, kdf: { ...vault.kdf, N: 2 ** 30 } }),
      'secret.vaultUnreadable',
    ],
    [
      'the cost to one that scrypt does not take',
      (vault: VaultText) => ({ ...vault, kdf: { ...vault.kdf, N: 3 } }),
      'secret.vaultUnreadable',
    ],
    [
      'the format',
      (vault: VaultText) => ({ ...vault, format: 'mailroom-vault-9' }),
      'secret.vaultUnreadable',
    ],
  ])('notices when %s was changed', async (_what, change, code) => {
    const file = newFile();
    await (await openVaultSecrets(file, PASSPHRASE)).set('a', CANARY);
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as VaultText)));
    await expect(openVaultSecrets(file, PASSPHRASE)).rejects.toMatchObject({
      code: expect.stringMatching(new RegExp(`^${code.replace('.', '\\.')}`)),
    });
  });

  it('is not taken for a new one when it is cut off', async () => {
    const file = newFile();
    await (await openVaultSecrets(file, PASSPHRASE)).set('a', CANARY);
    writeFileSync(file, readFileSync(file).subarray(0, 40));
    await expect(openVaultSecrets(file, PASSPHRASE)).rejects.toMatchObject({
      code: 'secret.vaultUnreadable',
    });
    expect(readFileSync(file)).toHaveLength(40);
  });

  it('shows neither secrets nor the names of accounts, and only its owner may read it', async () => {
    const file = newFile();
    await (await openVaultSecrets(file, PASSPHRASE)).set('incoming:name-canary', CANARY);
    const text = readFileSync(file, 'latin1');
    const decoded = Buffer.from((JSON.parse(text) as VaultText).data, 'base64').toString('latin1');
    for (const shown of [text, decoded]) {
      expect(shown).not.toContain(CANARY);
      expect(shown).not.toContain('name-canary');
      expect(shown).not.toContain(PASSPHRASE);
    }
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(path.dirname(file)).mode & 0o777).toBe(0o700);
  });

  it('never uses a nonce twice', async () => {
    const file = newFile();
    const vault = await openVaultSecrets(file, PASSPHRASE);
    const nonces = new Set<string>();
    for (let index = 0; index < 20; index++) {
      await vault.set('a', 'the same');
      nonces.add((JSON.parse(readFileSync(file, 'utf8')) as VaultText).nonce);
    }
    expect(nonces.size).toBe(20);
  });

  it('keeps all of many secrets set at once', async () => {
    const file = newFile();
    const vault = await openVaultSecrets(file, PASSPHRASE);
    const keys = Array.from({ length: 50 }, (_, index) => `incoming:${index}`);
    await Promise.all(keys.map((key) => vault.set(key, `secret of ${key}`)));
    const again = await openVaultSecrets(file, PASSPHRASE);
    expect(await Promise.all(keys.map((key) => again.get(key)))).toEqual(
      keys.map((key) => `secret of ${key}`),
    );
  });

  it('keeps what another command has written since it was opened', async () => {
    const file = newFile();
    await openVaultSecrets(file, PASSPHRASE);
    const [one, other] = [await openVaultSecrets(file, PASSPHRASE), await openVaultSecrets(file, PASSPHRASE)];
    await one.set('a', 'of one');
    await other.set('b', 'of the other');
    const again = await openVaultSecrets(file, PASSPHRASE);
    expect([await again.get('a'), await again.get('b')]).toEqual(['of one', 'of the other']);
  });

  it('has no file before the first secret', async () => {
    const file = newFile();
    const vault = await openVaultSecrets(file, PASSPHRASE);
    expect(await vault.get('a')).toBeUndefined();
    await vault.delete('a');
    expect(existsSync(path.dirname(file))).toBe(false);
    // Nothing is sealed yet, so a mistyped passphrase binds nobody.
    await openVaultSecrets(file, 'another');
    await vault.set('a', 'b');
    expect(existsSync(file)).toBe(true);
  });

  it('keeps what two commands set that both began without a file, and refuses a third with another passphrase', async () => {
    const file = newFile();
    const [one, other, stranger] = [
      await openVaultSecrets(file, PASSPHRASE),
      await openVaultSecrets(file, PASSPHRASE),
      await openVaultSecrets(file, 'another'),
    ];
    await one.set('a', 'of one');
    await other.set('b', 'of the other');
    await one.set('c', 'of one again');
    const before = readFileSync(file);
    await expect(stranger.set('d', CANARY)).rejects.toMatchObject({
      code: 'secret.wrongPassphrase',
      field: 'passphrase',
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(await stranger.get('d')).toBeUndefined();
    const again = await openVaultSecrets(file, PASSPHRASE);
    expect(await Promise.all(['a', 'b', 'c', 'd'].map((key) => again.get(key)))).toEqual([
      'of one',
      'of the other',
      'of one again',
      undefined,
    ]);
  });

  it('gives back what is in the file when writing failed, and goes on afterwards', async () => {
    const file = newFile();
    const vault = await openVaultSecrets(file, PASSPHRASE);
    await vault.set('a', 'old');
    mkdirSync(`${file}.new`);
    await expect(vault.set('a', 'new')).rejects.toMatchObject({ code: 'secret.unavailable' });
    expect(await vault.get('a')).toBe('old');
    rmSync(`${file}.new`, { recursive: true });
    await vault.set('b', 'later');
    const again = await openVaultSecrets(file, PASSPHRASE);
    expect([await again.get('a'), await again.get('b')]).toEqual(['old', 'later']);
  });
});

/** Changes one bit in the middle. */
function flip(base64: string): string {
  const bytes = Buffer.from(base64, 'base64');
  const at = Math.floor(bytes.length / 2);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  return bytes.toString('base64');
}
