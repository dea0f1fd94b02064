import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

import { test } from '../tests/support/fixtures.ts';
import { withFolder } from '../tests/support/folder.ts';
import { ready, signIn } from '../tests/support/people.ts';
import { Client, visits, type Change } from '../tests/support/client.ts';
import { DATABASES, type Database } from '../tests/support/databases.ts';
import { on } from './databases.ts';
import { figure } from './figures.ts';
import { moments, noteMoments } from './moments.ts';

const PEERS = join(import.meta.dirname, 'peers');
const VISITS = 20_000;
/** Our pushes to one of theirs. */
const TIMES: Record<Database, number> = { SQLite: 10, PostgreSQL: 6 };
/** Visits of one push at most, of ours and of PouchDB's. */
const AT_ONCE = 200;
const FIRST_SYNC = 10_000;

/** A server that PouchDB replicates with. */
interface Peer {
  called: string;
  program: string;
}

/** The package of that name, as npm has it: what is asked of us is asked beside it. */
const NAMED: Peer = { called: 'pouchdb-server 4.2', program: 'named.mjs' };
/** A faster one, put together from its newest parts, and nothing in it but what PouchDB asks for. */
const BARE: Peer = { called: 'a bare PouchDB 9', program: 'bare.mjs' };

/** A visit as a document: the same texts and numbers under the same names. */
function document({ record, fields }: Change): Record<string, unknown> {
  const named = Object.entries(fields).map(([path, { value }]) => [path, value]);
  return { _id: record, kind_of_record: 'visit', ...Object.fromEntries(named) };
}

/** A server of PouchDB's, until the work is done. */
async function beside({ program }: Peer, work: (url: string, folder: string) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const data = join(folder, 'server');
    await mkdir(data);
    const server = spawn(process.execPath, [join(PEERS, program), data], { stdio: ['ignore', 'pipe', 'inherit'] });
    try {
      await work(`http://127.0.0.1:${await portOf(server.stdout)}`, folder);
    } finally {
      const ended = once(server, 'exit');
      server.kill();
      await ended;
    }
  });
}

async function portOf(said: Readable): Promise<string> {
  for await (const line of createInterface(said)) {
    const port = /^port (\d+)$/.exec(line)?.[1];
    if (port !== undefined) return port;
  }
  throw new Error('the server ended before it listened');
}

/** Devices that push so many documents at once, and a fresh one that pulls. In memory, if no folder is named. */
async function replicate(url: string, lists: object[][], pulled: number, folder?: string): Promise<{ push: number; pull: number }> {
  const program = [join(PEERS, 'replicate.mjs'), url, String(AT_ONCE), String(pulled), ...(folder === undefined ? [] : [folder])];
  return new Promise((done, failed) => {
    const child = execFile(process.execPath, program, (error, out) => (error ? failed(error) : done(JSON.parse(out))));
    child.stdin?.end(JSON.stringify(lists));
  });
}

const TURNS = [
  { devices: 4, peer: NAMED, pulled: 200, isAsked: true },
  { devices: 1, peer: NAMED, pulled: 200, isAsked: false },
  { devices: 4, peer: BARE, pulled: 1_000, isAsked: false },
];

for (const database of DATABASES) {
  for (const { devices, peer, pulled, isAsked } of TURNS) {
    const as = `${devices === 1 ? 'one device' : `${devices} devices`}, ${peer.called}`;
    test(`push and pull on ${database} beside PouchDB, the same visits: ${as}`, async () => {
      await on(database, async ({ server }) => {
        const first = await Client.signIn(server.url, 'member');
        const clients = Array.from({ length: devices }, () => first.twin());
        const batches = clients.map((client) => visits(client, VISITS / devices));
        let theirs = { push: 0, pull: 0 };
        await beside(peer, async (url, folder) => {
          const lists = batches.map((batch) => batch.map(document));
          theirs = await replicate(url, lists, pulled, peer === BARE ? folder : undefined);
        });
        // Theirs lie in memory as well.
        const ready = clients.map((client, i) => client.ready(batches[i] ?? [], AT_ONCE));
        const pushing = performance.now();
        await Promise.all(ready.map((push) => push()));
        const push = (performance.now() - pushing) / 1_000;
        const pulling = performance.now();
        await first.pullAll();
        const pull = (performance.now() - pulling) / 1_000;

        figure(`${database}, ${as}: their push`, VISITS / theirs.push, 'docs/s');
        figure(`${database}, ${as}: our push`, VISITS / push, '/s');
        figure(`${database}, ${as}:   beside theirs`, theirs.push / push, 'times', isAsked ? { least: TIMES[database] } : {});
        figure(`${database}, ${as}: their pull`, VISITS / theirs.pull, 'docs/s');
        figure(`${database}, ${as}: our pull`, VISITS / pull, '/s');
        figure(`${database}, ${as}:   beside theirs`, theirs.pull / pull, 'times', isAsked ? { least: 10 } : {});
      });
    });
  }
}

for (const peer of [NAMED, BARE]) {
  test(`first sync into the browser beside PouchDB in the same browser: ${peer.called}`, async ({ server, device }) => {
    const loader = await Client.signIn(server.url, 'member');
    const changes = visits(loader, FIRST_SYNC);
    let theirs = 0;
    const phone = await device();
    await beside(peer, async (url) => {
      await replicate(url, [changes.map(document)], 1_000);
      const page = await phone.context.newPage();
      await page.goto(url);
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
    figure(`PouchDB from ${peer.called}, 10,000 visits into IndexedDB`, theirs / 1_000, 's');
    figure('first sync of 10,000 visits, from the press of 登录', ours / 1_000, 's');
    figure(`first sync beside PouchDB from ${peer.called}`, theirs / ours, 'times', peer === NAMED ? { least: 10 } : {});
  });
}
