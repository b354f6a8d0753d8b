import path from 'node:path';
import { app, BrowserWindow, type WebContents } from 'electron';
import { APP_ORIGIN } from './protocol.ts';

const MIN_WIDTH = 1024;
const MIN_HEIGHT = 700;

/** Opens the one window: sandboxed, isolated, without Node, closed to navigation and to new windows. */
export function openWindow(): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    minWidth: MIN_WIDTH,
    minHeight: MIN_HEIGHT,
    show: false,
    title: app.getName(),
    autoHideMenuBar: process.platform !== 'darwin',
    webPreferences: {
      preload: path.join(import.meta.dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      additionalArguments: [`--mailroom-locale=${app.getLocale()}`],
    },
  });
  denyNavigation(window.webContents);
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${APP_ORIGIN}/index.html`);
  return window;
}

/** Whatever a message contains, the window stays on our page and opens no other. */
function denyNavigation(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.on('will-frame-navigate', (event) => event.preventDefault());
  contents.on('will-attach-webview', (event) => event.preventDefault());
}
