import { expect, test } from '../tests/support/fixtures.ts';
import { ready, signIn } from '../tests/support/people.ts';
import { Client, visits } from '../tests/support/client.ts';
import type { Server } from '../tests/support/server.ts';
import { DATABASES, type Database } from '../tests/support/databases.ts';
import { on } from './databases.ts';
import { figure, percentile } from './figures.ts';

/** As many visits as `design.md` speaks of; fewer for a quick look: `VISITS=100000 cargo xtask bench`. */
const VISITS = Number(process.env['VISITS'] ?? 1_000_000);

async function load(clients: Client[], count: number): Promise<void> {
  const each = Math.ceil(count / clients.length);
  await Promise.all(
    clients.map(async (client) => {
      for (let made = 0; made < each; made += 5_000) await client.pushAll(visits(client, Math.min(5_000, each - made)));
    }),
  );
}

async function median(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 25; i += 1) {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  }
  return percentile(times, 0.5);
}

for (const database of DATABASES) {
  test(`the desk over many visits, on ${database}`, async () => {
    test.setTimeout(1_800_000);
    await on(database, ({ server }) => overMany(database, server));
  });
}

async function overMany(database: Database, server: Server): Promise<void> {
  const member = await Client.signIn(server.url, 'member');
  const clients = Array.from({ length: 4 }, () => member.twin());
  const begun = performance.now();
  // What a change costs as the database grows: the same pushes and pulls at each tenfold.
  let cursor = '';
  for (let there = 0, stage = Math.min(1_000, VISITS); there < VISITS; stage = Math.min(stage * 10, VISITS)) {
    await load(clients, stage - there);
    there = stage;
    const among = `${database}, among ${there.toLocaleString('en')} visits`;
    figure(`${among}: a push of 200`, await median(() => member.push(visits(member, 200))), 'ms');
    cursor = await member.catchUp(cursor);
    await member.push(visits(member, 200));
    figure(`${among}: a pull of 200`, await median(() => member.page(cursor)), 'ms');
  }
  figure(`${database}, loading ${VISITS.toLocaleString('en')} visits`, VISITS / ((performance.now() - begun) / 1_000), 'changes/s');

  const office = await Client.signIn(server.url, 'office');
  const pages = { 'the list': '', 'by state': '?state=received', 'by days': '?from=2026-01-01&to=2026-06-30', 'search for a name': '?text=听澜' };
  for (const [what, query] of Object.entries(pages)) {
    const times: number[] = [];
    for (let i = 0; i < 15; i += 1) {
      const asked = performance.now();
      const answer = await fetch(`${server.url}/desk${query}`, { headers: { cookie: office.cookie } });
      await answer.text();
      expect(answer.status).toBe(200);
      times.push(performance.now() - asked);
    }
    figure(`${database}, office page over ${VISITS.toLocaleString('en')} visits, ${what}, p95`, percentile(times, 0.95), 'ms', { most: 200 });
  }
}

test('from the phone to the office', async ({ device, desk }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await expect(office.getByRole('heading', { level: 1 })).toBeVisible();

  await page.goto('/companies');
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
  await page.getByLabel('谈了什么').fill('量一量从手机到办公室要多久。');
  await phone.context.setOffline(true);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();

  const online = performance.now();
  await phone.context.setOffline(false);
  const received = page.getByRole('main').getByText('已收').waitFor().then(() => performance.now() - online);
  const seen = office.getByText('量一量从手机到办公室要多久').first().waitFor().then(() => performance.now() - online);
  figure('back online to received, 1 visit', await received, 'ms', { most: 1_000 });
  figure('back online to seen by the office', await seen, 'ms', { most: 2_000 });
});
