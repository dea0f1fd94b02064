import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../../..');
const PROGRAM = process.env['ZOUFANG_SERVER'] ?? join(ROOT, 'target/release/server');
const SITE = process.env['ZOUFANG_SITE'] ?? join(ROOT, 'target/site');

/** The real server on a free port. All it writes lies in `folder`. */
export class Server {
  /** What it printed, for the report of a test that fails. */
  log = '';
  #process: ChildProcess | undefined;
  #port = 0;
  #site = SITE;

  private constructor(
    readonly folder: string,
    readonly env: NodeJS.ProcessEnv,
  ) {}

  static async start(folder: string, env: NodeJS.ProcessEnv = {}): Promise<Server> {
    const server = new Server(folder, env);
    await server.#start();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Of the running process, to look at its memory. */
  get pid(): number {
    const pid = this.#process?.pid;
    if (pid === undefined) throw new Error('the server is not running');
    return pid;
  }

  /** Asks it to end, and waits until it has. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** As a power cut would: nothing is finished, nothing is flushed. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Starts it again, after `stop` or `kill` or instead of them: same address, same database. */
  async restart(): Promise<void> {
    await this.stop();
    await this.#start();
  }

  /** Delivers another release from now on: the same address, the same database. */
  async upgrade(version: string): Promise<void> {
    const site = join(this.folder, version);
    await cp(this.#site, site, { recursive: true });
    const list = join(site, 'assets.json');
    await writeFile(list, JSON.stringify({ ...JSON.parse(await readFile(list, 'utf8')), version }));
    this.#site = site;
    await this.restart();
  }

  async #start(): Promise<void> {
    const child = spawn(PROGRAM, ['--demo'], {
      cwd: this.folder,
      env: {
        ...process.env,
        ZOUFANG_SITE: this.#site,
        ZOUFANG_DATABASE: `sqlite://${join(this.folder, 'z.db')}`,
        ZOUFANG_ATTACHMENTS: join(this.folder, 'attachments'),
        ZOUFANG_ADDRESS: `127.0.0.1:${this.#port}`,
        ...this.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.log += text));
    this.#port = await new Promise<number>((listening, failed) => {
      createInterface(child.stdout).on('line', (line) => {
        this.log += `${line}\n`;
        const port = /listening on http:\/\/[^ ]*:(\d+)/.exec(line)?.[1];
        if (port) listening(Number(port));
      });
      child.once('error', (cause) => failed(new Error('no server: `cargo xtask build --release` makes it', { cause })));
      child.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${this.log}`)));
    });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
}
