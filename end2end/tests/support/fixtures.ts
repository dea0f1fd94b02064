import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Device } from './device.ts';
import { Server } from './server.ts';

export { expect };

/** Opens one more browser context, on the address of the test's server; it is closed after the test. */
type Open<T> = (options?: BrowserContextOptions) => Promise<T>;

interface OfATest {
  /** A server with a database of its own, filled with the demo data. */
  server: Server;
  /** Somebody's phone: a context without cookies or stored data. */
  phone: Open<BrowserContext>;
  /** Somebody's computer at the office. */
  desk: Open<BrowserContext>;
  /** A phone whose browser can be killed and opened again. */
  device: Open<Device>;
  /** Errors no test may cause, as the pages report them. */
  faults: string[];
}

interface OfAWorker {
  /** Folder of a server that has stopped after filling its database. */
  seeded: string;
}

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 800 } };
const PLACE = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' };

export const test = base.extend<OfATest, OfAWorker>({
  seeded: [
    async ({}, use) => {
      await withFolder(async (folder) => {
        const server = await Server.start(folder);
        await server.stop();
        await use(folder);
      });
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  server: async ({ seeded }, use, info) => {
    await withFolder(async (folder) => {
      await cp(seeded, folder, { recursive: true });
      const server = await Server.start(folder);
      await use(server);
      await server.stop();
      if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.log });
    });
  },

  faults: async ({}, use) => {
    const faults: string[] = [];
    await use(faults);
    expect(faults, 'errors in the pages').toEqual([]);
  },

  phone: async ({ browser, server, faults }, use) => {
    await withContexts(browser, { ...PLACE, ...PHONE, baseURL: server.url }, faults, use);
  },

  desk: async ({ browser, server, faults }, use) => {
    await withContexts(browser, { ...PLACE, ...DESK, baseURL: server.url }, faults, use);
  },

  device: async ({ server, faults }, use) => {
    await withFolder(async (folder) => {
      const opened: Device[] = [];
      await use(async (options) => {
        const settings = { ...PLACE, ...PHONE, baseURL: server.url, ...options };
        const profile = join(folder, `${opened.length}`);
        const device = await Device.open(profile, settings, (context) => watch(context, faults));
        opened.push(device);
        return device;
      });
      await Promise.all(opened.map((device) => device.close()));
    });
  },
});

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zoufang-'));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function withContexts(
  browser: Browser,
  settings: BrowserContextOptions,
  faults: string[],
  use: (open: Open<BrowserContext>) => Promise<void>,
): Promise<void> {
  const opened: BrowserContext[] = [];
  await use(async (options) => {
    const context = await browser.newContext({ ...settings, ...options });
    watch(context, faults);
    opened.push(context);
    return context;
  });
  await Promise.all(opened.map((context) => context.close()));
}

/** Notes what the content policy refused and what no code caught, a panic of the app among it. */
function watch(context: BrowserContext, faults: string[]): void {
  context.on('weberror', (error) => faults.push(String(error.error())));
  context.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) faults.push(message.text());
  });
}
