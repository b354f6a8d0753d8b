import { createFakeBridge, type FakeBridge, type FakeOptions } from './fake-bridge.ts';

/**
 * The window without Electron, to look at: serve the checkout with Vite and open this page. The query sets
 * the scene: `?lang=de&theme=dark&empty&demo&keychain=unavailable|locked&delay=500`.
 */

declare global {
  interface Window {
    fake: FakeBridge;
  }
}

const query = new URLSearchParams(location.search);
const language = query.get('lang');
const theme = query.get('theme');
const keychain = query.get('keychain');
const delay = query.get('delay');

const options: FakeOptions = {
  locale: language === 'de' ? 'de-DE' : 'en-GB',
  empty: query.has('empty'),
  demo: query.has('demo'),
  settings: { theme: theme === 'dark' || theme === 'light' ? theme : 'system' },
  ...(delay === null ? {} : { delay: Number(delay) }),
  ...(keychain === 'unavailable'
    ? {
        secrets: {
          backend: 'keychain',
          available: false,
          locked: false,
          detail: 'The name org.freedesktop.secrets was not provided by any .service files',
        },
      }
    : keychain === 'locked'
      ? { secrets: { backend: 'vault', available: true, locked: true } }
      : {}),
};

window.fake = createFakeBridge(options);
window.mailroom = window.fake.bridge;
await import('../../renderer/main.tsx');
