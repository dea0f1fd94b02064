import { readFile } from 'node:fs/promises';

import { expect, test } from '../tests/support/fixtures.ts';
import { Client, visits } from '../tests/support/client.ts';
import { figure, percentile } from './figures.ts';

test('push and pull over HTTP, SQLite, the load generator on the same cores', async ({ server }) => {
  const first = await Client.signIn(server.url, 'member');
  const clients = Array.from({ length: 4 }, () => first.twin());
  const batches = clients.map((client) => visits(client, 5_000));
  const begun = performance.now();
  await Promise.all(clients.map((client, i) => client.pushAll(batches[i] ?? [])));
  const seconds = (performance.now() - begun) / 1_000;
  figure('push, 4 devices, 200 visits a push', 20_000 / seconds, 'changes/s', { least: 20_000 });

  const pulling = performance.now();
  const rows = await first.pullAll();
  figure('pull of everything, one device', rows / ((performance.now() - pulling) / 1_000), 'rows/s', { least: 34_000 });
  expect(rows).toBeGreaterThanOrEqual(20_000);
});

test('many small pushes', async ({ server }) => {
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
  figure('separate pushes of 1 visit, 32 devices at once', times.length / ((performance.now() - begun) / 1_000), '/s', { least: 500 });
  figure('  p99 of one push', percentile(times, 0.99), 'ms', { most: 100 });
});

test('200 devices reconnect at once', async ({ server }) => {
  const first = await Client.signIn(server.url, 'member');
  const clients = Array.from({ length: 200 }, () => first.twin());
  const batches = clients.map((client) => visits(client, 200));
  const begun = performance.now();
  await Promise.all(clients.map((client, i) => client.push(batches[i] ?? [])));
  figure('200 devices with 200 changes each, drained', (performance.now() - begun) / 1_000, 's');
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8');
  const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
  figure('  server memory at its peak', peak, 'MB', { most: 400 });
});
