#!/usr/bin/env node
// npm run bench [-- OPTION...]: prepares what docs/bench.md needs (Debian packages, npm packages, the build) and
// starts main.ts with the project's own Node.
import { installDependencies } from '../../electron/dev/install-dependencies.mjs';
import { PROJECT, projectEnvironment, requireNode } from '../../electron/dev/project.mjs';
import { runProgram } from '../../electron/dev/run-program.mjs';
import { installSystemPackages } from '../runner/debian-packages.mjs';

const PACKAGES = [
  ...['dovecot-imapd', 'dovecot-pop3d', 'openssl', 'python3'],
  // the peers
  ...['isync', 'mpop', 'maildir-utils', 'msmtp', 'notmuch', 'python3-notmuch2', 'postfix'],
];

requireNode(20);
const inProject = { cwd: PROJECT, env: projectEnvironment() };
const say = (line) => console.log(line);
try {
  installSystemPackages(say, PACKAGES);
  installDependencies(PROJECT, say);
  const built = await runProgram('electron-vite', ['build', '--logLevel', 'error'], inProject);
  process.exitCode =
    built === 0
      ? await runProgram('node', ['tests/bench/main.ts', ...process.argv.slice(2)], inProject)
      : built;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
