import { expect, test } from '@playwright/test';

import { Client, pictures, visits, type Change } from '../tests/support/client.ts';
import { bareInserts, DATABASES, on, type Database } from './databases.ts';
import { figure, percentile } from './figures.ts';
import { peakMemory, Work } from './work.ts';

const DEVICES = 4;
const EACH = 5_000;
const CROWD = 200;
const PHOTOS = 10;
/** Of a photo at 1,600 pixels. */
const PHOTO_BYTES = 200 * 1024;

/** Changes in a second, asked of `design.md`. */
const PUSH: Record<Database, number> = { SQLite: 20_000, PostgreSQL: 12_000 };

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
      const clients = Array.from({ length: 32 }, () => first.twin());
      const times: number[] = [];
      const begun = performance.now();
      await Promise.all(
        clients.map(async (client) => {
          for (const change of visits(client, 60)) {
            const sent = performance.now();
            await client.push([change]);
            times.push(performance.now() - sent);
          }
        }),
      );
      const each = times.length / ((performance.now() - begun) / 1_000);
      figure(`${database}: separate pushes of 1 visit, 32 devices at once`, each, '/s', { least: 500 });
      figure(`${database}:   p99 of one push`, percentile(times, 0.99), 'ms', { most: 100 });
    });
  });

  test(`200 devices reconnect at once, on ${database}`, async () => {
    await on(database, async ({ server }) => {
      const people = await Promise.all(['member', 'leader'].map((login) => Client.signIn(server.url, login)));
      const clients = Array.from({ length: CROWD }, (_, i) => (people[i % people.length] as Client).twin());
      const batches = clients.map((client) => visits(client, 200));
      const begun = performance.now();
      await Promise.all(clients.map((client, i) => client.push(batches[i] ?? [])));
      figure(`${database}: 200 devices with 200 changes each, drained`, (performance.now() - begun) / 1_000, 's');

      const photographing = performance.now();
      await Promise.all(
        clients.map(async (client, i) => {
          const photos = pictures(client, batches[i]?.[0] as Change, PHOTOS, PHOTO_BYTES);
          await client.push(photos.map(({ change }) => change));
          for (const { content } of photos) await client.upload(content);
        }),
      );
      const seconds = (performance.now() - photographing) / 1_000;
      figure(`${database}: and with 10 photos of 200 KB each, drained`, seconds, 's');
      figure(`${database}:   photos`, (CROWD * PHOTOS) / seconds, '/s');
      figure(`${database}:   server memory at its peak`, await peakMemory(server.pid), 'MB', { most: 400 });
    });
  });
}
