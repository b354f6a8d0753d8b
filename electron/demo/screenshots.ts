import path from 'node:path';
import { _electron, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import { launchArguments, launchEnvironment, type DemoLaunch } from './window.ts';

const SIZE = { width: 1280, height: 800 };

interface View {
  readonly name: string;
  open(page: Page): Promise<void>;
}

/** The main views, each with something in it. */
const views: readonly View[] = [
  {
    name: 'inbox',
    async open(page) {
      await goTo(page, 'Inbox');
      await messages(page).filter({ hasText: 'Scan errors this week' }).click();
      await page.getByRole('tab', { name: 'HTML' }).click();
      await page.frameLocator('iframe').locator('img').first().waitFor();
    },
  },
  {
    name: 'archive',
    async open(page) {
      await goTo(page, 'Archive');
      await messages(page).first().click();
      await page.getByRole('tab', { name: 'Trail' }).click();
    },
  },
  { name: 'tickets', open: (page) => goTo(page, 'Tickets') },
  {
    name: 'outbox',
    async open(page) {
      await goTo(page, 'Outbox');
      await messages(page).first().click();
    },
  },
  { name: 'incoming', open: (page) => goTo(page, 'Incoming') },
  {
    name: 'connection-test',
    async open(page) {
      await goTo(page, 'Incoming');
      await page.getByRole('button', { name: 'Edit' }).first().click();
      await page.getByRole('button', { name: /test/i }).first().click();
      await page.getByText('Everything works.').waitFor();
    },
  },
  { name: 'outgoing', open: (page) => goTo(page, 'Outgoing') },
  { name: 'rules', open: (page) => goTo(page, 'Rules') },
];

/** Photographs the main views of the demo, light and dark, in English. Returns the files. */
export async function takeScreenshots(launch: DemoLaunch, folder: string): Promise<string[]> {
  const app = await _electron.launch({
    executablePath: launch.runtime.executable,
    args: launchArguments(launch),
    env: launchEnvironment(launch),
  });
  try {
    const page = await app.firstWindow();
    await resize(app);
    const files: string[] = [];
    for (const theme of ['light', 'dark'] as const) {
      await page.evaluate(
        `window.mailroom.invoke('settings.set', ${JSON.stringify({ theme, language: 'en' })})`,
      );
      await page.reload();
      for (const view of views) {
        await view.open(page);
        const file = path.join(folder, `${view.name}-${theme}.png`);
        await page.screenshot({ path: file, animations: 'disabled' });
        files.push(file);
      }
    }
    return files;
  } finally {
    await app.close();
  }
}

function messages(page: Page): Locator {
  return page.getByRole('listbox').getByRole('option');
}

async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name }).click();
}

async function resize(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ BrowserWindow }, size) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height);
  }, SIZE);
}
