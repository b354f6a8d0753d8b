import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { launchApp, temporaryDataDirectory, type RunningApp } from './app.ts';

/** The window's walls, tried from inside the real window. */

const directory = temporaryDataDirectory();
let app: RunningApp;

test.beforeAll(async () => {
  app = await launchApp(directory.path);
});
test.afterAll(async () => {
  await app.close();
  directory.remove();
});

test('the page is sandboxed, isolated and has no Node', async () => {
  const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false });
  const globals = await app.page.evaluate(() =>
    ['require', 'process', 'module'].filter((name) => name in window),
  );
  expect(globals).toEqual([]);
});

test('the bridge offers invoke and subscribe and refuses unknown names', async () => {
  const keys = await app.page.evaluate(() =>
    Object.keys((window as unknown as { mailroom: object }).mailroom).toSorted(),
  );
  expect(keys).toEqual(['invoke', 'locale', 'platform', 'subscribe']);
  await expect(
    app.page.evaluate(() =>
      (
        window as unknown as { mailroom: { invoke(c: string, r: unknown): Promise<unknown> } }
      ).mailroom.invoke('fs.read', {}),
    ),
  ).rejects.toThrow(/unknown channel/);
});

test('a malformed request is refused with the field named', async () => {
  const answer = await app.call('messages.list', { folder: 'elsewhere' } as never);
  expect(answer).toMatchObject({ ok: false, error: { code: 'input.invalid', field: 'folder' } });
});

test('the page comes from app:// under a policy without network and inline script', async () => {
  expect(app.page.url()).toMatch(/^app:\/\/mailroom\//);
  const policy = await app.page.evaluate(async () =>
    (await fetch('/index.html')).headers.get('content-security-policy'),
  );
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self'");
  expect(policy).not.toContain("script-src 'self' 'unsafe");
});

test('nothing of the page reaches a server', async () => {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outcome = await app.page.evaluate(async (target) => {
    const image = new Image();
    const loaded = new Promise((resolve) => {
      image.addEventListener('load', () => resolve('loaded'));
      image.addEventListener('error', () => resolve('refused'));
    });
    image.src = `${target}/image`;
    const fetched = await fetch(`${target}/fetch`).then(
      () => 'loaded',
      () => 'refused',
    );
    return [await loaded, fetched];
  }, origin);
  server.close();
  expect(outcome).toEqual(['refused', 'refused']);
  expect(requests).toEqual([]);
});

test('paths out of the page folder are refused', async () => {
  const statuses = await app.page.evaluate(async () => {
    const paths = ['/..%2f..%2fpackage.json', '/%2e%2e/%2e%2e/package.json', '/nothing-here.js'];
    return Promise.all(paths.map(async (path) => (await fetch(path)).status));
  });
  expect(statuses[0]).toBe(403);
  expect(statuses.every((status) => status === 403 || status === 404)).toBe(true);
});

test('the window does not navigate and opens no other', async () => {
  const before = app.page.url();
  await app.page.evaluate(() => {
    window.open('https://example.com/');
    const link = document.createElement('a');
    link.href = 'https://example.com/';
    document.body.append(link);
    link.click();
    link.remove();
  });
  await app.page.waitForTimeout(300);
  expect(app.page.url()).toBe(before);
  expect(app.electron.windows()).toHaveLength(1);
});

test('links open only with harmless schemes', async () => {
  for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'smb://host/share', 'not a url']) {
    expect(await app.call('links.open', { url })).toMatchObject({
      ok: false,
      error: { code: 'input.invalid' },
    });
  }
});

test('no permission is granted', async () => {
  const state = await app.page.evaluate(() =>
    navigator.permissions.query({ name: 'geolocation' }).then((found) => found.state),
  );
  expect(state).toBe('denied');
});
