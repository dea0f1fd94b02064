import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

import { Cluster, type Database } from '../tests/support/databases.ts';
import { withFolder } from '../tests/support/folder.ts';
import { Server } from '../tests/support/server.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);

/** A server with the demo city, and the address of another database of the same make that is empty. */
export interface Bench {
  server: Server;
  bare: string;
}

/** On a database of its own, until the work is done. */
export async function on(database: Database, work: (bench: Bench) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    if (database === 'SQLite') await serve(folder, `sqlite://${join(folder, 'city.db')}`, `sqlite://${join(folder, 'bare.db')}`, work);
    else await Cluster.during(async (cluster) => serve(folder, await cluster.create('city'), await cluster.create('bare'), work));
  });
}

async function serve(folder: string, city: string, bare: string, work: (bench: Bench) => Promise<void>): Promise<void> {
  const server = await Server.start(folder, { ZOUFANG_DATABASE: city });
  try {
    await work({ server, bare });
  } finally {
    await server.stop();
  }
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
