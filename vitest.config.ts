import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

/** Three tiers: pure parts, the window's components in jsdom, and the engine against real servers. */
export default defineConfig({
  test: {
    projects: [
      {
        define: { MAILROOM_VERSION: JSON.stringify('test') },
        test: {
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          environment: 'node',
          testTimeout: 20_000,
          maxWorkers: '100%',
        },
      },
      {
        plugins: [react()],
        test: {
          name: 'renderer',
          include: ['tests/renderer/**/*.test.{ts,tsx}'],
          environment: 'jsdom',
          testTimeout: 20_000,
          maxWorkers: '100%',
        },
      },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          environment: 'node',
          // Real servers: each file starts its own, on ports the system gives out.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Most of the time is spent waiting for servers and processes.
          maxWorkers: 3,
          // Servers of others on a busy machine; the totals name what passed only at the second try.
          retry: 1,
        },
      },
      {
        define: { MAILROOM_VERSION: JSON.stringify('test') },
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          environment: 'node',
          // The full run tries every point, for half an hour and more in a single test.
          testTimeout: process.env['MAILROOM_TEST_FAULTS'] === 'full' ? 6 * 3600_000 : 300_000,
          hookTimeout: 60_000,
          // Most of the time is spent waiting for processes.
          maxWorkers: '100%',
        },
      },
    ],
  },
});
