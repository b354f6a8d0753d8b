import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { createEngine } from '../engine/engine.ts';
import { systemClock, type Logger } from '../engine/ports.ts';
import { openVaultSecrets, vaultFile } from '../engine/secrets/vault.ts';
import { performMainJob, type MainJob } from './main-job.ts';
import { checkDemo, describeDemo } from './report.ts';
import { startDemoServers, type DemoServers } from './servers.ts';
import { takeScreenshots } from './screenshots.ts';
import { hasDisplay, startVirtualDisplay } from './virtual-display.ts';
import { openWindow, runtimeFromEnvironment, type DemoLaunch } from './window.ts';

/**
 * `npm start -- --demo`: the main job on embedded mail servers in a throw-away data directory. With a
 * display the window opens on it; without one the views are photographed.
 */

const projectFolder = path.resolve(import.meta.dirname, '../..');

async function demo(): Promise<number> {
  const runtime = runtimeFromEnvironment();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mailroom-demo-'));
  const dataDirectory = path.join(folder, 'data');
  const passphrase = randomBytes(24).toString('base64url');
  const servers = await startDemoServers(folder, Date.now());
  try {
    say(
      `Demo mail servers are running (IMAP ${servers.imap.port}, POP3 ${servers.pop3.port}, SMTP ${servers.smtp.port}).`,
    );
    const job = await runEngine(dataDirectory, passphrase, servers);
    say('', ...describeDemo(job, servers), '', 'Checks');
    const checks = checkDemo(job, servers);
    say(...checks.map((check) => `  ${check.ok ? 'ok    ' : 'FAILED'} ${check.text}`), '');
    const env = { MAILROOM_VAULT_PASSPHRASE: passphrase };
    await show({ runtime, projectFolder, dataDirectory, env });
    return checks.every((check) => check.ok) ? 0 : 1;
  } finally {
    await servers.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function runEngine(dataDirectory: string, passphrase: string, servers: DemoServers): Promise<MainJob> {
  const engine = createEngine({
    dataDirectory,
    secrets: await openVaultSecrets(vaultFile(dataDirectory), passphrase),
    clock: systemClock,
    logger: silent,
    mimeWorker: new URL('../engine/mime/worker.ts', import.meta.url),
    archiveWorker: new URL('../engine/store/archive-worker.ts', import.meta.url),
    importWorker: new URL('../engine/receiving/importer-worker.ts', import.meta.url),
    version: manifest.version,
    demo: true,
  });
  try {
    return await performMainJob(engine, servers);
  } finally {
    await engine.stop();
  }
}

/** The report says what happened; a log would only repeat it. */
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };

async function show(launch: DemoLaunch): Promise<void> {
  if (hasDisplay()) {
    say('The window is open. Close it to end the demo; its data goes with it.');
    await openWindow(launch);
    return;
  }
  const display = await startVirtualDisplay();
  if (display === undefined) {
    say('No display, and no Xvfb (Debian: xvfb) to photograph the window without one: no screenshots.');
    return;
  }
  try {
    const target = await mkdtemp(path.join(os.tmpdir(), 'mailroom-screenshots-'));
    const files = await takeScreenshots({ ...launch, env: { ...launch.env, DISPLAY: display.name } }, target);
    say(`No display: ${files.length} screenshots of the main views are in ${target}`);
  } finally {
    display.stop();
  }
}

function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(`${line}\n`);
}

process.exitCode = await demo();
