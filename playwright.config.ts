import { defineConfig } from '@playwright/test';

/** End to end: the real window with the real engine and real mail servers. */
export default defineConfig({
  testDir: 'tests/e2e',
  globalSetup: './tests/e2e/provision.ts',
  timeout: 90_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 1,
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  outputDir: 'test-results/e2e',
});
