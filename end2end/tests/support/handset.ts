import { expect } from '@playwright/test';

import { Firefox } from './firefox.ts';
import { ELEMENT, type Command, type Driven } from './webdriver.ts';
import { Webkit } from './webkit.ts';

export const ENGINES = { firefox: Firefox, webkit: Webkit };

/** The kinds of thing that a person finds by its name. */
const KINDS = { button: 'button', link: 'a[href]', field: 'input, textarea' };
type Kind = keyof typeof KINDS;

/** Runs in the page: the first of a kind with such a name that can be used. */
const FIND = `
  const [kind, pattern] = arguments;
  const called = (node) => node.ariaLabel ?? node.labels?.[0]?.innerText ?? node.innerText;
  const usable = (node) => !node.disabled && (node.type === 'file' || node.getClientRects().length > 0);
  const found = [...document.querySelectorAll(kind)].find((node) => usable(node) && new RegExp(pattern).test(called(node).trim()));
  // A person brings it to where no bar lies over it.
  found?.scrollIntoView({ block: 'center' });
  return found;
`;

/**
 * What no page may write to its console: what no code caught, a panic of the app, what the content policy refused
 * (Firefox does not print that). A request of a page that is left is cut off, for which WebKit blames access control.
 */
const FAULT = /.*(?:JavaScript error: https?:|CONSOLE JS ERROR (?!.*due to access control checks)|panicked|Content Security Policy).*/g;

/** Somebody's phone with another browser than Chromium, driven as its user would: by fingers and eyes. */
export class Handset {
  #browser: Driven | undefined;
  #printed = '';

  private constructor(
    readonly engine: keyof typeof ENGINES,
    readonly profile: string,
    readonly home: string,
  ) {}

  static async open(engine: keyof typeof ENGINES, profile: string, home: string): Promise<Handset> {
    const handset = new Handset(engine, profile, home);
    await handset.reopen();
    return handset;
  }

  /** What its browsers have printed, for the report of a test that fails. */
  get output(): string {
    return this.#printed + (this.#browser?.output ?? '');
  }

  get faults(): string[] {
    return this.output.match(FAULT) ?? [];
  }

  async reopen(): Promise<void> {
    await this.close();
    this.#browser = await ENGINES[this.engine].open(this.profile);
  }

  async close(): Promise<void> {
    await this.#end((browser) => browser.close());
  }

  async kill(): Promise<void> {
    await this.#end((browser) => browser.kill());
  }

  async goto(path: string): Promise<void> {
    await this.#driven.ask('open', { url: new URL(path, this.home).href });
  }

  /** By the page: Marionette's own way past every cache is past the service worker too. */
  async reload(): Promise<void> {
    await this.run('window.old = true; location.reload()');
    await this.tells('window.old === undefined', true);
  }

  async press(kind: 'button' | 'link', name: string | RegExp): Promise<void> {
    await this.#do(kind, name, 'click');
  }

  /** Key by key, behind what stands there. To the one that takes files this is the file's path. */
  async type(field: string | RegExp, text: string): Promise<void> {
    await this.#do('field', field, 'type', { text });
  }

  async clear(field: string): Promise<void> {
    await this.#do('field', field, 'clear');
  }

  /** Until it stands in this place of the page. */
  async shows(place: string, text: string): Promise<void> {
    const read = 'return document.querySelector(arguments[0])?.textContent ?? ""';
    await until(async () => expect(await this.run<string>(read, place), `${this.engine}: ${place}`).toContain(text));
  }

  /** Until the page's own code says so. */
  async tells(script: string, expected: unknown): Promise<void> {
    await until(async () => expect(await this.run(`return ${script}`), `${this.engine}: ${script}`).toEqual(expected));
  }

  async run<T>(script: string, ...args: unknown[]): Promise<T> {
    return (await this.#driven.ask('run', { script, args })) as T;
  }

  async picture(): Promise<Buffer> {
    return Buffer.from((await this.#driven.ask('picture', { full: false })) as string, 'base64');
  }

  get #driven(): Driven {
    if (!this.#browser) throw new Error('the phone is off: reopen it first');
    return this.#browser;
  }

  async #end(how: (browser: Driven) => Promise<void>): Promise<void> {
    const browser = this.#browser;
    this.#browser = undefined;
    if (!browser) return;
    await how(browser);
    this.#printed += browser.output;
  }

  async #do(kind: Kind, name: string | RegExp, command: Command, params = {}): Promise<void> {
    // Labels of fields also tell what is required.
    const end = kind === 'field' ? '' : '$';
    const pattern = typeof name === 'string' ? `^${name}${end}` : name.source;
    await until(async () => {
      const found = await this.run<Record<string, string> | null>(FIND, KINDS[kind], pattern);
      if (!found) throw new Error(`${this.engine}: no ${kind} ${pattern}`);
      await this.#driven.ask(command, { id: found[ELEMENT], ...params });
    });
  }
}

/** As soon as it can be done: pages come and go, and a person waits until a thing is there and nothing lies over it. */
async function until(done: () => Promise<void>): Promise<void> {
  await expect(done).toPass({ timeout: 30_000 });
}
