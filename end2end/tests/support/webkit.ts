import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { expect } from '@playwright/test';

import { Program } from './program.ts';
import { CAPABILITIES, COMMANDS, type Command, type Driven } from './webdriver.ts';

/** Debian's own Python: it has the bindings. */
const PYTHON = '/usr/bin/python3';
const BROWSER = join(import.meta.dirname, 'webkit.py');

/** WebKit as GTK has it, the nearest to an iPhone's that runs everywhere, by its driver over HTTP. */
export class Webkit implements Driven {
  #session = '';

  private constructor(
    readonly screen: Program,
    readonly driver: Program,
    readonly address: string,
  ) {}

  static async open(profile: string): Promise<Webkit> {
    // WebKitGTK draws into a window only, and that needs a display, even if nobody looks at it.
    const screen = Program.start('Xvfb', ['-displayfd', '3', '-screen', '0', '390x844x24', '-nolisten', 'tcp']);
    const display = await screen.says(/^(\d+)\n/m);
    const port = await freePort();
    const env = { DISPLAY: `:${display}`, GDK_BACKEND: 'x11', TZ: 'Asia/Shanghai' };
    const driver = Program.start('WebKitWebDriver', [`--port=${port}`], env);
    const webkit = new Webkit(screen, driver, `http://127.0.0.1:${port}`);
    await expect.poll(() => fetch(`${webkit.address}/status`).then(({ ok }) => ok, () => false)).toBe(true);
    const browser = { binary: PYTHON, args: [BROWSER, profile] };
    const capabilities = { alwaysMatch: { ...CAPABILITIES, 'webkitgtk:browserOptions': browser } };
    const { sessionId } = (await webkit.ask('begin', { capabilities })) as { sessionId: string };
    webkit.#session = `/${sessionId}`;
    return webkit;
  }

  get output(): string {
    return this.driver.output;
  }

  async ask(command: Command, params: Record<string, unknown> = {}): Promise<unknown> {
    const [, method, path] = COMMANDS[command];
    const within = path.replace(':id', String(params['id']));
    return this.#fetch(within, method, method === 'GET' ? {} : { body: JSON.stringify(params) });
  }

  async close(): Promise<void> {
    await this.#fetch('', 'DELETE');
    await this.kill();
  }

  async kill(): Promise<void> {
    await this.driver.end();
    // Asked, since it takes its lock away.
    await this.screen.end('SIGTERM');
  }

  async #fetch(path: string, method: string, body: { body?: string } = {}): Promise<unknown> {
    const address = `${this.address}/session${this.#session}${path}`;
    const answer = await fetch(address, { method, ...body });
    const { value } = (await answer.json()) as { value: { error: string; message: string } | null };
    if (!answer.ok) throw new Error(`${method} ${address}: ${value?.error}: ${value?.message}`);
    return value;
  }
}

/** The driver takes any port for 0 and does not say which. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
