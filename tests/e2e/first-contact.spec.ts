import { expect, test, type Page } from '@playwright/test';
import { launchApp, temporaryDataDirectory, valueOf, type RunningApp } from './app.ts';
import { CANARY, message, startMailServers, type MailServers } from './mail-servers.ts';

/** A mailbox that held mail before the account: the look, the choice, and what becomes of old and new mail. */

test.describe.configure({ mode: 'serial' });

const directory = temporaryDataDirectory();
let servers: MailServers;
let app: RunningApp;
let page: Page;

test.beforeAll(async () => {
  servers = await startMailServers();
  app = await launchApp(directory.path);
  page = app.page;
});
test.afterAll(async () => {
  await app.close();
  await servers.stop();
  directory.remove();
});

const mail = (subject: string) =>
  message(['From: kunde@example.org', `Subject: ${subject}`, `Message-ID: <${subject}@x>`, '', subject]);
const row = () => page.getByRole('row', { name: /Branch/ });

test('a new account looks first and asks', async () => {
  servers.dovecot.fill('anna', ['old-1', 'old-2', 'old-3'].map(mail));
  await page.getByRole('navigation').getByRole('button', { name: 'Incoming' }).click();
  await page.getByRole('button', { name: /set up an account/i }).click();
  await page.locator('#field-name').fill('Branch');
  await page.locator('#field-host').fill('localhost');
  await page.locator('#field-user').fill('anna');
  await page.locator('#field-secret').fill(CANARY);
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.locator('#field-port').fill(String(servers.dovecot.ports.imaps));
  await page.locator('#field-caFile').fill(servers.caFile);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('3 messages are waiting in this mailbox.')).toBeVisible();
  await expect(row()).toContainText('Waiting for your choice');
  expect(servers.dovecot.count('anna')).toBe(3);
});

test('the look shows what lies there and changes nothing', async () => {
  await page.getByRole('button', { name: 'Look and decide…' }).click();
  const dialog = page.getByRole('dialog', { name: /there already/ });
  await expect(dialog.getByText('nothing was changed on the server')).toBeVisible();
  await expect(dialog.getByRole('button', { name: /last 7 days/ })).toContainText('3');
  await dialog.getByRole('radio', { name: 'Fetch everything' }).check();
  await expect(dialog.getByRole('button', { name: 'Fetch 3 messages' })).toBeEnabled();
  expect(servers.dovecot.count('anna')).toBe(3);
});

test('what is left alone stays there, and new mail comes in', async () => {
  const dialog = page.getByRole('dialog', { name: /there already/ });
  await dialog.getByRole('radio', { name: 'Leave it alone' }).check();
  await dialog.getByRole('button', { name: 'Leave it alone' }).click();
  await expect(dialog).toBeHidden();
  await expect(row()).toContainText('OK');
  servers.dovecot.fill('anna', [mail('new-1')]);
  await row().getByRole('button', { name: 'Poll now' }).click();
  await expect(row()).toContainText('1 retrieved');
  expect(servers.dovecot.count('anna')).toBe(3);
  const subjects = async () =>
    valueOf(await app.call('messages.list', { folder: 'inbox' })).items.map(({ subject }) => subject);
  // A message is listed as soon as it is stored, and read by the parser after that.
  await expect.poll(subjects).toEqual(['new-1']);
  await row()
    .getByRole('button', { name: /show details/i })
    .click();
  await expect(page.locator('.counts > div', { hasText: 'Left alone' })).toContainText('3');
});

test('the mailbox to move to is picked from the list of the server', async () => {
  servers.dovecot.fill('anna', [mail('done')], 'Done');
  await row().getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('radio', { name: /^Move to another mailbox/ }).check();
  await page.locator('[data-field=moveTo]').getByRole('button', { name: 'Choose…' }).click();
  const picker = page.getByRole('dialog', { name: 'Where shall retrieved mail go?' });
  await expect(picker.getByRole('treeitem', { name: /INBOX/ })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.type('don');
  await page.keyboard.press('Enter');
  await expect(page.locator('#field-moveTo')).toHaveValue('Done');
  await page.getByRole('button', { name: 'Save' }).click();
  servers.dovecot.fill('anna', [mail('new-2')]);
  await row().getByRole('button', { name: 'Poll now' }).click();
  await expect.poll(() => servers.dovecot.count('anna', 'Done')).toBe(2);
  expect(servers.dovecot.count('anna')).toBe(3);
});
