import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import { connect, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createServer, type Server as Listener, type TLSSocket } from 'node:tls';
import { promisify } from 'node:util';

/**
 * TLS before the server, as where it is deployed. WebKit takes the session's cookie from nobody else: that the
 * machine is one's own is enough for other browsers.
 */
export class Secured {
  #listener: Listener | undefined;
  #connected = new Set<TLSSocket>();
  #port = 0;

  private constructor(
    readonly server: string,
    readonly identity: { key: Buffer; cert: Buffer },
  ) {}

  /** With a certificate that is made in `folder`. */
  static async before(server: string, folder: string): Promise<Secured> {
    await mkdir(folder, { recursive: true });
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
    const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
    await promisify(execFile)('openssl', ['req', '-x509', '-days', '2', ...curve, ...name, '-keyout', key, '-out', cert]);
    const secured = new Secured(server, { key: await readFile(key), cert: await readFile(cert) });
    await secured.mend();
    return secured;
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** Nobody listens any more, and who is connected loses the line. */
  async cut(): Promise<void> {
    const listener = this.#listener;
    if (!listener) return;
    this.#listener = undefined;
    const closed = once(listener, 'close');
    listener.close();
    for (const socket of this.#connected) socket.destroy();
    await closed;
  }

  /** At the same address as before. */
  async mend(): Promise<void> {
    const listener = createServer(this.identity, (socket) => this.#pass(socket));
    listener.listen(this.#port, '127.0.0.1');
    await once(listener, 'listening');
    this.#port = (listener.address() as AddressInfo).port;
    this.#listener = listener;
  }

  #pass(socket: TLSSocket): void {
    const server = connect(Number(new URL(this.server).port), '127.0.0.1');
    this.#connected.add(socket);
    socket.pipe(server).pipe(socket);
    // Either end takes the other with it.
    socket.on('error', () => server.destroy()).on('close', () => server.destroy());
    server.on('error', () => socket.destroy()).on('close', () => socket.destroy());
    socket.on('close', () => this.#connected.delete(socket));
  }
}
