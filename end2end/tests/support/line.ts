import { once } from 'node:events';
import { createServer, request as ask, type ClientRequest, type IncomingMessage, type Server as Listener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';

/**
 * What goes wrong between a phone and its server. One that breaks off takes half of what is sent up; one that cuts
 * short, half of the answer. The last two answer everything, pages too.
 */
export type Fault = 'broken off' | 'answer lost' | 'asked twice' | 'slow drip' | 'cut short' | 'bad gateway' | 'captive portal';

const HOTEL = '<!doctype html><title>Hotel</title><h1>Welcome</h1><form><button>Accept and connect</button></form>';
/** Either way, whatever its length. */
const DRIP = { pieces: 40, ms: 10 };

/** What a request was that met with a fault. */
export interface Met {
  /** In how many pieces its body went up, and its answer came. */
  up: number;
  down: number;
  /** How the answer was packed. */
  coding: string | undefined;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** The line between a phone and the server, on an address of its own, with faults by order. */
export class Line {
  fault: Fault | undefined;
  /** The requests that it strikes, as `PATCH /api/v1/blobs/…`, where not all. */
  only = /./;
  /** Paths that it does not let through. */
  without: RegExp | undefined;
  #listener: Listener;
  #waiting: { request: RegExp; met: (met: Met) => void }[] = [];
  #up: { asked: string; bytes: number }[] = [];

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

  /** Until such a request has met with the fault, from now on. */
  async met(request: RegExp): Promise<Met> {
    return new Promise((met) => this.#waiting.push({ request, met }));
  }

  /** How many bytes of the bodies of such requests have gone up to the server. */
  sent(request: RegExp): number {
    return this.#up.reduce((sum, { asked, bytes }) => sum + (request.test(asked) ? bytes : 0), 0);
  }

  async close(): Promise<void> {
    this.#listener.closeAllConnections();
    this.#listener.close();
    await once(this.#listener, 'close');
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = named(request);
    const path = asked.split(' ')[1] ?? '/';
    const fault = this.only.test(asked) ? this.fault : undefined;
    const isData = path.startsWith('/api/v1/') && path !== '/api/v1/sync/events';
    const met: Met = { up: 0, down: 0, coding: undefined };
    if (fault === 'bad gateway') {
      response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>502 Bad Gateway</h1>');
    } else if (fault === 'captive portal') {
      response.writeHead(200, { 'content-type': 'text/html' }).end(HOTEL);
    } else if (this.without?.test(path)) {
      response.destroy();
    } else if (fault && isData) {
      await this.#spoil(fault, request, response, met);
    } else {
      await this.#through(request, response);
      return;
    }
    this.#waiting = this.#waiting.filter((waiting) => {
      const has = waiting.request.test(asked);
      if (has) waiting.met(met);
      return !has;
    });
  }

  async #spoil(fault: Fault, request: IncomingMessage, response: ServerResponse, met: Met): Promise<void> {
    const body = await buffer(request);
    if (fault === 'broken off') {
      await this.#breakOff(request, body);
      response.destroy();
      return;
    }
    const slow = fault === 'slow drip';
    let answer = await this.#answer(request, body, slow, met);
    if (fault === 'asked twice') answer = await this.#answer(request, body, slow, met);
    if (fault === 'answer lost') {
      response.destroy();
      return;
    }
    if (fault === 'cut short' && answer.body.length === 0) {
      // All there is to cut is what stands before the body.
      response.socket?.end(`HTTP/1.1 ${answer.status} Cut\r\n`);
      return;
    }
    // Without the length it ends as if it were whole.
    const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
    met.coding = headers['content-encoding'];
    response.writeHead(answer.status, headers);
    const end = fault === 'cut short' ? Math.floor(answer.body.length / 2) : answer.body.length;
    met.down = await inPieces(answer.body.subarray(0, end), slow, (piece) => response.write(piece));
    response.end();
  }

  /** Half of it goes up, and then nothing more. */
  async #breakOff(request: IncomingMessage, body: Buffer): Promise<void> {
    const half = body.subarray(0, Math.floor(body.length / 2));
    const asked = this.#ask(request);
    // It is the line that ends it.
    asked.on('error', () => {});
    const broken = new Promise((broken) => asked.once('close', broken));
    asked.flushHeaders();
    if (half.length > 0) await new Promise((gone) => asked.write(half, gone));
    asked.destroy();
    await broken;
    this.#wentUp(request, half.length);
  }

  async #answer(request: IncomingMessage, body: Buffer, slow: boolean, met: Met): Promise<Answer> {
    const asked = this.#ask(request);
    const send = async () => {
      met.up = await inPieces(body, slow, (piece) => asked.write(piece));
      asked.end();
      this.#wentUp(request, body.length);
    };
    const [[answer]] = (await Promise.all([once(asked, 'response'), send()])) as [[IncomingMessage], void];
    return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
  }

  async #through(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = this.#ask(request);
    response.once('close', () => asked.destroy());
    request.on('data', (piece: Buffer) => this.#wentUp(request, piece.length));
    request.pipe(asked);
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    response.writeHead(answer.statusCode ?? 0, answer.headers);
    answer.once('error', () => response.destroy());
    answer.pipe(response);
  }

  #ask(request: IncomingMessage): ClientRequest {
    return ask(new URL(request.url ?? '/', this.server), { method: request.method, headers: request.headers });
  }

  #wentUp(request: IncomingMessage, bytes: number): void {
    if (bytes > 0) this.#up.push({ asked: named(request), bytes });
  }
}

/** A request as a story tells of it. */
function named({ method, url }: IncomingMessage): string {
  return `${method} ${url?.split('?')[0]}`;
}

/** Gives on all at once, or drop by drop; gives the number of pieces. */
async function inPieces(body: Buffer, slow: boolean, give: (piece: Buffer) => unknown): Promise<number> {
  const length = slow ? Math.max(1, Math.floor(body.length / DRIP.pieces)) : Math.max(1, body.length);
  let pieces = 0;
  for (let from = 0; from < body.length; from += length) {
    give(body.subarray(from, from + length));
    pieces += 1;
    if (slow) await setTimeout(DRIP.ms);
  }
  return pieces;
}
