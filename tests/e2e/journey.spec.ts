import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test, type Page } from '@playwright/test';
import { launchApp, startAgain, temporaryDataDirectory, valueOf, type RunningApp } from './app.ts';
import { filesContaining } from './canary.ts';
import { CANARY, message, startMailServers, type MailServers } from './mail-servers.ts';

/**
 * One person's first hour: an empty program, a mistyped password, accounts, mail, a rule, a reply. The steps build on
 * each other, as they do for the person.
 */

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

async function go(view: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: view }).click();
}

/** New mail does not push the list about: it announces itself, and the person lets it in. */
async function openMessage(subject: string): Promise<void> {
  const item = page.getByRole('listbox').getByText(subject);
  const fresh = page.getByRole('button', { name: /new messages? – show/ });
  await expect(item.or(fresh).first()).toBeVisible();
  if (await fresh.isVisible()) await fresh.click();
  await item.first().click();
}

async function fillIncoming(account: {
  name: string;
  user: string;
  password: string;
  port: number;
  type: 'IMAP4' | 'POP3';
  mailbox?: string;
}): Promise<void> {
  await go('Incoming');
  await page
    .getByRole('button', { name: /new account/i })
    .first()
    .click();
  await page.locator('#field-name').fill(account.name);
  await page.locator('#field-host').fill('localhost');
  await page.locator('#field-user').fill(account.user);
  await page.locator('#field-secret').fill(account.password);
  await page.getByRole('radio', { name: account.type }).check();
  if (account.mailbox !== undefined) await page.locator('#field-mailbox').fill(account.mailbox);
  await page.getByRole('radio', { name: 'Fetch everything' }).check();
  await page.getByRole('button', { name: 'Advanced' }).click();
  await page.locator('#field-port').fill(String(account.port));
  await page.locator('#field-caFile').fill(servers.caFile);
}

test('the first start says what to do', async () => {
  await expect(page.getByRole('button', { name: /set up an account/i })).toBeVisible();
});

test('mandatory fields are named at the field', async () => {
  await go('Incoming');
  await page
    .getByRole('button', { name: /set up an account|new account/i })
    .first()
    .click();
  await page.locator('#field-host').fill('https://mail.example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#field-name-note')).toHaveText(/mandatory/i);
  await expect(page.locator('#field-host-note')).toHaveText(/without .https/i);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
});

test('a wrong password is found by the tester and points at the field', async () => {
  servers.dovecot.fill('anna', [
    message([
      'From: Kunde <kunde@example.org>',
      'To: support@example.com',
      'Subject: Drucker =?utf-8?q?l=C3=A4uft?= nicht',
      'Message-ID: <one@example.org>',
      'Date: Tue, 24 Nov 2026 10:00:00 +0100',
      '',
      'Bitte helfen.',
    ]),
  ]);
  await fillIncoming({
    name: 'Support',
    user: 'anna',
    password: 'wrong',
    port: servers.dovecot.ports.imaps,
    type: 'IMAP4',
  });
  await page.getByRole('button', { name: 'Test connection' }).click();
  const tester = page.getByRole('complementary', { name: 'Connection test' });
  await expect(tester.getByText('The server refused the sign-in')).toBeVisible();
  await expect(page.locator('#field-secret')).toHaveAttribute('aria-invalid', 'true');
  expect(servers.dovecot.count('anna')).toBe(1);
});

test('a wrong port, a self-signed certificate and a missing folder each have their own message', async () => {
  const tester = page.getByRole('complementary', { name: 'Connection test' });
  const run = page.getByRole('button', { name: 'Test connection' });
  await page.locator('#field-secret').fill(CANARY);
  await page.locator('#field-port').fill('1');
  await run.click();
  await expect(tester.locator('.finding')).toContainText(/refused|nobody|nothing/i);
  await page.locator('#field-port').fill(String(servers.dovecot.ports.imaps));
  await page.locator('#field-caFile').fill('');
  await run.click();
  await expect(tester.locator('.finding')).toContainText(/certificate/i);
  await page.locator('#field-caFile').fill(servers.caFile);
  await page.locator('#field-mailbox').fill('Nowhere');
  await run.click();
  await expect(tester.locator('.finding')).toContainText('INBOX');
  await expect(page.locator('#field-mailbox')).toHaveAttribute('aria-invalid', 'true');
  expect(servers.dovecot.count('anna')).toBe(1);
});

test('with the right entries the account is saved, polled at once, and the mail is here', async () => {
  await page.locator('#field-mailbox').fill('INBOX');
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /Support/ })).toContainText('1 retrieved');
  await go('Inbox');
  await openMessage('Drucker läuft nicht');
  await expect(page.getByRole('tabpanel').getByText('Bitte helfen.').first()).toBeVisible();
  expect(servers.dovecot.count('anna')).toBe(0);
});

test('a POP3 account is set up and polled in the same way', async () => {
  servers.dovecot.fill('bert', [
    message([
      'From: a@example.org',
      'To: b@example.com',
      'Subject: By POP3',
      'Message-ID: <pop@x>',
      '',
      '.dots',
      '..more',
    ]),
  ]);
  await fillIncoming({
    name: 'Sales',
    user: 'bert',
    password: CANARY,
    port: servers.dovecot.ports.pop3s,
    type: 'POP3',
  });
  await expect(page.locator('#field-mailbox')).toBeDisabled();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row', { name: /Sales/ })).toContainText('1 retrieved');
  await go('Inbox');
  await openMessage('By POP3');
  await page.getByRole('tab', { name: 'Source' }).click();
  // Not by role: while tabs change, the panel before is there for a moment too.
  await expect(page.locator('pre.source')).toContainText('..more');
  await page.getByRole('tab', { name: 'Trail' }).click();
  await expect(page.getByText(/SHA-256/i).first()).toBeVisible();
  expect(servers.dovecot.count('bert')).toBe(0);
});

test('a hostile HTML mail runs nothing and reaches nobody', async () => {
  const requests: string[] = [];
  const tracker = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => tracker.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(tracker.address() as AddressInfo).port}`;
  servers.dovecot.fill('anna', [
    message([
      'From: evil@example.org',
      'To: support@example.com',
      'Subject: Look at this',
      'Message-ID: <evil@example.org>',
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      `<p>Visible words</p><script>top.hacked = 1; fetch("${origin}/script")</script>`,
      `<img src="${origin}/image"><img src=x onerror="top.hacked = 2">`,
      `<div style="background:url(${origin}/css)">x</div><style>@import "${origin}/import";</style>`,
      `<link rel=stylesheet href="${origin}/link"><iframe src="${origin}/frame"></iframe>`,
      `<form action="${origin}/form"><input name=a autofocus onfocus="top.hacked = 3"><button>Go</button></form>`,
      `<a href="javascript:top.hacked = 4">click</a><meta http-equiv=refresh content="0;url=${origin}/refresh">`,
      `<svg><image href="${origin}/svg"/></svg><video poster="${origin}/poster"></video>`,
    ]),
  ]);
  const support = valueOf(await app.call('incoming.list', {})).find(
    (entry) => entry.account.name === 'Support',
  );
  valueOf(await app.call('incoming.poll', { ids: [support?.account.id ?? ''] }));
  await go('Inbox');
  await openMessage('Look at this');
  await page.getByRole('tab', { name: 'HTML' }).click();
  const frame = page.locator('iframe');
  await expect(frame).toHaveAttribute('sandbox', '');
  await expect(page.frameLocator('iframe').getByText('Visible words')).toBeVisible();
  await page.waitForTimeout(500);
  tracker.close();
  expect(requests).toEqual([]);
  expect(await page.evaluate(() => (window as unknown as { hacked?: number }).hacked)).toBeUndefined();
});

test('an attachment is saved under a harmless name, and a message is exported byte for byte', async () => {
  const original = message([
    'From: files@example.org',
    'To: support@example.com',
    'Subject: With a file',
    'Message-ID: <file@example.org>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'See the file.',
    '--b',
    'Content-Type: application/octet-stream; name="../../evil.sh"',
    'Content-Disposition: attachment; filename="../../evil.sh"',
    'Content-Transfer-Encoding: base64',
    '',
    'aGVsbG8gd29ybGQ=',
    '--b--',
  ]);
  servers.dovecot.fill('anna', [original]);
  valueOf(await app.call('incoming.poll', {}));
  const offered: string[] = [];
  const target = path.join(directory.path, '..', 'saved.bin');
  await app.electron.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = async (...parameters: unknown[]) => {
      const options = parameters.at(-1) as { defaultPath: string };
      (globalThis as unknown as { offered: string }).offered = options.defaultPath;
      return { canceled: false, filePath: file };
    };
  }, target);
  await go('Inbox');
  await openMessage('With a file');
  await page.getByRole('button', { name: /save .evil\.sh/i }).click();
  await expect(page.getByText('“saved.bin” is saved')).toBeVisible();
  offered.push(await app.electron.evaluate(() => (globalThis as unknown as { offered: string }).offered));
  expect(path.basename(offered[0] ?? '')).toBe('evil.sh');
  expect(readFileSync(target, 'utf8')).toBe('hello world');
  await page.getByRole('button', { name: 'Export as .eml' }).click();
  await expect.poll(() => readFileSync(target).equals(original.bytes)).toBe(true);
});

test('an outgoing account refuses port 25, becomes the default, and its test message arrives', async () => {
  await go('Outgoing');
  await page
    .getByRole('button', { name: /set up an account|new account/i })
    .first()
    .click();
  await page.locator('#field-name').fill('Helpdesk');
  await page.locator('#field-host').fill('localhost');
  await page.locator('#field-port').fill('25');
  await page.locator('#field-senderAddress').fill('helpdesk@test.local');
  await page.locator('#field-senderName').fill('Helpdesk');
  await page.locator('#field-user').fill('sender');
  await page.locator('#field-secret').fill(CANARY);
  const advanced = page.getByRole('button', { name: 'Advanced' });
  if ((await advanced.getAttribute('aria-expanded')) !== 'true') await advanced.click();
  await page.locator('#field-caFile').fill(servers.caFile);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.locator('#field-port-note')).toHaveText(/port 25 is not allowed/i);
  await page.locator('#field-port').fill(String(servers.postfix.ports.submission));
  await page.getByRole('button', { name: 'Test connection' }).click();
  await expect(page.getByText('Everything works.')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('row', { name: /Helpdesk/ });
  await expect(row).toContainText('Default');
  await row.getByRole('button', { name: /test message/i }).click();
  await page.getByLabel('Send to').fill('somebody@test.local');
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await expect(page.getByRole('dialog').getByText(/250/).first()).toBeVisible();
  const [delivered] = await servers.postfix.waitForDelivered(1);
  expect(delivered?.toString('utf8')).toContain('Helpdesk');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
  await go('Outbox');
  await expect(page.getByText('somebody@test.local').first()).toBeVisible();
});

test('a rule makes a ticket, and a reply with its reference finds it', async () => {
  await go('Rules');
  await page.getByRole('button', { name: 'New rule' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Title').fill('Printers');
  await dialog.getByRole('group', { name: 'Condition 1' }).getByLabel('Compared with').fill('Toner');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('When the subject contains “Toner”')).toBeVisible();
  const rules = valueOf(await app.call('rules.list', {}));
  const ruled = valueOf(await app.call('incoming.list', {})).find(
    ({ account }) => account.id === rules[0]?.accountId,
  );
  const user = ruled?.account.user ?? '';
  // Mail of somebody who is no contact would wait for a person.
  valueOf(await app.call('contacts.create', { name: 'A', addresses: ['a@example.org'] }));
  servers.dovecot.fill(user, [
    message([
      'From: a@example.org',
      'To: b@example.com',
      'Subject: toner leer',
      'Message-ID: <t1@x>',
      '',
      'x',
    ]),
    message([
      'From: a@example.org',
      'To: b@example.com',
      'Subject: AW: [T-000001] toner leer',
      'Message-ID: <t2@x>',
      '',
      'y',
    ]),
  ]);
  valueOf(await app.call('incoming.poll', {}));
  await go('Tickets');
  await expect(page.getByText('T-000001').first()).toBeVisible();
  const archive = valueOf(await app.call('messages.list', { folder: 'archive' }));
  expect(archive.items.map((item) => item.ticket)).toEqual(['T-000001', 'T-000001']);
});

test('a reply goes out with the references of its message', async () => {
  await go('Inbox');
  await openMessage('Drucker läuft nicht');
  await page.getByRole('button', { name: 'Reply' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reply' });
  await dialog.getByRole('textbox', { name: 'Message' }).fill('Ein Techniker kommt.');
  await dialog.getByRole('button', { name: 'Send' }).click();
  const delivered = await servers.postfix.waitForDelivered(2);
  const reply = delivered.map((bytes) => bytes.toString('utf8')).find((text) => text.includes('Techniker'));
  expect(reply).toMatch(/^In-Reply-To: <one@example\.org>/m);
});

test('German is spoken throughout, and a choice survives the restart', async () => {
  await app.call('settings.set', { language: 'de', theme: 'dark' });
  await app.close();
  app = await launchApp(directory.path, { keepSettings: true });
  page = app.page;
  await expect(page.getByRole('navigation').getByText('Posteingang')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('after a restart the passwords come from the keychain', async () => {
  servers.dovecot.fill('anna', [
    message(['From: a@x', 'Subject: After the restart', 'Message-ID: <r@x>', '', 'z']),
  ]);
  const runs = valueOf(await app.call('incoming.poll', {}));
  expect(runs.map((run) => run.error)).toEqual([undefined, undefined]);
  expect(runs.reduce((sum, run) => sum + run.imported, 0)).toBeLessThanOrEqual(1);
  expect(servers.dovecot.count('anna')).toBe(0);
});

test('a second engine on the same data is told so, with exit code 3', async () => {
  const run = promisify(execFile);
  const cli = path.resolve(import.meta.dirname, '../../out/main/cli.js');
  const second = run(process.execPath, [cli, '--data', directory.path, 'account', 'list', '--json']);
  await expect(second).rejects.toMatchObject({
    code: 3,
    stdout: expect.stringContaining('engine.inUse'),
  });
});

test('a second window on the same data ends with a message and exit code 3', async () => {
  const second = await startAgain(directory.path);
  expect(second.code).toBe(3);
  expect(second.stderr).toContain('Mailroom is already running');
});

test('deleting an account names what it deletes and keeps the mail', async () => {
  await app.call('settings.set', { language: 'en' });
  await page.reload();
  const before = valueOf(await app.call('status.get', {}));
  await go('Incoming');
  await page.getByRole('row', { name: /Sales/ }).getByRole('button', { name: /more/i }).click();
  await page.getByRole('menuitem', { name: /delete/i }).click();
  await expect(page.getByRole('alertdialog')).toContainText('stays in the inbox');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete account' }).click();
  await expect(page.getByRole('row', { name: /Sales/ })).toHaveCount(0);
  const after = valueOf(await app.call('status.get', {}));
  expect([after.inbox, after.archive]).toEqual([before.inbox, before.archive]);
});

test('the password is in no file, in no output and in no answer to the page', async () => {
  const answers = await Promise.all([
    app.call('incoming.list', {}),
    app.call('outgoing.list', {}),
    app.call('outbox.list', {}),
    app.call('status.get', {}),
    app.call('settings.get', {}),
    app.call('secrets.status', {}),
    app.call('rules.list', {}),
    app.call('messages.list', { folder: 'inbox' }),
  ]);
  expect(valueOf(answers[5])).toMatchObject({ backend: 'keychain', available: true });
  expect(JSON.stringify(answers)).not.toContain(CANARY);
  expect(app.output()).not.toContain(CANARY);
  await app.close();
  expect(filesContaining(directory.path, CANARY)).toEqual([]);
  app = await launchApp(directory.path);
  page = app.page;
});
