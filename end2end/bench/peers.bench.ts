import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { test } from '../tests/support/fixtures.ts';
import { ready, signIn } from '../tests/support/people.ts';
import { Client, visits, type Change } from '../tests/support/client.ts';
import { DATABASES, on, type Database } from './databases.ts';
import { figure } from './figures.ts';
import { moments, noteMoments } from './moments.ts';

const PEERS = join(import.meta.dirname, 'peers');
const VISITS = 10_000;
/** Our pushes to one of theirs. */
const TIMES: Record<Database, number> = { SQLite: 10, PostgreSQL: 6 };
/** Visits of one push at most, of ours and, where it is told, of PouchDB's. */
const AT_ONCE = 200;
const FIRST_SYNC = 10_000;

/** A visit as a document: the same texts and numbers under the same names. */
function document({ record, fields }: Change): Record<string, unknown> {
  const named = Object.entries(fields).map(([path, { value }]) => [path, value]);
  return { _id: record, kind_of_record: 'visit', ...Object.fromEntries(named) };
}

/** PouchDB's server, until the work is done. */
async function beside(work: (url: string, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'zoufang-peer-'));
  await mkdir(join(folder, 'server'));
  const server = spawn(process.execPath, [join(PEERS, 'server.mjs'), join(folder, 'server')], { stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    const [port] = (await once(createInterface(server.stdout), 'line')) as [string];
    await work(`http://127.0.0.1:${port}`, folder);
  } finally {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}

async function replicate(url: string, folder: string, lists: object[][], atOnce?: number): Promise<{ push: number; pull: number }> {
  const program = [join(PEERS, 'push.mjs'), url, folder, ...(atOnce === undefined ? [] : [String(atOnce)])];
  return new Promise((done, failed) => {
    const child = execFile(process.execPath, program, (error, out) => (error ? failed(error) : done(JSON.parse(out))));
    child.stdin?.end(JSON.stringify(lists));
  });
}

const TURNS = [
  { devices: 1, atOnce: undefined, as: 'one device, PouchDB as it comes' },
  { devices: 4, atOnce: AT_ONCE, as: `4 devices, ${AT_ONCE} at once` },
];

for (const database of DATABASES) {
  for (const { devices, atOnce, as } of TURNS) {
    test(`push and pull on ${database} beside PouchDB, the same visits: ${as}`, async () => {
      await on(database, async ({ server }) => {
        const first = await Client.signIn(server.url, 'member');
        const clients = Array.from({ length: devices }, () => first.twin());
        const batches = clients.map((client) => visits(client, VISITS / devices));
        let theirs = { push: 0, pull: 0 };
        await beside(async (url, folder) => {
          theirs = await replicate(url, folder, batches.map((batch) => batch.map(document)), atOnce);
        });
        const pushing = performance.now();
        await Promise.all(clients.map((client, i) => client.pushAll(batches[i] ?? [], AT_ONCE)));
        const push = (performance.now() - pushing) / 1_000;
        const pulling = performance.now();
        await first.pullAll();
        const pull = (performance.now() - pulling) / 1_000;

        figure(`${database}, ${as}: PouchDB's push`, VISITS / theirs.push, 'docs/s');
        figure(`${database}, ${as}: our push`, VISITS / push, '/s');
        figure(`${database}, ${as}:   beside PouchDB's`, theirs.push / push, 'times', { least: TIMES[database] });
        figure(`${database}, ${as}: PouchDB's pull, into LevelDB`, VISITS / theirs.pull, 'docs/s');
        figure(`${database}, ${as}:   our pull beside it`, theirs.pull / pull, 'times', { least: 10 });
      });
    });
  }
}

test('first sync into the browser beside PouchDB in the same browser', async ({ server, device }) => {
  const loader = await Client.signIn(server.url, 'member');
  const changes = visits(loader, FIRST_SYNC);
  let theirs = 0;
  const phone = await device();
  await beside(async (url, folder) => {
    await replicate(url, folder, [changes.map(document)]);
    const page = await phone.context.newPage();
    await page.goto(`${url}/empty`);
    await page.addScriptTag({ path: join(PEERS, 'node_modules/pouchdb/dist/pouchdb.min.js') });
    theirs = await page.evaluate(async (url) => {
      const begun = performance.now();
      // @ts-expect-error a global of the script that was added
      await new PouchDB('visits').replicate.from(`${url}/visits`, { batch_size: 1_000 });
      return performance.now() - begun;
    }, url);
    await page.close();
  });

  await loader.pushAll(changes);
  await noteMoments(phone.context);
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  const { pressed, synced } = await moments(page);
  const ours = synced - pressed;
  figure('PouchDB, 10,000 visits into IndexedDB', theirs / 1_000, 's');
  figure('first sync of 10,000 visits, from the press of 登录', ours / 1_000, 's');
  figure('first sync beside PouchDB', theirs / ours, 'times', { least: 10 });
});
