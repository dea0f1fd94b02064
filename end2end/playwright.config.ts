import { defineConfig } from '@playwright/test';

import { chromium } from './tests/support/chromium.ts';

export default defineConfig({
  projects: [
    { name: 'story', testDir: 'tests' },
    { name: 'screens', testDir: 'screens' },
    // Figures are read, not asserted; alone on the machine, so `cargo xtask bench` gives it one worker.
    // What writes a trace of each step would be measured with it.
    { name: 'bench', testDir: 'bench', testMatch: '*.bench.ts', timeout: 600_000, use: { trace: 'off' } },
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
    trace: { mode: 'retain-on-failure', screenshots: false },
  },
});
