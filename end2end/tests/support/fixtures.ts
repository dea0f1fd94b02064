import { test as base, expect, type Browser, type BrowserContext, type BrowserContextOptions } from '@playwright/test';
import { cp, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { Cluster, DATABASES, type Database } from './databases.ts';
import { day } from './days.ts';
import { Device } from './device.ts';
import { withFolder } from './folder.ts';
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

export interface OfAWorker {
  /** All stories run on SQLite, and on the other one where a project or `DATABASE=PostgreSQL` says so. */
  database: Database;
  city: City;
}

/** Copies the city into a folder, with what a server must know to run there, until the work is done. */
type City = (folder: string, work: (env: NodeJS.ProcessEnv) => Promise<void>) => Promise<void>;

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 800 } };
const PLACE = { locale: 'zh-CN', timezoneId: 'Asia/Shanghai' };

export const test = base.extend<OfATest, OfAWorker>({
  database: [asked(process.env['DATABASE']), { option: true, scope: 'worker' }],

  city: [async ({ database }, use) => withCity(database, use), { scope: 'worker', timeout: 120_000 }],

  server: async ({ city }, use, info) => {
    await withFolder((folder) =>
      city(folder, async (env) => {
        const server = await Server.start(folder, env);
        await use(server);
        await server.stop();
        if (info.status !== info.expectedStatus) await info.attach('server.log', { body: server.log });
      }),
    );
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

function asked(name = 'SQLite'): Database {
  const database = DATABASES.find((database) => database === name);
  if (database === undefined) throw new Error(`DATABASE is one of ${DATABASES.join(', ')}, not ${name}`);
  return database;
}

/** A city that is copied for each test: a database, and a folder with its attachments. Its days are those of when it is filled, so that each day has one. */
async function withCity(database: Database, use: (city: City) => Promise<void>): Promise<void> {
  await withFolder(async (root) => {
    const filled = new Map<string, string>();
    /** What the city of today is called, and its folder. */
    const ofToday = async (env: (name: string) => Promise<NodeJS.ProcessEnv>): Promise<[string, string]> => {
      const today = day();
      const name = filled.get(today) ?? `filled${filled.size}`;
      const folder = join(root, name);
      if (!filled.has(today)) {
        await mkdir(folder);
        await (await Server.start(folder, await env(name))).stop();
        filled.set(today, name);
      }
      return [name, folder];
    };
    if (database === 'SQLite') {
      const city = () => ofToday(async () => ({}));
      await city();
      await use(async (folder, work) => {
        await cp((await city())[1], folder, { recursive: true });
        await work({});
      });
      return;
    }
    await Cluster.during(async (cluster) => {
      const city = () => ofToday(async (name) => ({ ZOUFANG_DATABASE: await cluster.create(name) }));
      await city();
      let copies = 0;
      await use(async (folder, work) => {
        const [original, attachments] = await city();
        const name = `city${(copies += 1)}`;
        await cp(attachments, folder, { recursive: true });
        await work({ ZOUFANG_DATABASE: await cluster.create(name, original) });
        await cluster.drop(name);
      });
    });
  });
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
