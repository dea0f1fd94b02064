import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';

import { installed } from './installed.ts';
import { Program } from './program.ts';
import { CAPABILITIES, COMMANDS, type Command, type Driven } from './webdriver.ts';

const PROGRAM = installed('FIREFOX', ['firefox-esr', 'firefox']) ?? 'firefox-esr';

const PREFERENCES = {
  'marionette.port': 0,
  'intl.accept_languages': 'zh-CN',
  // What pages write and what no code caught goes where the test reads it.
  'devtools.console.stdout.content': true,
  'browser.dom.window.dump.enabled': true,
  // As on a phone.
  'ui.useOverlayScrollbars': 1,
  'toolkit.legacyUserProfileCustomizations.stylesheets': true,
};
/** A window of a desktop is 450 px wide at least, and a phone is not. */
const NARROW = ':root { min-width: 0 !important; min-height: 0 !important }';
/** Of the window, whose bars take the rest. */
const SIZE = ['--width=390', '--height=930'];

type Answer = [number, number, { error: string; message: string } | null, unknown];

/** Firefox by Marionette, its built-in half of WebDriver: Debian has no geckodriver, the other half. */
export class Firefox implements Driven {
  #heard = Buffer.alloc(0);
  #asked = 0;
  #waiting = new Map<number, (answer: Answer) => void>();

  private constructor(
    readonly program: Program,
    readonly line: Socket,
  ) {
    line.on('data', (bytes) => this.#hear(bytes));
    // A browser that is killed does not say goodbye; whoever still waits for an answer is told.
    line.on('error', () => {});
    line.once('close', () => {
      for (const [asked, tell] of this.#waiting) tell([1, asked, { error: 'gone', message: this.output }, null]);
    });
  }

  static async open(profile: string): Promise<Firefox> {
    await mkdir(join(profile, 'chrome'), { recursive: true });
    const lines = Object.entries(PREFERENCES).map(([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});\n`);
    await writeFile(join(profile, 'user.js'), lines.join(''));
    await writeFile(join(profile, 'chrome/userChrome.css'), NARROW);
    const args = ['--headless', '--marionette', '--no-remote', '--profile', profile, ...SIZE];
    const program = Program.start(PROGRAM, args, { TZ: 'Asia/Shanghai' });
    const port = await program.says(/Listening on port (\d+)/);
    const line = connect(Number(port), '127.0.0.1');
    await once(line, 'connect');
    const firefox = new Firefox(program, line);
    await firefox.ask('begin', CAPABILITIES);
    return firefox;
  }

  get output(): string {
    return this.program.output;
  }

  async ask(command: Command, params: Record<string, unknown> = {}): Promise<unknown> {
    const answer = await this.#say(COMMANDS[command][0], params);
    // Only the answer to `begin` comes without a name, and nobody needs it.
    return (answer as { value?: unknown } | null)?.value ?? null;
  }

  async close(): Promise<void> {
    await this.#say('Marionette:Quit', { flags: ['eAttemptQuit'] });
    await this.program.ended();
    this.line.destroy();
  }

  async kill(): Promise<void> {
    await this.program.end();
    this.line.destroy();
  }

  async #say(name: string, params: object): Promise<unknown> {
    this.#asked += 1;
    const asked = this.#asked;
    const answered = new Promise<Answer>((tell) => this.#waiting.set(asked, tell));
    const text = JSON.stringify([0, asked, name, params]);
    this.line.write(`${Buffer.byteLength(text)}:${text}`);
    const [, , problem, result] = await answered;
    this.#waiting.delete(asked);
    if (problem) throw new Error(`${name}: ${problem.error}: ${problem.message}`);
    return result;
  }

  /** A message is its length, a colon, and JSON; the first one only greets. */
  #hear(bytes: Buffer): void {
    this.#heard = Buffer.concat([this.#heard, bytes]);
    for (;;) {
      const colon = this.#heard.indexOf(':');
      const end = colon + 1 + Number(this.#heard.subarray(0, colon));
      if (colon < 0 || this.#heard.length < end) return;
      const message: unknown = JSON.parse(this.#heard.subarray(colon + 1, end).toString());
      this.#heard = this.#heard.subarray(end);
      if (Array.isArray(message)) this.#waiting.get((message as Answer)[1])?.(message as Answer);
    }
  }
}
