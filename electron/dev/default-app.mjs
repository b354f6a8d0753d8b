// The application that a bare Electron starts by default: it loads the folder or file named on the command line.
// A packaged runtime brings its vendor's own instead, so this one is written into it.

const LOADER = `import { app } from 'electron';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const argv = process.argv.slice(1);
const preload = [];
let target;
for (let i = 0; i < argv.length; i++) {
  const arg = argv[i];
  if (arg === '-r' || arg === '--require') preload.push(argv[++i]);
  else if (arg === '--version' || arg === '-v') { console.log('v' + process.versions.electron); process.exit(0); }
  else if (arg === '--abi') { console.log(process.versions.modules); process.exit(0); }
  else if (!arg.startsWith('-')) { target = arg; break; }
}
process.defaultApp = true;
for (const file of preload) require(path.resolve(file));
if (!target) { console.error('usage: electron [switches] path-to-app'); process.exit(1); }

let entry = path.resolve(target);
if (fs.statSync(entry).isDirectory()) {
  const pkg = JSON.parse(fs.readFileSync(path.join(entry, 'package.json'), 'utf8'));
  if (pkg.productName || pkg.name) app.name = pkg.productName ?? pkg.name;
  if (pkg.version) app.setVersion(pkg.version);
  if (process.platform === 'linux') app.setDesktopName(pkg.desktopName ?? app.name + '.desktop');
  app.setAppPath(entry);
  entry = require.resolve(path.join(entry, pkg.main ?? 'index.js'));
} else {
  app.setAppPath(path.dirname(entry));
}
await import(pathToFileURL(entry).href);
`;

/** The bytes of the asar archive that holds the default application. */
export function defaultAppArchive() {
  return asar({ 'package.json': '{"name":"electron","type":"module","main":"main.js"}', 'main.js': LOADER });
}

/** A flat asar archive: a pickled JSON header, then the files. */
function asar(files) {
  const header = { files: {} };
  const bodies = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const body = Buffer.from(text);
    header.files[name] = { size: body.length, offset: String(offset) };
    bodies.push(body);
    offset += body.length;
  }
  const json = Buffer.from(JSON.stringify(header));
  const padded = Math.ceil(json.length / 4) * 4;
  const head = Buffer.alloc(16 + padded);
  head.writeUInt32LE(4, 0);
  head.writeUInt32LE(padded + 8, 4);
  head.writeUInt32LE(padded + 4, 8);
  head.writeUInt32LE(json.length, 12);
  json.copy(head, 16);
  return Buffer.concat([head, ...bodies]);
}
