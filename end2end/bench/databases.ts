import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { Server } from '../tests/support/server.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const DEBIAN = '/usr/lib/postgresql';
const run = promisify(execFile);

export const DATABASES = ['SQLite', 'PostgreSQL'] as const;
export type Database = (typeof DATABASES)[number];

/** A server with the demo city, and the address of another database of the same make that is empty. */
export interface Bench {
  server: Server;
  bare: string;
}

/** On a database of its own that is as durable as for a city, until the work is done. */
export async function on(database: Database, work: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zoufang-bench-'));
  try {
    if (database === 'SQLite') await serve(folder, (name) => `sqlite://${join(folder, `${name}.db`)}`, work);
    else await withPostgres((address) => serve(folder, address, work));
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function serve(folder: string, address: (name: string) => string, work: (bench: Bench) => Promise<void>): Promise<void> {
  const server = await Server.start(folder, { ZOUFANG_DATABASE: address('city') });
  try {
    await work({ server, bare: address('bare') });
  } finally {
    await server.stop();
  }
}

async function withPostgres(work: (address: (name: string) => string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zoufang-postgres-'));
  const versions = (await readdir(DEBIAN)).sort((a, b) => Number(b) - Number(a));
  const program = (name: string): string => join(DEBIAN, versions[0] ?? '', 'bin', name);
  const who = await somebody();
  if (who) await chown(folder, who.uid, who.gid);
  const settings = { cwd: folder, ...who };
  try {
    await run(program('initdb'), ['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8'], settings);
    const server = spawn(program('postgres'), ['-D', join(folder, 'data'), '-k', folder, '-h', ''], { ...settings, stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    await new Promise<void>((ready, failed) => {
      server.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('ready to accept connections')) ready();
      });
      server.once('exit', () => failed(new Error(log)));
    });
    try {
      for (const name of ['city', 'bare']) await run(program('createdb'), ['-h', folder, '-U', 'postgres', name], settings);
      await work((name) => `postgres://postgres@localhost/${name}?host=${folder}`);
    } finally {
      const ended = once(server, 'exit');
      server.kill('SIGINT');
      await ended;
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** PostgreSQL refuses to run as root. */
async function somebody(): Promise<{ uid: number; gid: number } | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  const users = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  return { uid: Number(user?.[2]), gid: Number(user?.[3]) };
}

/** Changes in a second that the bare database takes. */
export async function bareInserts(url: string, changes: object[]): Promise<number> {
  const build = ['build', '--release', '--quiet', '-p', 'bare'];
  await run('cargo', build, { cwd: ROOT });
  const program = spawn(join(ROOT, 'target/release/bare'), [url], { stdio: ['pipe', 'pipe', 'inherit'] });
  program.stdin.end(changes.map((change) => JSON.stringify(change)).join('\n'));
  const [printed] = (await once(program.stdout.setEncoding('utf8'), 'data')) as [string];
  return Number(printed);
}
