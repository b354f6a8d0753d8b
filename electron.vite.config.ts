import react from '@vitejs/plugin-react';
import { defineConfig } from 'electron-vite';
import manifest from './package.json' with { type: 'json' };

/**
 * Targets are set by hand: electron-vite takes them from the installed Electron package, but the same build
 * must also run on the older runtime that development machines without the official binary use.
 */
const NODE_TARGET = 'node20.18';
const CHROME_TARGET = 'chrome130';

export default defineConfig({
  main: {
    define: { MAILROOM_VERSION: JSON.stringify(manifest.version) },
    build: {
      target: NODE_TARGET,
      rollupOptions: {
        input: {
          main: 'electron/main/main.ts',
          cli: 'electron/cli/main.ts',
          'engine-worker': 'electron/engine/threads/engine-worker.ts',
          'mime-worker': 'electron/engine/mime/worker.ts',
          'archive-worker': 'electron/engine/store/archive-worker.ts',
          'import-worker': 'electron/engine/receiving/importer-worker.ts',
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      target: NODE_TARGET,
      // A sandboxed preload must be one CommonJS file.
      externalizeDeps: false,
      rollupOptions: {
        input: { preload: 'electron/preload/preload.ts' },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [react()],
    build: {
      target: CHROME_TARGET,
      outDir: 'out/renderer',
      rollupOptions: { input: 'renderer/index.html' },
    },
  },
});
