import fs from 'node:fs';
import path from 'node:path';
import { runNpm } from './run-npm.mjs';

/** Installs the project's npm packages with `npm ci` unless they are there already. Throws when npm fails. */
export function installDependencies(project, say) {
  const reason = outdatedReason(project);
  if (reason === undefined) return;
  say(`installing npm packages: ${reason} (about a minute)`);
  // Warnings are about the engine of the npm that happens to run, and fill the screen.
  runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], project);
}

/**
 * Why node_modules does not hold what package-lock.json asks for; undefined when it does. Contents are compared, not
 * times: a checkout touches the lockfile without changing it. Packages for other systems need not be there.
 */
export function outdatedReason(project) {
  const installedFile = path.join(project, 'node_modules/.package-lock.json');
  if (!fs.existsSync(installedFile)) return 'none are there yet';
  const wanted = readPackages(path.join(project, 'package-lock.json'));
  const installed = readPackages(installedFile);
  for (const [place, { version, optional, devOptional }] of Object.entries(wanted)) {
    if (place === '' || optional || devOptional) continue;
    if (installed[place]?.version !== version)
      return `${place.replace(/^.*node_modules\//, '')} ${version} is missing`;
  }
  return undefined;
}

function readPackages(file) {
  return JSON.parse(fs.readFileSync(file, 'utf8')).packages ?? {};
}
