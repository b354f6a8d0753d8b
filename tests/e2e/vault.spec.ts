import { expect, test, type Page } from '@playwright/test';
import { launchApp, temporaryDataDirectory, valueOf, type RunningApp } from './app.ts';
import { filesContaining } from './canary.ts';
import { CANARY } from './mail-servers.ts';

/** A machine without a keychain: nothing is kept until the person chooses the vault, and then only sealed. */

test.describe.configure({ mode: 'serial' });

const PASSPHRASE = 'correct horse battery';
/** No session bus answers there, so there is no Secret Service. */
const withoutKeychain = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent-bus' };

const directory = temporaryDataDirectory();
let app: RunningApp;
let page: Page;

async function start(): Promise<void> {
  app = await launchApp(directory.path, { env: withoutKeychain });
  page = app.page;
}

const account = {
  name: 'Support',
  serverType: 'imap4' as const,
  host: 'imap.invalid',
  user: 'anna',
  maxSizeBytes: 0,
  active: false,
};

test.beforeAll(start);
test.afterAll(async () => {
  await app.close();
  directory.remove();
});

test('without a keychain a password is not kept, and the person is told', async () => {
  const answer = await app.call('incoming.create', { account, secret: CANARY });
  expect(answer).toMatchObject({ ok: false, error: { code: 'secret.unavailable' } });
  expect(valueOf(await app.call('incoming.list', {}))).toEqual([]);
  await expect(page.getByRole('contentinfo')).toContainText(/keychain/i);
});

test('the vault is chosen under Settings, and opens', async () => {
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByText('The keychain is not available').first()).toBeVisible();
  await page.locator('#field-passphrase').fill('short');
  await page.locator('#field-repeat').fill('short');
  await page.getByRole('button', { name: 'Use the vault' }).click();
  await expect(page.getByText('At least 8 characters.')).toBeVisible();
  await page.locator('#field-passphrase').fill(PASSPHRASE);
  await page.locator('#field-repeat').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Use the vault' }).click();
  await expect(page.getByText('Encrypted vault', { exact: true })).toBeVisible();
  const created = valueOf(await app.call('incoming.create', { account, secret: CANARY }));
  expect(created.hasSecret).toBe(true);
});

test('after a restart the vault is locked until the right passphrase comes', async () => {
  await app.close();
  expect(filesContaining(directory.path, CANARY)).toEqual([]);
  expect(filesContaining(directory.path, PASSPHRASE)).toEqual([]);
  await start();
  expect(valueOf(await app.call('secrets.status', {}))).toMatchObject({ backend: 'vault', locked: true });
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await page.locator('#field-passphrase').fill('a wrong passphrase');
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('The passphrase is wrong')).toBeVisible();
  await page.locator('#field-passphrase').fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('Encrypted vault', { exact: true })).toBeVisible();
  const [overview] = valueOf(await app.call('incoming.list', {}));
  expect(overview?.hasSecret).toBe(true);
});
