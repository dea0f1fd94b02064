import { chromium as playwright, type BrowserContext, type BrowserContextOptions } from '@playwright/test';

import { chromium } from './chromium.ts';

/** A browser with a profile of its own, which outlives the browser: what it stored is found again. */
export class Device {
  #context: BrowserContext | undefined;

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
    this.#context = await playwright.launchPersistentContext(this.profile, { ...chromium, ...this.options });
    this.opened(this.#context);
  }

  async close(): Promise<void> {
    await this.#context?.close();
    this.#context = undefined;
  }

  /** As when the system kills the browser, or the battery is empty: no page is told. */
  async kill(): Promise<void> {
    const context = this.context;
    const session = await context.browser()?.newBrowserCDPSession();
    if (!session) throw new Error('no browser to kill');
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    const main = processInfo.find(({ type }) => type === 'browser');
    if (!main) throw new Error('the browser does not name its process');
    const gone = context.waitForEvent('close');
    process.kill(main.id, 'SIGKILL');
    await gone;
    this.#context = undefined;
  }
}
