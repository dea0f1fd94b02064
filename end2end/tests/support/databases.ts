import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const DEBIAN = '/usr/lib/postgresql';
const run = promisify(execFile);

export const DATABASES = ['SQLite', 'PostgreSQL'] as const;
export type Database = (typeof DATABASES)[number];

/** A PostgreSQL of its own, reached by a socket alone, that is as durable as for a city. */
export class Cluster {
  private constructor(
    readonly folder: string,
    readonly settings: { cwd: string; uid?: number; gid?: number },
    readonly program: (name: string) => string,
  ) {}

  /** Runs until the work is done. */
  static async during<T>(work: (cluster: Cluster) => Promise<T>): Promise<T> {
    const folder = await mkdtemp(join(tmpdir(), 'zoufang-postgres-'));
    try {
      const versions = (await readdir(DEBIAN)).sort((a, b) => Number(b) - Number(a));
      const who = await somebody();
      if (who) await chown(folder, who.uid, who.gid);
      const cluster = new Cluster(folder, { cwd: folder, ...who }, (name) => join(DEBIAN, versions[0] ?? '', 'bin', name));
      return await cluster.#serve(() => work(cluster));
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  }

  /** A new database, empty or a copy of one that nobody is connected with; how a server is told of it. */
  async create(name: string, template = 'template0'): Promise<string> {
    await run(this.program('createdb'), ['-h', this.folder, '-U', 'postgres', '-T', template, name], this.settings);
    return `postgres://postgres@localhost/${name}?host=${this.folder}`;
  }

  async drop(name: string): Promise<void> {
    await run(this.program('dropdb'), ['-h', this.folder, '-U', 'postgres', '--force', name], this.settings);
  }

  async #serve<T>(work: () => Promise<T>): Promise<T> {
    const data = join(this.folder, 'data');
    await run(this.program('initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'], this.settings);
    const server = spawn(this.program('postgres'), ['-D', data, '-k', this.folder, '-h', ''], { ...this.settings, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    await new Promise<void>((ready, failed) => {
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('ready to accept connections')) ready();
      });
      server.once('exit', () => failed(new Error(log)));
    });
    try {
      return await work();
    } finally {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
    }
  }
}

/** PostgreSQL refuses to run as root. */
async function somebody(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  return { uid: Number(user?.[2]), gid: Number(user?.[3]) };
}
