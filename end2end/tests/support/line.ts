import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server as Listener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/** What goes wrong between a phone and its server. The last two answer everything, pages too. */
export type Fault = 'answer lost' | 'asked twice' | 'slow drip' | 'cut short' | 'bad gateway' | 'captive portal';

const HOTEL = '<!doctype html><title>Hotel</title><h1>Welcome</h1><form><button>Accept and connect</button></form>';
/** A line of the times before smartphones: some 25 KB a second. */
const DRIP = { bytes: 256, ms: 10 };

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** The line between a phone and the server, on an address of its own, with faults by order. */
export class Line {
  fault: Fault | undefined;
  /** Paths that it does not let through. */
  without: RegExp | undefined;
  #listener: Listener;
  #waiting: { path: string; met: () => void }[] = [];

  private constructor(readonly server: string) {
    this.#listener = createServer((request, response) => {
      // Whoever asked may be gone before the answer is; that is what lines are like.
      this.#pass(request, response).catch(() => response.destroy());
    });
  }

  static async to(server: string): Promise<Line> {
    const line = new Line(server);
    line.#listener.listen(0, '127.0.0.1');
    await once(line.#listener, 'listening');
    return line;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Until a request to `path` has met with the fault, from now on. */
  async met(path: string): Promise<void> {
    await new Promise<void>((met) => this.#waiting.push({ path, met }));
  }

  async close(): Promise<void> {
    this.#listener.closeAllConnections();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { fault } = this;
    const path = new URL(request.url ?? '/', this.server).pathname;
    const isData = path.startsWith('/api/v1/') && path !== '/api/v1/sync/events';
    if (fault === 'bad gateway') {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
    } else if (fault === 'captive portal') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(HOTEL);
    } else if (this.without?.test(path)) {
      response.destroy();
    } else if (fault && isData) {
      await this.#spoil(fault, request, response);
    } else {
      await this.#through(request, response);
      return;
    }
    this.#waiting = this.#waiting.filter((waiting) => {
      if (waiting.path === path) waiting.met();
      return waiting.path !== path;
    });
  }

  async #spoil(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    let answer = await this.#answer(request, body);
    if (fault === 'asked twice') answer = await this.#answer(request, body);
    if (fault === 'answer lost') {
      response.destroy();
      return;
    }
    // Without the length it ends as if it were whole.
    const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
    response.writeHead(answer.status, headers);
    const end = fault === 'cut short' ? Math.floor(answer.body.length / 2) : answer.body.length;
    const atOnce = fault === 'slow drip' ? DRIP.bytes : Math.max(end, 1);
    for (let from = 0; from < end; from += atOnce) {
      response.write(answer.body.subarray(from, Math.min(from + atOnce, end)));
      if (fault === 'slow drip') await setTimeout(DRIP.ms);
    }
    response.end();
  }

  async #answer(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const asked = ask(new URL(request.url ?? '/', this.server), { method: request.method, headers: request.headers });
    asked.end(body);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
  }

  async #through(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = ask(new URL(request.url ?? '/', this.server), { method: request.method, headers: request.headers });
    response.once('close', () => asked.destroy());
    request.pipe(asked);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.once('error', () => response.destroy());
    answer.pipe(response);
  }
}
