import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout's folder. */
export const PROJECT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** The environment with the project's own programs first on the PATH, its Node among them. */
export function projectEnvironment(more = {}) {
  const own = path.join(PROJECT, 'node_modules/.bin');
  return { ...process.env, PATH: `${own}${path.delimiter}${process.env.PATH ?? ''}`, ...more };
}

/** Ends the program with a readable message when this Node is too old to even set things up. */
export function requireNode(major) {
  if (Number(process.versions.node.split('.')[0]) >= major) return;
  console.error(`Node.js ${major} or later is needed, this is ${process.versions.node}.`);
  process.exit(1);
}
