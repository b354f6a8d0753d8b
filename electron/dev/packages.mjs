// Looks up packages in a folder's node_modules without resolving them: an `exports` map may hide package.json.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * The package.json of `name` as seen from the folder `from`, with `dir` (its real folder) added;
 * undefined when it is not installed.
 */
export function readPackage(from, name) {
  for (let dir = from; ; dir = path.dirname(dir)) {
    const file = path.join(dir, 'node_modules', name, 'package.json');
    if (fs.existsSync(file)) {
      return { ...JSON.parse(fs.readFileSync(file, 'utf8')), dir: fs.realpathSync(path.dirname(file)) };
    }
    if (dir === path.dirname(dir)) return undefined;
  }
}

/** Imports `name` as the folder `from` sees it. Throws when it is not installed. */
export async function importPackage(from, name) {
  const pkg = readPackage(from, name);
  if (!pkg) throw new Error(`${name} is not installed: run npm ci`);
  const entry = pkg.exports?.['.']?.import ?? pkg.exports?.import ?? pkg.exports ?? pkg.main;
  const file = typeof entry === 'string' ? entry : (entry?.default ?? pkg.main);
  return import(pathToFileURL(path.join(pkg.dir, file)).href);
}
