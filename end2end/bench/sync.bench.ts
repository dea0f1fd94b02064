import { setTimeout } from 'node:timers/promises';

import { expect, test } from '@playwright/test';

import { Client, hashOf, pictures, visits, type Change } from '../tests/support/client.ts';
import { DATABASES, type Database } from '../tests/support/databases.ts';
import { bareInserts, on } from './databases.ts';
import { figure, percentile } from './figures.ts';
import { peakMemory, Work } from './work.ts';

const DEVICES = 4;
const EACH = 5_000;
const CROWD = 200;
const PHOTOS = 10;
/** Who save one visit after another: how many, and how often a second all together. */
const OFFICERS = 200;
const SAVES = 600;
/** Of a photo at 1,600 pixels. */
const PHOTO_BYTES = 200 * 1024;

/** Changes in a second, asked of `design.md`. */
const PUSH: Record<Database, number> = { SQLite: 20_000, PostgreSQL: 12_000 };

/** Devices that the server knows: of those that it does not it makes a note first. */
async function known(first: Client, count: number): Promise<Client[]> {
  const clients = Array.from({ length: count }, () => first.twin());
  for (const client of clients) await client.push(visits(client, 1));
  return clients;
}

/** Pushes one change after another, a pause from one to the next as far as there is time; the milliseconds of each. */
async function eachAlone(client: Client, changes: Change[], pause: number): Promise<number[]> {
  const times: number[] = [];
  const first = performance.now() + Math.random() * pause;
  for (const [i, change] of changes.entries()) {
    const due = Math.max(first + i * pause, pause === 0 ? performance.now() : 0);
    if (due > performance.now()) await setTimeout(due - performance.now());
    await client.push([change]);
    times.push(performance.now() - due);
  }
  return times;
}

for (const database of DATABASES) {
  test(`push and pull on ${database}, the load generator on the same cores`, async () => {
    await on(database, async ({ server, bare }) => {
      const first = await Client.signIn(server.url, 'member');
      const clients = Array.from({ length: DEVICES }, () => first.twin());
      const batches = clients.map((client) => visits(client, EACH));
      const yardstick = await bareInserts(bare, batches.flat());
      // Phones spell what they send, each on a processor of its own.
      const ready = clients.map((client, i) => client.ready(batches[i] ?? []));
      const work = await Work.begin(server.pid);
      const begun = performance.now();
      await Promise.all(ready.map((push) => push()));
      const pushed = (DEVICES * EACH) / ((performance.now() - begun) / 1_000);
      figure(`${database}: bare inserts of the same visits into two tables`, yardstick, '/s');
      figure(`${database}: push, 4 devices, 200 visits a push`, pushed, 'changes/s', { least: PUSH[database] });
      figure(`${database}:   beside the bare inserts`, (100 * pushed) / yardstick, '%');
      await work.end(`${database}:   push`, DEVICES * EACH);

      const pulling = performance.now();
      const rows = await first.pullAll();
      const pulled = rows / ((performance.now() - pulling) / 1_000);
      figure(`${database}: pull of everything, one device`, pulled, 'rows/s', { least: 34_000 });
      expect(rows).toBeGreaterThanOrEqual(DEVICES * EACH);
    });
  });

  test(`many small pushes on ${database}`, async () => {
    await on(database, async ({ server }) => {
      const first = await Client.signIn(server.url, 'member');
      const crowd = await known(first, 32);
      const begun = performance.now();
      const busy = await Promise.all(crowd.map((client) => eachAlone(client, visits(client, 60), 0)));
      const times = busy.flat();
      const each = times.length / ((performance.now() - begun) / 1_000);
      figure(`${database}: separate pushes of 1 visit, 32 devices without a pause`, each, '/s', { least: 500 });
      figure(`${database}:   p99 of one push`, percentile(times, 0.99), 'ms');

      // Officers save when they save, however long the one before them waited.
      const officers = await known(first, OFFICERS);
      const pause = (1_000 * OFFICERS) / SAVES;
      const opened = performance.now();
      const saves = await Promise.all(officers.map((client) => eachAlone(client, visits(client, 20), pause)));
      const rate = saves.flat().length / ((performance.now() - opened) / 1_000);
      figure(`${database}: separate pushes of 1 visit, ${OFFICERS} devices, each at its own time`, rate, '/s', { least: 500 });
      figure(`${database}:   p99 of one push, from when it was due`, percentile(saves.flat(), 0.99), 'ms', { most: 100 });
    });
  });

  test(`200 devices reconnect at once, on ${database}`, async () => {
    await on(database, async ({ server }) => {
      const [member, leader] = [await Client.signIn(server.url, 'member'), await Client.signIn(server.url, 'leader')];
      const clients = Array.from({ length: CROWD }, (_, i) => (i % 2 === 0 ? member : leader).twin());
      const batches = clients.map((client) => visits(client, 200));
      const begun = performance.now();
      await Promise.all(clients.map((client, i) => client.push(batches[i] ?? [])));
      figure(`${database}: 200 devices with 200 changes each, drained`, (performance.now() - begun) / 1_000, 's');

      const photographing = performance.now();
      const contents = await Promise.all(
        clients.map(async (client, i) => {
          const photos = pictures(client, batches[i]?.[0] as Change, PHOTOS, PHOTO_BYTES);
          await client.push(photos.map(({ change }) => change));
          for (const { content } of photos) await client.upload(content);
          return photos.map(({ content }) => hashOf(content));
        }),
      );
      const seconds = (performance.now() - photographing) / 1_000;
      figure(`${database}: and with 10 photos of 200 KB each, drained`, seconds, 's');
      figure(`${database}:   photos`, (CROWD * PHOTOS) / seconds, '/s');
      figure(`${database}:   server memory at its peak`, await peakMemory(server.pid), 'MB', { most: 400 });

      // Drained means that it is all there.
      const arrived = new Set((await leader.rows()).map((row) => (row as { id: string }).id));
      expect(batches.flat().filter(({ record }) => !arrived.has(record))).toEqual([]);
      for (const hash of contents.flat()) expect(hashOf(await leader.download(hash))).toBe(hash);
    });
  });
}
