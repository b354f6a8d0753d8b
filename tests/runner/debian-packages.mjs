// The system packages that the tests need, checked and, where possible, installed.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ELECTRON_PACKAGES } from '../../electron/dev/system-libraries.mjs';

const PACKAGES = [
  // real mail servers and their certificates
  ...['dovecot-imapd', 'dovecot-pop3d', 'postfix', 'openssl'],
  // what makes system calls fail, and a file system whose power can be cut
  ...['strace', 'e2fsprogs', 'mount'],
  // a display, a session bus and a keychain
  ...['xvfb', 'xauth', 'dbus', 'gnome-keyring', 'libsecret-1-0'],
  // a compiler, for better-sqlite3 where Electron is older than its prebuilt binaries
  ...['g++', 'make', 'python3'],
  // what pages are drawn with
  ...['fonts-dejavu-core', 'fonts-liberation'],
  ...ELECTRON_PACKAGES,
];

/**
 * Installs what is missing when run by root on Debian or Ubuntu. Throws otherwise, naming the missing packages and the
 * command that installs them, and when the installation fails, with its output.
 */
export function installSystemPackages(say, packages = PACKAGES) {
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  const hint = `apt-get install ${missing.join(' ')}`;
  const isDebian = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0;
  if (!isDebian)
    throw new Error(`Needed are these Debian packages (or what they contain):\n  ${missing.join(' ')}`);
  if (process.getuid?.() !== 0)
    throw new Error(`System packages are missing. Install them by:\n  sudo ${hint}`);
  say(`installing ${missing.length} system packages: ${missing.join(' ')}`);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mailroom-apt-'));
  const log = path.join(folder, 'apt.log');
  try {
    aptGet(['update'], log);
    const available = missing.map((name) => (isAvailable(name) ? name : `${name}t64`));
    aptGet(['install', '--yes', '--no-install-recommends', ...available], log);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function missingPackages(packages) {
  // Debian and Ubuntu renamed some libraries in 2024.
  const names = packages.flatMap((name) => [name, `${name}t64`]);
  const run = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names], {
    encoding: 'utf8',
  });
  const installed = new Set((run.stdout ?? '').split('\n'));
  const isInstalled = (name) => installed.has(`${name} installed`) || installed.has(`${name}t64 installed`);
  return packages.filter((name) => !isInstalled(name));
}

function isAvailable(name) {
  return spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;
}

function aptGet(args, log) {
  const out = fs.openSync(log, 'a');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = spawnSync('apt-get', ['--quiet', ...args], { env, stdio: ['ignore', out, out] });
  fs.closeSync(out);
  if (run.status !== 0)
    throw new Error(`apt-get ${args[0]} failed:\n${fs.readFileSync(log, 'utf8').slice(-8000)}`);
}
