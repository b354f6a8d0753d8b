import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { launchApp, temporaryDataDirectory, type RunningApp } from './app.ts';

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

for (const theme of ['light', 'dark'] as const) {
  test(`every view is accessible in the ${theme} theme`, async () => {
    await app.call('settings.set', { theme });
    await app.page.reload();
    for (const view of [
      'Inbox',
      'Archive',
      'Tickets',
      'Outbox',
      'Incoming',
      'Outgoing',
      'Rules',
      'Settings',
    ]) {
      await app.page.getByRole('navigation').getByRole('button', { name: view }).click();
      const { violations } = await new AxeBuilder({ page: app.page })
        .setLegacyMode(true)
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'])
        .analyze();
      expect(violations.map((found) => `${view}: ${found.id} ${found.nodes[0]?.html ?? ''}`)).toEqual([]);
    }
  });
}

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
