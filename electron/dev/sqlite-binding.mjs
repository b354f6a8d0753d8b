// better-sqlite3 for an Electron older than its prebuilt binaries allow.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { withFileLock } from './file-lock.mjs';
import { readPackage } from './packages.mjs';
import { missingBuildTools } from './system-libraries.mjs';

/** better-sqlite3's own prebuilt binaries need this Node-API version; on an older one they crash the process. */
export const PREBUILT_NODE_API = 10;
/** Raise when the way of building changes: older cache entries are then ignored. */
const BUILD = 1;

/**
 * The path of a better-sqlite3 binary that works in `executable`. Compiled on the first call (one to two minutes),
 * tried in that very runtime, then kept in `cache`. `sqlite` is what readPackage gave.
 * Throws with what is missing when the machine has no compiler or no Node headers.
 */
export async function sqliteBinding(sqlite, cache, log, executable) {
  const name = `better-sqlite3-${sqlite.version}-${process.platform}-${process.arch}-l${BUILD}`;
  const binding = path.join(cache, 'native', name, 'better_sqlite3.node');
  if (!fs.existsSync(binding)) {
    await withFileLock(path.join(cache, 'native.lock'), async () => {
      if (!fs.existsSync(binding)) make(sqlite, cache, log, executable, binding);
    });
  }
  return binding;
}

function make(sqlite, cache, log, executable, binding) {
  const missing = missingBuildTools();
  if (missing.length > 0) {
    throw new Error(
      `better-sqlite3 has to be compiled for this Electron, but ${missing.join(', ')} cannot be found.\n` +
        `On Debian or Ubuntu: sudo apt-get install g++ make python3`,
    );
  }
  const nodeHeaders = findNodeHeaders();
  const work = fs.mkdtempSync(path.join(cache, 'work-'));
  try {
    log(`compiling better-sqlite3 ${sqlite.version} for this Electron (one to two minutes, only once)`);
    const sources = path.join(work, 'src');
    copySources(sqlite, sources);
    const built = compile(sources, nodeHeaders);
    tryIn(executable, sqlite, built);
    fs.mkdirSync(path.dirname(binding), { recursive: true });
    fs.copyFileSync(built, `${binding}.tmp`);
    fs.renameSync(`${binding}.tmp`, binding);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function copySources(sqlite, sources) {
  const skipped = ['prebuilds', 'build', 'node_modules'];
  fs.cpSync(sqlite.dir, sources, {
    recursive: true,
    filter: (from) => !skipped.includes(path.relative(sqlite.dir, from)),
  });
  const addonApi = readPackage(sqlite.dir, 'node-addon-api');
  if (!addonApi) throw new Error('node-addon-api is not installed beside better-sqlite3');
  fs.cpSync(addonApi.dir, path.join(sources, 'node_modules/node-addon-api'), { recursive: true });

  // The one Node-API 10 feature that is used was already there before, marked as experimental.
  const gyp = path.join(sources, 'binding.gyp');
  const before = fs.readFileSync(gyp, 'utf8');
  const after = before.replace(
    /'NAPI_VERSION=\d+'/,
    "'NAPI_EXPERIMENTAL', 'NODE_API_EXPERIMENTAL_NOGC_ENV_OPT_OUT'",
  );
  if (after === before)
    throw new Error('binding.gyp of better-sqlite3 no longer has the expected NAPI_VERSION define');
  fs.writeFileSync(gyp, after);
}

function compile(sources, nodeHeaders) {
  const args = ['rebuild', '--release', '--force_build=1', `--nodedir=${nodeHeaders}`, '--jobs=max'];
  const run = spawnSync(npmNode(), [findNodeGyp(), ...args], {
    cwd: sources,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const built = path.join(sources, 'build/Release/better_sqlite3.node');
  if (run.status !== 0 || !fs.existsSync(built)) {
    throw new Error(`compiling better-sqlite3 failed:\n${`${run.stdout}${run.stderr}`.slice(-4000)}`);
  }
  return built;
}

function tryIn(executable, sqlite, built) {
  const check =
    `const D=require(${JSON.stringify(sqlite.dir)});` +
    `const d=new D(':memory:',{nativeBinding:${JSON.stringify(built)}});` +
    `d.exec('create table t(x)');d.prepare('insert into t values (?)').run('ok');` +
    `if(d.prepare('select x from t').pluck().get()!=='ok')process.exit(3)`;
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const run = spawnSync(executable, ['-e', check], { env, encoding: 'utf8' });
  if (run.status !== 0)
    throw new Error(`the compiled better-sqlite3 does not work: ${run.signal ?? run.stderr}`);
}

function findNodeHeaders() {
  const found = spawnSync('sh', ['-c', 'for n in $(which -a node); do readlink -f "$n"; done'], {
    encoding: 'utf8',
  });
  const nodes = [process.execPath, ...(found.stdout ?? '').split('\n').filter(Boolean)];
  const prefixes = nodes.map((node) => path.resolve(path.dirname(node), '..'));
  const dirs = [process.env.npm_config_nodedir, ...prefixes, '/usr', '/usr/local'];
  const hit = dirs.find((dir) => dir && fs.existsSync(path.join(dir, 'include/node/node_api.h')));
  if (!hit) {
    throw new Error(
      'better-sqlite3 has to be compiled for this Electron, but no Node headers were found (include/node/node_api.h).\n' +
        'Install a Node.js that ships them (the official archives and NodeSource do; on Debian: libnode-dev), ' +
        'or set npm_config_nodedir to the folder that holds include/node',
    );
  }
  return hit;
}

/** npm's own copy of node-gyp: it always fits the Node that npm runs on. */
function findNodeGyp() {
  const fromNpm = process.env.npm_execpath && path.resolve(path.dirname(process.env.npm_execpath), '..');
  const npm = fromNpm ?? path.join(execFileSync('npm', ['root', '-g'], { encoding: 'utf8' }).trim(), 'npm');
  const file = path.join(npm, 'node_modules/node-gyp/bin/node-gyp.js');
  if (!fs.existsSync(file)) throw new Error("npm's node-gyp was not found");
  return file;
}

function npmNode() {
  return process.env.npm_node_execpath ?? process.execPath;
}
