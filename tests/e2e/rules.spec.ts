import { expect, test, type Locator, type Page } from '@playwright/test';
import { launchApp, temporaryDataDirectory, valueOf, type RunningApp } from './app.ts';
import { CANARY, message, startMailServers, type MailServers } from './mail-servers.ts';

/** From a rule to a ticket, its answer and its contact, in the real window. The steps build on each other. */

test.describe.configure({ mode: 'serial' });

const directory = temporaryDataDirectory();
let servers: MailServers;
let app: RunningApp;
let page: Page;

test.beforeAll(async () => {
  servers = await startMailServers();
  app = await launchApp(directory.path);
  page = app.page;
  // Before the account: its first poll begins by itself.
  arrive('anna@kunde.example', 'Drucker im Lager', 'one');
  valueOf(
    await app.call('incoming.create', {
      account: {
        serverType: 'imap4',
        name: 'Support',
        host: 'localhost',
        port: servers.dovecot.ports.imaps,
        user: 'anna',
        maxSizeBytes: 0,
        caFile: servers.caFile,
      },
      secret: CANARY,
    }),
  );
  valueOf(
    await app.call('outgoing.create', {
      account: {
        name: 'Helpdesk',
        host: 'localhost',
        port: servers.postfix.ports.submission,
        senderAddress: 'helpdesk@test.local',
        senderName: 'Helpdesk',
        user: 'sender',
        caFile: servers.caFile,
      },
      secret: CANARY,
    }),
  );
  valueOf(await app.call('types.create', { name: 'Hardware' }));
  valueOf(await app.call('groups.create', { name: 'Technicians' }));
  valueOf(await app.call('contacts.create', { name: 'Anna Weber', addresses: ['anna@kunde.example'] }));
  valueOf(await app.call('incoming.poll', {}));
  await page.reload();
});
test.afterAll(async () => {
  await app.close();
  await servers.stop();
  directory.remove();
});

/** Lays a message into the mailbox on the server. */
function arrive(from: string, subject: string, id: string): void {
  servers.dovecot.fill('anna', [
    message([
      `From: ${from}`,
      'To: support@test.local',
      `Subject: ${subject}`,
      `Message-ID: <${id}@kunde.example>`,
      '',
      'Bitte helfen Sie uns.',
    ]),
  ]);
}

async function go(view: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: view }).click();
}

const row = (list: string, words: string): Locator =>
  page.getByRole('listbox', { name: list }).getByRole('option').filter({ hasText: words });

async function openInInbox(subject: string): Promise<void> {
  await go('Inbox');
  const fresh = page.getByRole('button', { name: /new messages? – show/ });
  await expect(row('Inbox', subject).or(fresh).first()).toBeVisible();
  if (await fresh.isVisible()) await fresh.click();
  await row('Inbox', subject).click();
}

test('a rule with two conditions is tried on mail that is here, and changes nothing by that', async () => {
  await go('Rules');
  await page.getByRole('button', { name: 'New rule' }).click();
  const editor = page.getByRole('dialog', { name: 'New rule' });
  await editor.getByLabel('Title').fill('Printers');
  await editor.getByRole('group', { name: 'Condition 1' }).getByLabel('Compared with').fill('drucker');
  await editor.getByRole('button', { name: 'Add condition' }).click();
  const second = editor.getByRole('group', { name: 'Condition 2' });
  await second.getByLabel('What is looked at').selectOption('sender');
  await second.getByLabel('Comparison').selectOption('endsWith');
  await second.getByLabel('Compared with').fill('.example');
  const action = editor.getByRole('group', { name: 'Action 1' });
  await action.getByLabel('Ticket type').selectOption({ label: 'Hardware' });
  await action.getByLabel('Responsible group').selectOption({ label: 'Technicians' });
  await editor.getByRole('button', { name: 'Try it' }).click();
  const rehearsal = page.getByRole('dialog', { name: /^Rehearsal/ });
  await expect(rehearsal.getByText('1 message tried · 1 would go another way than today')).toBeVisible();
  await expect(rehearsal.getByText('new ticket', { exact: true })).toBeVisible();
  await expect(rehearsal.getByText('Found: Drucker')).toBeVisible();
  expect(valueOf(await app.call('tickets.list', {})).items).toEqual([]);
  await rehearsal.getByRole('button', { name: 'Close' }).last().click();
  await editor.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/create a ticket \(type Hardware, group Technicians\)/)).toBeVisible();
});

test('mail that fits becomes a ticket with type and group', async () => {
  arrive('Anna Weber <anna@kunde.example>', 'Drucker im Büro', 'two');
  valueOf(await app.call('incoming.poll', {}));
  await go('Tickets');
  await row('Tickets', 'Drucker im Büro').click();
  const ticket = page.getByRole('article');
  await expect(ticket.getByLabel('Ticket type')).toHaveValue(/.+/);
  await expect(ticket.getByText('reported by Anna Weber')).toBeVisible();
  await expect(row('Tickets', 'Drucker im Büro')).toContainText('Hardware · Technicians');
  await ticket.getByRole('button', { name: 'Show all of the text' }).click();
  await expect(ticket.getByText('Bitte helfen Sie uns.').first()).toBeVisible();
});

test('the ticket is answered, noted on and completed', async () => {
  const ticket = page.getByRole('article');
  await ticket.getByRole('button', { name: 'Reply' }).click();
  const reply = page.getByRole('dialog', { name: 'Reply' });
  await reply.getByRole('textbox', { name: 'Message' }).fill('Wir kommen.');
  await reply.getByRole('button', { name: 'Send' }).click();
  const [delivered] = await servers.postfix.waitForDelivered(1);
  expect(delivered?.toString('utf8')).toMatch(/^Subject: .*T-000001/m);
  await expect(ticket.getByText('To anna@kunde.example')).toBeVisible();
  await ticket.getByLabel('Note').fill('Kabel mitnehmen');
  await ticket.getByRole('button', { name: 'Save note' }).click();
  await expect(ticket.locator('.note-text')).toHaveText('Kabel mitnehmen');
  await ticket.getByRole('button', { name: 'Complete' }).click();
  await expect(ticket.getByRole('button', { name: 'Reopen' })).toBeVisible();
  const [stored] = valueOf(await app.call('tickets.list', { status: 'completed' })).items;
  expect(stored?.number).toBe('T-000001');
});

test('mail of somebody unknown waits until the contact is made', async () => {
  arrive('Jan Neu <jan@neu.example>', 'Drucker bei Jan', 'three');
  valueOf(await app.call('incoming.poll', {}));
  await openInInbox('Drucker bei Jan');
  await page.getByRole('button', { name: 'Create contact…' }).click();
  const dialog = page.getByRole('dialog', { name: 'New contact' });
  await expect(dialog.getByLabel('Name')).toHaveValue('Jan Neu');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('1 message that waited goes through the rules.')).toBeVisible();
  await go('Tickets');
  await expect(row('Tickets', 'Drucker bei Jan')).toBeVisible();
});

test('a message is made into a ticket by hand', async () => {
  await openInInbox('Drucker im Lager');
  await page.getByRole('button', { name: 'Create ticket…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create a ticket' });
  await dialog.getByLabel('Title').fill('Lagerdrucker');
  await dialog.getByRole('button', { name: 'Create ticket' }).click();
  await page.getByRole('button', { name: 'Show ticket' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Lagerdrucker' })).toBeVisible();
});

test('a message is deleted, restored, and deleted for good', async () => {
  arrive('anna@kunde.example', 'Werbung', 'four');
  valueOf(await app.call('incoming.poll', {}));
  await openInInbox('Werbung');
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(row('Inbox', 'Werbung')).toHaveCount(0);
  await go('Deleted');
  await row('Deleted', 'Werbung').click();
  await page.getByRole('button', { name: 'Restore' }).click();
  await openInInbox('Werbung');
  // The key acts on the message that is shown, so it must be there.
  await expect(page.getByRole('button', { name: 'Delete', exact: true })).toBeVisible();
  await page.keyboard.press('Delete');
  await expect(row('Inbox', 'Werbung')).toHaveCount(0);
  await go('Deleted');
  await row('Deleted', 'Werbung').click();
  await page.getByRole('button', { name: 'Delete for good…' }).click();
  const question = page.getByRole('alertdialog');
  await expect(question.getByText('Werbung')).toBeVisible();
  await question.getByRole('button', { name: 'Delete for good' }).click();
  await expect(page.getByText('Nothing is deleted')).toBeVisible();
});
