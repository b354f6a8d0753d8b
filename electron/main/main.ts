import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, dialog, powerMonitor } from 'electron';
import { defaultDataDirectory } from '../engine/data-directory.ts';
import type { Alarm } from '../../shared/domain/alarm.ts';
import { MailroomError } from '../../shared/errors.ts';
import { events } from '../../shared/ipc/events.ts';
import { unexpected } from '../engine/failures.ts';
import { openEngineThread, type RemoteEngine } from '../engine/threads/engine-thread.ts';
import { failureLines } from '../engine/failure-text.ts';
import { showAlarm } from './alarm-notices.ts';
import { broadcast } from './events.ts';
import { hostHandlers } from './host-handlers.ts';
import { serveContract } from './ipc.ts';
import { createFileLogger } from './logger.ts';
import { installMenu } from './menu.ts';
import { watchNetwork } from './network.ts';
import { readStartOptions } from './options.ts';
import { isolateSession, registerScheme, serveApp } from './protocol.ts';
import { createSecretHost } from './secret-host.ts';
import { openWindow } from './window.ts';

/** Composition root of the desktop app: everything is built and connected here, in order. */

/** A server that does not answer must not keep the program from ending. What was in hand shows as "unknown". */
const DRAIN_LIMIT_MS = 15_000;

/** As on the command line (docs/cli.md). */
const EXIT_IN_USE = 3;

const options = readStartOptions(process.argv, process.cwd());
const dataDirectory = options.dataDirectory ?? defaultDataDirectory();

// Chromium's own files lie beside the mail, so that a second data directory is a separate program.
app.setPath('userData', path.join(dataDirectory, 'window'));
// As root Chromium runs without its sandbox only (development, tests); the switch then is set from outside.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
registerScheme();

if (app.requestSingleInstanceLock()) {
  // Not awaited at the top level: Electron becomes ready only after this module has run.
  void app.whenReady().then(start).catch(giveUp);
} else {
  // The window that has the data comes to the front; whoever started this one from a terminal is told why.
  const failure = new MailroomError('engine.inUse', 'store', {
    params: { directory: dataDirectory, pid: '' },
  });
  process.stderr.write(`${failureLines(failure.toPlain()).join('\n')}\n`);
  app.exit(EXIT_IN_USE);
}

async function start(): Promise<void> {
  const logger = createFileLogger(dataDirectory);
  const secrets = await createSecretHost(dataDirectory, process.env['MAILROOM_VAULT_PASSPHRASE']);
  const engine = await openEngineThread({
    script: new URL('./engine-worker.js', import.meta.url),
    ports: {
      dataDirectory,
      secrets: secrets.store,
      logger,
      mimeWorker: new URL('./mime-worker.js', import.meta.url),
      archiveWorker: new URL('./archive-worker.js', import.meta.url),
      importWorker: new URL('./import-worker.js', import.meta.url),
      // Development and tests only: a release never loads an addon that its environment names.
      sqliteBinding: app.isPackaged ? undefined : process.env['MAILROOM_SQLITE_BINDING'],
      version: app.getVersion(),
      demo: options.demo,
    },
    onLost: giveUp,
  });
  engine.on(broadcast);
  engine.on((name, payload) => {
    if (name === 'alarm.changed') void notifyOnDesktop(engine, events['alarm.changed'].parse(payload));
  });
  const handlers = { ...engine.handlers, ...hostHandlers(engine, secrets) };
  serveContract(
    {
      ...handlers,
      async 'settings.set'(changes) {
        const settings = await handlers['settings.set'](changes);
        installMenu(settings.language);
        return settings;
      },
    },
    logger,
  );
  isolateSession();
  serveApp(path.join(import.meta.dirname, '../renderer'));
  installMenu((await engine.handlers['settings.get']({})).language);
  const window = openWindow();
  app.on('second-instance', () => {
    // Gone already while the engine drains.
    if (window.isDestroyed()) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  powerMonitor.on('resume', () => void engine.wake());
  watchNetwork(() => void engine.wake());
  drainOnQuit(engine);
  await engine.start();
}

async function notifyOnDesktop(engine: RemoteEngine, alarm: Alarm): Promise<void> {
  showAlarm(alarm, (await engine.handlers['settings.get']({})).language);
}

/** Quitting waits for the engine: a poll run is ended cleanly and a message in hand is sent. */
function drainOnQuit(engine: RemoteEngine): void {
  app.on('window-all-closed', () => app.quit());
  app.on('will-quit', (event) => {
    event.preventDefault();
    // A second `quit` from here is ignored by Electron; windows are closed already, so `exit` skips nothing.
    const drained = Promise.race([engine.stop(), delay(DRAIN_LIMIT_MS)]);
    void drained.finally(() => app.exit(0));
  });
}

function giveUp(error: unknown): void {
  const failure = unexpected(error);
  const lines = failureLines(failure.toPlain(), app.getLocale());
  dialog.showErrorBox(app.getName(), lines.join('\n'));
  process.stderr.write(`${lines.join('\n')}\n`);
  app.exit(failure.code === 'engine.inUse' ? EXIT_IN_USE : 1);
}
