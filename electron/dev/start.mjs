#!/usr/bin/env node
// npm start [-- --demo] [-- arguments for the app]
// Does its own set-up in a fresh clone: npm packages, Electron, build. Touches nothing outside the checkout and the
// temp folder (npm keeps its own download cache, as always), and never installs system packages.
import path from 'node:path';
import { buildApp } from './build-app.mjs';
import { installDependencies } from './install-dependencies.mjs';
import { PROJECT, projectEnvironment, requireNode } from './project.mjs';
import { provisionElectron } from './provision-electron.mjs';
import { runProgram } from './run-program.mjs';

const DEMO = '--demo';

requireNode(20);
try {
  process.exitCode = await start(process.argv.slice(2));
} catch (error) {
  console.error(`\n${error.message}`);
  process.exitCode = 1;
}

/** Resolves to the exit code of the app or the demo. */
async function start(args) {
  const say = (line) => console.log(`> ${line}`);
  installDependencies(PROJECT, say);
  say('looking for Electron');
  const runtime = await provisionElectron({ log: (line) => say(`  ${line}`) });
  buildApp(PROJECT, say);
  const binding = runtime.sqliteBinding ? { MAILROOM_SQLITE_BINDING: runtime.sqliteBinding } : {};
  if (args.includes(DEMO)) {
    say('starting the demo');
    const env = projectEnvironment({
      ...binding,
      MAILROOM_ELECTRON_EXECUTABLE: runtime.executable,
      MAILROOM_ELECTRON_ARGS: JSON.stringify(runtime.args),
    });
    const node = path.join(PROJECT, 'node_modules/.bin/node');
    const demo = ['electron/demo/demo.ts', ...args.filter((arg) => arg !== DEMO)];
    return runProgram(node, demo, { cwd: PROJECT, env });
  }
  requireDisplay();
  say('starting Mailroom');
  const app = [...runtime.args, PROJECT, ...args];
  return runProgram(runtime.executable, app, { cwd: PROJECT, env: { ...process.env, ...binding } });
}

function requireDisplay() {
  if (process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY) return;
  throw new Error(
    'There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).\n' +
      'npm start -- --demo works without one; so does xvfb-run -a npm start (Debian packages xvfb and xauth).',
  );
}
