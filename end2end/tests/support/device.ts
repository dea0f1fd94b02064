import { chromium as playwright, type BrowserContext, type BrowserContextOptions } from '@playwright/test';

import { chromium } from './chromium.ts';

/** A browser with a profile of its own, which outlives the browser: what it stored is found again. */
export class Device {
  #context: BrowserContext | undefined;
  #process = 0;

  private constructor(
    readonly profile: string,
    readonly options: BrowserContextOptions,
    readonly opened: (context: BrowserContext) => void,
  ) {}

  static async open(
    profile: string,
    options: BrowserContextOptions,
    opened: (context: BrowserContext) => void = () => {},
  ): Promise<Device> {
    const device = new Device(profile, options, opened);
    await device.reopen();
    return device;
  }

  get context(): BrowserContext {
    if (!this.#context) throw new Error('the device is off: reopen it first');
    return this.#context;
  }

  /** As when the user takes up the phone again. */
  async reopen(): Promise<void> {
    await this.close();
    const context = await playwright.launchPersistentContext(this.profile, { ...chromium, ...this.options });
    this.#process = (await processesOf(context, 'browser'))[0] as number;
    this.#context = context;
    this.opened(context);
  }

  /** Its pages go first: a context that ends gives them back the network that was taken from them, before they end. */
  async close(): Promise<void> {
    const context = this.#context;
    this.#context = undefined;
    if (!context) return;
    const open = context.pages();
    await context.newPage(); // a browser without a page may end by itself
    await Promise.all(open.map((page) => page.close()));
    await context.close();
  }

  /** As when the system kills the browser, or the battery is empty: at once, and no page is told. */
  async kill(): Promise<void> {
    const { context } = this;
    const gone = context.waitForEvent('close');
    process.kill(this.#process, 'SIGKILL');
    await gone;
    this.#context = undefined;
  }
}

/** The processes of a browser that do one sort of work; of those that show pages there are several. */
export async function processesOf(context: BrowserContext, type: 'browser' | 'renderer'): Promise<number[]> {
  const session = await context.browser()?.newBrowserCDPSession();
  if (!session) throw new Error('no browser to ask');
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const ids = processInfo.filter((one) => one.type === type).map(({ id }) => id);
  if (ids.length === 0) throw new Error(`the browser names no process of the type ${type}`);
  return ids;
}
