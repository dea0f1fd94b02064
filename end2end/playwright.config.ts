import { defineConfig } from '@playwright/test';

import { chromium } from './tests/support/chromium.ts';
import type { OfAWorker } from './tests/support/fixtures.ts';

export default defineConfig<object, OfAWorker>({
  projects: [
    { name: 'story', testDir: 'tests' },
    // Each story runs on it with `DATABASE=PostgreSQL cargo xtask e2e`; these always do, as they reach most of the server.
    { name: 'postgres', testDir: 'tests', testMatch: /(story|together|decided)\.spec\.ts/, use: { database: 'PostgreSQL' } },
    { name: 'screens', testDir: 'screens' },
    // Figures are read, not asserted; alone on the machine, so `cargo xtask bench` gives it one worker.
    { name: 'bench', testDir: 'bench', testMatch: '*.bench.ts', timeout: 600_000 },
  ],
  timeout: 90_000,
  // Conditions are waited for, never slept on; a slow machine may take longer to meet them.
  expect: { timeout: 15_000 },
  fullyParallel: true,
  workers: 2,
  // A test that passes the second time has still failed.
  retries: 0,
  // To run a part: `cargo xtask e2e --grep …`.
  forbidOnly: true,
  reporter: 'list',
  outputDir: 'test-results',
  use: {
    launchOptions: chromium,
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // Whatever is to be clicked is there by then; a test that names what is not there fails soon and says so.
    actionTimeout: 30_000,
    screenshot: 'only-on-failure',
    // It costs a sixth of the time; to look into a story, run it with `--trace on`.
    trace: 'off',
  },
});
