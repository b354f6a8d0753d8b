import fs from 'node:fs';
import path from 'node:path';
import { runNpm } from './run-npm.mjs';

const SOURCES = [
  'electron',
  'shared',
  'renderer',
  'electron.vite.config.ts',
  'package.json',
  'package-lock.json',
];
const NOT_BUILT = ['electron/dev', 'electron/demo'];
const RESULTS = ['out/main/main.js', 'out/preload/preload.cjs', 'out/renderer/index.html'];

/** Builds the app into out/ unless it is newer than all sources. Throws when the build fails. */
export function buildApp(project, say) {
  if (isBuildCurrent(project)) return;
  say('building the app');
  runNpm(['run', '--silent', 'build'], project);
}

/** Whether everything in out/ is there and newer than every source file and folder. */
export function isBuildCurrent(project) {
  const built = RESULTS.map(
    (file) => fs.statSync(path.join(project, file), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  const changed = SOURCES.map((source) => newest(project, source));
  return Math.min(...built) > Math.max(...changed);
}

/** The latest change below `place`; folders count too, they change when a file is removed. */
function newest(project, place) {
  if (NOT_BUILT.includes(place)) return 0;
  const stat = fs.statSync(path.join(project, place), { throwIfNoEntry: false });
  if (!stat?.isDirectory()) return stat?.mtimeMs ?? 0;
  const inside = fs.readdirSync(path.join(project, place)).map((name) => newest(project, `${place}/${name}`));
  return Math.max(stat.mtimeMs, ...inside);
}
