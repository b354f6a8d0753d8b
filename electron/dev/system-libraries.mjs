// What Electron and the compiler need from the system, and which Debian package brings it.
import { spawnSync } from 'node:child_process';

/** Debian packages that Electron links to directly; they bring the rest along. */
export const ELECTRON_PACKAGES = [
  'libgtk-3-0',
  'libnss3',
  'libnspr4',
  'libasound2',
  'libgbm1',
  'libdrm2',
  'libcups2',
  'libatk1.0-0',
  'libatk-bridge2.0-0',
  'libatspi2.0-0',
  'libcairo2',
  'libpango-1.0-0',
  'libglib2.0-0',
  'libudev1',
  'libx11-6',
  'libxcb1',
  'libxcomposite1',
  'libxdamage1',
  'libxext6',
  'libxfixes3',
  'libxkbcommon0',
  'libxrandr2',
];

/** Library name (without the part after `.so`) to package, where the package is not named after the library. */
const PACKAGE_OF = {
  'libgtk-3': 'libgtk-3-0',
  'libgdk-3': 'libgtk-3-0',
  libnss3: 'libnss3',
  libnssutil3: 'libnss3',
  libsmime3: 'libnss3',
  libssl3: 'libnss3',
  libnspr4: 'libnspr4',
  libplc4: 'libnspr4',
  libplds4: 'libnspr4',
  libasound: 'libasound2',
  libgbm: 'libgbm1',
  libdrm: 'libdrm2',
  libcups: 'libcups2',
  'libatk-1.0': 'libatk1.0-0',
  'libatk-bridge-2.0': 'libatk-bridge2.0-0',
  libatspi: 'libatspi2.0-0',
  libcairo: 'libcairo2',
  'libpango-1.0': 'libpango-1.0-0',
  'libglib-2.0': 'libglib2.0-0',
  'libgobject-2.0': 'libglib2.0-0',
  'libgio-2.0': 'libglib2.0-0',
  'libgmodule-2.0': 'libglib2.0-0',
  'libdbus-1': 'libdbus-1-3',
  libexpat: 'libexpat1',
  libudev: 'libudev1',
  libX11: 'libx11-6',
  'libX11-xcb': 'libx11-xcb1',
  libxcb: 'libxcb1',
  libXcomposite: 'libxcomposite1',
  libXdamage: 'libxdamage1',
  libXext: 'libxext6',
  libXfixes: 'libxfixes3',
  libxkbcommon: 'libxkbcommon0',
  libXrandr: 'libxrandr2',
};

/** The shared libraries that `executable` wants and the system lacks, such as `libnss3.so`. Empty off Linux. */
export function missingLibraries(executable) {
  if (process.platform !== 'linux') return [];
  const run = spawnSync('ldd', [executable], { encoding: 'utf8' });
  return [...(run.stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1]);
}

/** A sentence for people: which libraries are missing and how to install them. */
export function explainMissingLibraries(libraries) {
  const packages = [
    ...new Set(libraries.map((name) => PACKAGE_OF[name.replace(/\.so.*$/, '')]).filter(Boolean)),
  ];
  const tools = missingBuildTools().length > 0 ? ['g++', 'make', 'python3'] : [];
  return (
    `Electron cannot start: this system lacks ${libraries.join(', ')}.\n` +
    `On Debian or Ubuntu: sudo apt-get install ${[...packages, ...tools].join(' ')}\n` +
    `(on releases from 2024 on some of these names end in t64, such as libgtk-3-0t64)`
  );
}

/** Those of g++, make and python3 that are not on the PATH. */
export function missingBuildTools() {
  return ['g++', 'make', 'python3'].filter(
    (tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).error,
  );
}
