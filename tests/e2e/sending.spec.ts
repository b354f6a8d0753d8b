import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import type { OutgoingAccountInput } from '../../shared/domain/outgoing-account.ts';
import { launchApp, temporaryDataDirectory, valueOf, type RunningApp } from './app.ts';
import { CANARY, startMailServers, type MailServers } from './mail-servers.ts';

/** Writing, sending and repairing mail in the real window, through a real server. The steps build on each other. */

test.describe.configure({ mode: 'serial' });

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAIAAAACUFjqAAAAEklEQVR4nGNgqJ6GB41KY0EA1r6f4VHVQCMAAAAASUVORK5CYII=',
  'base64',
);

const directory = temporaryDataDirectory();
let servers: MailServers;
let app: RunningApp;
let page: Page;

test.beforeAll(async () => {
  servers = await startMailServers();
  app = await launchApp(directory.path);
  page = app.page;
  await createAccount({ name: 'Helpdesk', senderAddress: 'helpdesk@test.local', isDefault: true });
  await createAccount({ name: 'Billing', senderAddress: 'billing@test.local' });
  await page.reload();
});
test.afterAll(async () => {
  await app.close();
  await servers.stop();
  directory.remove();
});

async function createAccount(
  account: Pick<OutgoingAccountInput, 'name' | 'senderAddress'> & Partial<OutgoingAccountInput>,
) {
  const { account: stored } = valueOf(
    await app.call('outgoing.create', {
      account: {
        host: 'localhost',
        port: servers.postfix.ports.submission,
        senderName: account.name,
        user: 'sender',
        caFile: servers.caFile,
        ...account,
      },
      secret: CANARY,
    }),
  );
  return stored;
}

async function go(view: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: view }).click();
}

async function write(): Promise<Locator> {
  // Before the window is there nobody hears the keys.
  await expect(page.getByRole('navigation')).toBeVisible();
  await page.keyboard.press('Control+Shift+M');
  const dialog = page.getByRole('dialog', { name: 'New message' });
  await expect(dialog.getByRole('textbox', { name: 'Message' })).toBeVisible();
  return dialog;
}

const row = (subject: string): Locator =>
  page.getByRole('listbox', { name: 'Outbox' }).getByRole('option').filter({ hasText: subject });

async function deliveredWith(words: string, count: number): Promise<string> {
  const delivered = await servers.postfix.waitForDelivered(count);
  const found = delivered.map((bytes) => bytes.toString('utf8')).find((text) => text.includes(words));
  if (found === undefined) throw new Error(`Nothing was delivered with ${words}.`);
  return found;
}

test('a group with an account of its own shows up in who sends what', async () => {
  await go('Types & groups');
  await page.getByRole('button', { name: 'New group' }).click();
  const dialog = page.getByRole('dialog', { name: 'New group' });
  await dialog.locator('#field-name').fill('Accounting');
  await dialog.getByLabel('Outgoing account').selectOption({ label: 'Billing' });
  await dialog.getByLabel('Signature in English').fill('Yours, ');
  await dialog.getByRole('button', { name: '{{group.name}}' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Accounting', exact: true })).toBeVisible();
  await page.getByRole('tab', { name: 'Who sends what' }).click();
  const cells = page.getByRole('row', { name: /^Accounting/ });
  await expect(cells).toContainText('Billing');
  await expect(cells).toContainText('by group');
  await cells.getByRole('button').first().click();
  await expect(page.getByRole('region', { name: 'Why this account?' })).toContainText(
    'Responsible group “Accounting”: “Billing” sends',
  );
});

test('formatted text, a picture and an attachment arrive as they were written', async () => {
  const dialog = await write();
  await dialog.getByLabel('To').fill('customer@test.local');
  await dialog.getByLabel('Subject').fill('Invoice 4711');
  await dialog.getByLabel('Responsible group').selectOption({ label: 'Accounting' });
  await expect(dialog.getByText(/Sent by/)).toContainText('Billing <billing@test.local>');
  await dialog.getByText('Why?').click();
  await expect(dialog.getByRole('list', { name: 'Why this account?' })).toContainText('“Billing” sends');
  await dialog.getByRole('textbox', { name: 'Message' }).click();
  await page.keyboard.type('Please pay ');
  await page.keyboard.press('Control+B');
  await page.keyboard.type('today');
  await page.keyboard.press('Control+B');
  await dialog
    .getByTestId('picture-files')
    .setInputFiles({ name: 'stamp.png', mimeType: 'image/png', buffer: PIXEL });
  await expect(dialog.locator('.rich-text img:not(.ProseMirror-separator)')).toBeVisible();
  await dialog.getByTestId('attach-files').setInputFiles({
    name: 'Rechnung Größe.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('one thousand'),
  });
  await expect(dialog.getByText('Rechnung Größe.txt')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('The message is in the outbox').first()).toBeVisible();
  const mail = await deliveredWith('Subject: Invoice 4711', 1);
  expect(mail).toMatch(/^From: .*<billing@test\.local>/m);
  expect(mail).toMatch(/^Content-Type: multipart\/mixed/im);
  expect(mail).toMatch(/^Content-Type: text\/plain/im);
  expect(mail).toContain('<strong>today</strong>');
  expect(mail).toContain('Accounting');
  const contentId = /src=(?:3D)?"cid:([^"]+)"/.exec(mail.replaceAll('=\n', ''))?.[1];
  expect(contentId).toBeTruthy();
  expect(mail).toContain(`<${contentId}>`);
  expect(mail.replaceAll('\n', '')).toContain(PIXEL.toString('base64'));
  expect(mail).toContain(Buffer.from('one thousand').toString('base64'));
});

test('the outbox tells for whom it was accepted and saves the message', async () => {
  await go('Outbox');
  await row('Invoice 4711').click();
  const pane = page.getByRole('article', { name: 'Invoice 4711' });
  await expect(pane.getByRole('table', { name: 'Recipients' })).toContainText(
    /customer@test\.local.*Accepted/,
  );
  await expect(pane.getByRole('table', { name: 'Attempts' })).toContainText('Sent.');
  await pane.getByRole('tab', { name: 'HTML' }).click();
  await expect(page.frameLocator('iframe').locator('strong')).toHaveText('today');
  const target = path.join(directory.path, '..', 'invoice.eml');
  await app.electron.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath: file });
  }, target);
  await pane.getByRole('button', { name: 'More for this message' }).click();
  await page.getByRole('menuitem', { name: 'Export as .eml' }).click();
  await expect(page.getByText('“invoice.eml” is saved').first()).toBeVisible();
  expect(readFileSync(target, 'utf8')).toContain('Subject: Invoice 4711');
});

test('pausing an account shows first who sends then, and the order goes on without it', async () => {
  await go('Outgoing');
  await page.getByRole('button', { name: 'More for “Billing”' }).click();
  await page.getByRole('menuitem', { name: 'Pause' }).click();
  const question = page.getByRole('alertdialog', { name: 'Pause “Billing”?' });
  await expect(question).toContainText('Accounting');
  await question.getByRole('button', { name: 'Pause account' }).click();
  await expect(page.getByRole('row', { name: /^Billing/ })).toContainText('Paused');
  const dialog = await write();
  await dialog.getByLabel('To').fill('customer@test.local');
  await dialog.getByLabel('Subject').fill('Reminder');
  await dialog.getByLabel('Responsible group').selectOption({ label: 'Accounting' });
  await expect(dialog.getByText(/Sent by/)).toContainText('Helpdesk <helpdesk@test.local>');
  await dialog.getByText('Why?').click();
  await expect(dialog.getByRole('list', { name: 'Why this account?' })).toContainText(
    '“Billing” is paused, passed over',
  );
  await dialog.getByRole('button', { name: 'Send' }).click();
  expect(await deliveredWith('Subject: Reminder', 2)).toMatch(/^From: .*<helpdesk@test\.local>/m);
});

test('what cannot get out through one account goes out through another', async () => {
  await createAccount({ name: 'Elsewhere', senderAddress: 'elsewhere@test.local', port: 1 });
  await page.reload();
  const dialog = await write();
  await dialog.getByLabel('To').fill('customer@test.local');
  await dialog.getByLabel('Subject').fill('Detour');
  await dialog.getByLabel('Send with').selectOption({ label: 'Elsewhere <elsewhere@test.local>' });
  await dialog.getByRole('button', { name: 'Send' }).click();
  await go('Outbox');
  await row('Detour').click();
  const pane = page.getByRole('article', { name: 'Detour' });
  await expect(pane.getByRole('table', { name: 'Attempts' })).toBeVisible();
  await pane.getByRole('button', { name: 'More for this message' }).click();
  await page.getByRole('menuitem', { name: 'Send through another account…' }).click();
  const through = page.getByRole('dialog', { name: 'Send through another account' });
  await through.getByLabel('Account').selectOption({ label: 'Helpdesk <helpdesk@test.local>' });
  await through.getByRole('button', { name: 'Send' }).click();
  expect(await deliveredWith('Subject: Detour', 3)).toMatch(/^From: .*<helpdesk@test\.local>/m);
  await expect(pane.locator('.outbox-state-line')).toContainText('Sent');
});

test('a user is told of a changed password', async () => {
  await go('Types & groups');
  await page.getByRole('tab', { name: 'Users' }).click();
  await page.getByRole('button', { name: 'New user' }).click();
  const dialog = page.getByRole('dialog', { name: 'New user' });
  await dialog.locator('#field-login').fill('maria');
  await dialog.locator('#field-name').fill('Maria Schmidt');
  await dialog.locator('#field-email').fill('maria@test.local');
  await dialog.getByLabel('Language').selectOption('de');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Send password-change notice to Maria Schmidt' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Send notice' }).click();
  const mail = await deliveredWith('To: maria@test.local', 4);
  expect(mail).toMatch(/^From: .*<helpdesk@test\.local>/m);
  expect(mail).toMatch(/^Auto-Submitted: auto-generated/im);
  await page.getByRole('button', { name: 'Send password-change notice to Maria Schmidt' }).click();
  await expect(page.getByRole('alertdialog')).toContainText('Last notice:');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
});
