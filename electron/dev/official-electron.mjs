// The official Electron of the npm package `electron`: already unpacked, or downloaded now.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { readPackage } from './packages.mjs';

const DAY_MS = 24 * 3600_000;

/** The Electron that is already there (`$ELECTRON_OVERRIDE_DIST_PATH` or node_modules/electron/dist), or undefined. */
export function officialBinary(project) {
  const pkg = readPackage(project, 'electron');
  const dirs = [process.env.ELECTRON_OVERRIDE_DIST_PATH, pkg && path.join(pkg.dir, 'dist')].filter(Boolean);
  for (const dir of dirs) {
    const executable = path.join(dir, platformExecutable());
    const own = fs.existsSync(path.join(dir, 'runtime.json'));
    if (fs.existsSync(executable)) return { source: own ? 'packaged' : 'official', executable };
  }
  return undefined;
}

/**
 * Downloads the official Electron into node_modules/electron/dist; undefined when the host cannot be reached or the
 * download fails. A refusal is remembered in `cache` for a day, so that a closed network costs its wait only once.
 */
export async function officialDownload(project, cache, log) {
  const pkg = readPackage(project, 'electron');
  if (!pkg) return undefined;
  const mirror =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/releases/download/';
  const refusal = path.join(
    cache,
    `no-download-${createHash('sha256').update(mirror).digest('hex').slice(0, 12)}`,
  );
  if (isYounger(refusal, DAY_MS)) {
    log(
      `not trying the official download: it failed within the last day (delete ${path.basename(refusal)} in the cache to try again)`,
    );
    return undefined;
  }
  const probeMs = Number(process.env.ELECTRON_RUNTIME_PROBE_MS ?? 4000);
  try {
    await fetch(mirror, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(probeMs) });
    log(`downloading the official Electron ${pkg.version}`);
    const run = spawnSync(installerNode(project), [path.join(pkg.dir, 'install.js')], {
      stdio: ['ignore', 2, 2],
      timeout: 600_000,
      // The downloader's own cache is in the user's home by default.
      env: { ...process.env, electron_config_cache: path.join(cache, 'downloads') },
    });
    const binary = run.status === 0 ? officialBinary(project) : undefined;
    if (binary) return { ...binary, source: 'download', expect: pkg.version };
    log('the official download did not succeed');
  } catch (error) {
    log(`the official download cannot be reached (${error.cause?.code ?? error.name})`);
  }
  fs.writeFileSync(refusal, '');
  return undefined;
}

/** True when `file` exists and was written less than `ms` milliseconds ago. */
export function isYounger(file, ms) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && Date.now() - stat.mtimeMs < ms;
}

/** The downloader wants a newer Node than the system may have: prefer the project's. */
function installerNode(project) {
  const own = path.join(project, 'node_modules/node/bin/node');
  return fs.existsSync(own) ? own : process.execPath;
}

function platformExecutable() {
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}
