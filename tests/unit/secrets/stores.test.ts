import { describe, expect, it } from 'vitest';
import { createAccountSecrets } from '../../../electron/engine/handlers/account-secrets.ts';
import type { SecretStore } from '../../../electron/engine/ports.ts';
import { createKeychainSecrets, type Keytar } from '../../../electron/engine/secrets/keychain.ts';
import { secretKey } from '../../../electron/engine/secrets/keys.ts';
import { createLockedSecrets } from '../../../electron/engine/secrets/locked.ts';
import { createMemorySecrets } from '../../../electron/engine/secrets/memory.ts';
import { createSwitchableSecrets } from '../../../electron/engine/secrets/switchable.ts';

function fakeKeytar(): Keytar & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getPassword: async (service, account) => kept.get(`${service}/${account}`) ?? null,
    setPassword: async (service, account, password) => void kept.set(`${service}/${account}`, password),
    deletePassword: async (service, account) => kept.delete(`${service}/${account}`),
  };
}

describe('the keychain', () => {
  it('keeps secrets under the program’s name and leaves nothing of a probe', async () => {
    const keytar = fakeKeytar();
    const secrets = createKeychainSecrets(async () => keytar);
    await secrets.set(secretKey('incoming', '1'), 'a');
    expect(await secrets.get('incoming:1')).toBe('a');
    expect(await secrets.get('incoming:2')).toBeUndefined();
    await secrets.probe();
    expect([...keytar.kept]).toEqual([['Mailroom/incoming:1', 'a']]);
    await secrets.delete('incoming:1');
    await secrets.delete('incoming:1');
    expect(keytar.kept.size).toBe(0);
  });

  it('says that it is unavailable, whatever keytar throws, and never what was to be kept', async () => {
    const locked: Keytar = {
      getPassword: () => Promise.reject(new Error('Cannot autolaunch D-Bus without X11 $DISPLAY')),
      setPassword: () => Promise.reject(new Error('locked')),
      deletePassword: () => Promise.reject(new TypeError('gone')),
    };
    const secrets = createKeychainSecrets(async () => locked);
    const failures = [secrets.get('k'), secrets.set('k', 'canary'), secrets.delete('k'), secrets.probe()];
    for (const failure of failures) {
      const error = await failure.catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'secret.unavailable', stage: 'secrets' });
      expect(JSON.stringify(error)).not.toContain('canary');
    }
  });

  it('starts without its system library and says so on use', async () => {
    const secrets = createKeychainSecrets(() => Promise.reject(new Error('libsecret-1.so.0: cannot open')));
    await expect(secrets.get('k')).rejects.toMatchObject({
      code: 'secret.unavailable',
      detail: 'libsecret-1.so.0: cannot open',
    });
  });

  it('does not trust a keychain that forgets', async () => {
    const secrets = createKeychainSecrets(async () => ({ ...fakeKeytar(), getPassword: async () => null }));
    await expect(secrets.probe()).rejects.toMatchObject({ code: 'secret.unavailable' });
  });
});

describe('other stores', () => {
  it('a locked one refuses everything', async () => {
    const secrets = createLockedSecrets();
    for (const use of [secrets.get('k'), secrets.set('k', 's'), secrets.delete('k'), secrets.probe()]) {
      await expect(use).rejects.toMatchObject({ code: 'secret.locked' });
    }
  });

  it('can be exchanged while in use', async () => {
    const secrets = createSwitchableSecrets(createLockedSecrets());
    await expect(secrets.get('k')).rejects.toThrow(/locked/);
    const memory = createMemorySecrets();
    await memory.set('k', 's');
    secrets.use(memory);
    expect(await secrets.get('k')).toBe('s');
    expect(secrets.backend).toBe('memory');
  });
});

describe('secrets of accounts', () => {
  it('are kept before the row, and taken back when the row is refused', async () => {
    const store = createMemorySecrets();
    const secrets = createAccountSecrets(store);
    const refuse = (): void => {
      throw new Error('name taken');
    };
    await expect(secrets.storeWith('k', 'new', refuse)).rejects.toThrow('name taken');
    expect(await store.get('k')).toBeUndefined();
    expect(await secrets.has('k')).toBe(false);
    await secrets.storeWith('k', 'old', () => {});
    await expect(secrets.storeWith('k', 'new', refuse)).rejects.toThrow('name taken');
    expect(await store.get('k')).toBe('old');
  });

  it('are not written, and the row is not, when the keychain refuses', async () => {
    let rows = 0;
    const secrets = createAccountSecrets(createLockedSecrets());
    await expect(secrets.storeWith('k', 's', () => void rows++)).rejects.toMatchObject({
      code: 'secret.locked',
    });
    expect(rows).toBe(0);
    await secrets.storeWith('k', undefined, () => void rows++);
    expect(rows).toBe(1);
    expect(await secrets.has('k')).toBe(false);
  });

  it('are asked for once in lists, and again after the keeper was exchanged', async () => {
    let asked = 0;
    const counting: SecretStore = {
      ...createMemorySecrets(),
      get: async () => {
        asked++;
        return 's';
      },
    };
    const store = createSwitchableSecrets(counting);
    const secrets = createAccountSecrets(store);
    expect([await secrets.has('k'), await secrets.has('k')]).toEqual([true, true]);
    expect(asked).toBe(1);
    await secrets.delete('k');
    expect(await secrets.has('k')).toBe(false);
    store.use({ ...counting, backend: 'vault' });
    expect(await secrets.has('k')).toBe(true);
  });
});
