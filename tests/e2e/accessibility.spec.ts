import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { storeHooks } from './hooks-in-store.ts';
import { launchApp, temporaryDataDirectory, valueOf, type RunningApp } from './app.ts';

/** Every view, light and dark, against the WCAG rules that a machine can check. */

const directory = temporaryDataDirectory();
let app: RunningApp;

test.beforeAll(async () => {
  app = await launchApp(directory.path);
});
test.afterAll(async () => {
  await app.close();
  directory.remove();
});

async function expectNoViolations(where: string, { page }: Pick<RunningApp, 'page'> = app): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
    .analyze();
  expect(violations.map((found) => `${where}: ${found.id} ${found.nodes[0]?.html ?? ''}`)).toEqual([]);
}

for (const theme of ['light', 'dark'] as const) {
  test(`every view is accessible in the ${theme} theme`, async () => {
    await app.call('settings.set', { theme });
    await app.page.reload();
    for (const view of [
      'Inbox',
      'Archive',
      'Deleted',
      'Tickets',
      'Outbox',
      'Incoming',
      'Outgoing',
      'Rules',
      'Types & groups',
      'Settings',
    ]) {
      await app.page.getByRole('navigation').getByRole('button', { name: view }).click();
      await expectNoViolations(view);
    }
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`what sending has is accessible with something in it, in the ${theme} theme`, async () => {
    await app.call('settings.set', { theme });
    // Nobody listens there: what is written stays here.
    const { account } = valueOf(
      await app.call('outgoing.create', {
        account: {
          name: `Quiet ${theme}`,
          host: 'localhost',
          port: 1,
          senderAddress: 'quiet@test.local',
          senderName: 'Quiet',
          authentication: 'none',
        },
      }),
    );
    await app.call('groups.create', { name: `Group ${theme}`, outgoingAccountId: account.id });
    await app.call('types.create', { name: `Type ${theme}` });
    await app.call('outbox.send', { to: ['a@test.local'], subject: 'Hello', text: 'Hello' });
    await app.page.reload();
    const { page } = app;
    const navigation = page.getByRole('navigation');
    await navigation.getByRole('button', { name: 'Outbox' }).click();
    await page.getByRole('listbox', { name: 'Outbox' }).getByRole('option').first().click();
    await expect(page.getByRole('table', { name: 'Recipients' })).toBeVisible();
    await expectNoViolations('message of the outbox');
    await navigation.getByRole('button', { name: 'Types & groups' }).click();
    for (const tab of ['Ticket types', 'Who sends what', 'Users', 'Contacts', 'Texts', 'Groups']) {
      await page.getByRole('tab', { name: tab }).click();
      await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
      await expectNoViolations(tab);
    }
    await page.getByRole('button', { name: `Group ${theme}`, exact: true }).click();
    await expectNoViolations('dialog of a group');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+Shift+M');
    await expect(page.getByRole('textbox', { name: 'Message' })).toBeVisible();
    await expect(page.getByText(/Sent by/)).toBeVisible();
    await expectNoViolations('composer');
    await page.keyboard.press('Escape');
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`rules, their rehearsal and tickets are accessible with something in them, in the ${theme} theme`, async () => {
    await app.call('settings.set', { theme });
    const { account } = valueOf(
      await app.call('incoming.create', {
        account: {
          serverType: 'imap4',
          name: `Rules ${theme}`,
          host: 'localhost',
          port: 1,
          user: 'nobody',
          maxSizeBytes: 0,
          active: false,
        },
        secret: 'not used',
      }),
    );
    const text = valueOf(
      await app.call('templates.create', {
        kind: 'confirmation',
        name: `Received ${theme}`,
        subjectEn: '',
        textEn: 'Dear {{contact.name}}',
        subjectDe: '',
        textDe: '',
      }),
    );
    valueOf(
      await app.call('rules.create', {
        accountId: account.id,
        title: 'Printers',
        rank: 10,
        conditions: [{ field: 'subject', operator: 'contains', value: 'printer' }],
        actions: [
          { kind: 'createTicket', priority: 'high' },
          { kind: 'confirm', templateId: text.id },
        ],
      }),
    );
    const { number } = valueOf(
      await app.call('tickets.create', { title: `Ticket ${theme}`, priority: 'urgent' }),
    );
    valueOf(await app.call('tickets.addNote', { number, text: 'Called back.' }));
    await app.page.reload();
    const { page } = app;
    const navigation = page.getByRole('navigation');
    await navigation.getByRole('button', { name: 'Rules' }).click();
    await page.getByLabel('Account').selectOption({ label: `Rules ${theme}` });
    await expectNoViolations('list of rules');
    await page.getByRole('button', { name: 'Printers', exact: true }).click();
    await expect(page.getByRole('dialog', { name: 'Edit rule' })).toBeVisible();
    await expectNoViolations('editor of a rule');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Rehearse…' }).click();
    const rehearsal = page.getByRole('dialog', { name: /^Rehearsal/ });
    await rehearsal.locator('input[type=file]').setInputFiles({
      name: 'printer.eml',
      mimeType: 'message/rfc822',
      buffer: Buffer.from('From: a@test.local\r\nSubject: A printer\r\n\r\nx\r\n'),
    });
    await expect(rehearsal.getByText('1 message tried')).toBeVisible();
    await expectNoViolations('rehearsal');
    await page.keyboard.press('Escape');
    await navigation.getByRole('button', { name: 'Tickets' }).click();
    await page
      .getByRole('option')
      .filter({ hasText: `Ticket ${theme}` })
      .click();
    await expect(page.getByText('Called back.')).toBeVisible();
    await expectNoViolations('ticket');
    await navigation.getByRole('button', { name: 'Types & groups' }).click();
    await page.getByRole('tab', { name: 'Texts' }).click();
    await page.getByRole('button', { name: `Delete “${text.name}”` }).click();
    await expect(page.getByRole('alertdialog').getByText(/: “Printers”/)).toBeVisible();
    await expectNoViolations('question before a text of rules is deleted');
    await page.keyboard.press('Escape');
  });
}

test('receivers of the hand-over are accessible in every state, light and dark', async () => {
  const own = temporaryDataDirectory();
  storeHooks(own.path);
  const other = await launchApp(own.path);
  const { page } = other;
  for (const theme of ['light', 'dark'] as const) {
    await other.call('settings.set', { theme });
    await page.reload();
    await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
    await expect(page.getByText('1 given up')).toBeVisible();
    await expect(page.getByText('1 waiting')).toBeVisible();
    await expectNoViolations(`receivers, ${theme}`, other);
    for (const [name, state] of [
      ['Delivered', 'Told'],
      ['Waiting', 'Waiting'],
      ['Failed', 'Given up'],
    ] as const) {
      await page.getByRole('button', { name: `What “${name}” was told` }).click();
      const deliveries = page.getByRole('dialog', { name: `What “${name}” was told` });
      await expect(deliveries.getByRole('row').filter({ hasText: state })).toBeVisible();
      await expectNoViolations(`deliveries to ${name}, ${theme}`, other);
      await page.keyboard.press('Escape');
    }
    await page.getByRole('button', { name: /^Failed/ }).click();
    await expect(page.getByRole('dialog', { name: 'Edit receiver' })).toBeVisible();
    await expectNoViolations(`dialog of a receiver, ${theme}`, other);
  }
  await other.close();
  own.remove();
});

test('an account form is accessible, and can be filled in with the keyboard alone', async () => {
  const { page } = app;
  await page.getByRole('navigation').getByRole('button', { name: 'Incoming' }).click();
  await page.keyboard.press('Control+n');
  await expect(page.locator('#field-name')).toBeFocused();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await expect(page.locator('#field-host')).toBeFocused();
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
  expect(violations.map((found) => `${found.id} ${found.nodes[0]?.html ?? ''}`)).toEqual([]);
});

test('nothing is cut off in a small window and at 200 % zoom', async () => {
  const { page } = app;
  await app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(1024, 700);
  });
  for (const zoom of [1, 2]) {
    await app.electron.evaluate(({ BrowserWindow }, factor) => {
      BrowserWindow.getAllWindows()[0]?.webContents.setZoomFactor(factor);
    }, zoom);
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
  }
});
