import type { Page } from '@playwright/test';

import { Client, visits, type Change } from './support/client.ts';
import { expect, test } from './support/fixtures.ts';
import { ready, signIn, stored } from './support/people.ts';
import { layOutAsBefore } from './support/rows.ts';

const VISITS = 300;

/** The ids of all rows on the device, as they are told by the rows. */
async function rowIds(page: Page): Promise<string[]> {
  return (await stored(page, 'rows')).filter((text) => text !== '').map((text) => (JSON.parse(text) as { id: string }).id);
}

/** How many places they take. */
async function places(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const name = (await indexedDB.databases()).map(({ name }) => name ?? '').find((name) => name.startsWith('zoufang-'));
    const opened = indexedDB.open(name ?? '');
    const database = await new Promise<IDBDatabase>((resolve) => (opened.onsuccess = () => resolve(opened.result)));
    const asked = database.transaction('rows').objectStore('rows').count();
    const count = await new Promise<number>((resolve) => (asked.onsuccess = () => resolve(asked.result)));
    database.close();
    return count;
  });
}

test('rows that came together are found, changed and taken away one by one', async ({ server, phone }) => {
  const loader = await Client.signIn(server.url, 'member');
  const made = visits(loader, VISITS);
  await loader.pushAll(made);
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  const state = page.getByRole('status', { name: '同步' });
  const all = (await rowIds(page)).sort();
  expect(new Set(all).size, 'each row once').toBe(all.length);
  expect(all.length).toBeGreaterThan(VISITS);
  expect(await places(page), 'many in one place').toBeLessThan(all.length / 5);

  // Every seventh is amended elsewhere: the phone has each once, as it is now.
  const amended = made.filter((_, i) => i % 7 === 0);
  const office = await Client.signIn(server.url, 'office');
  await office.push(amended.map(({ record }) => office.creation('comment', { about: record, text: '请补充。' })));
  await loader.push(amended.map((visit, i) => loader.amendment(visit, { content: `改过的第${i}条。` })));
  await expect.poll(async () => (await stored(page, 'rows')).filter((text) => text.includes('改过的第')).length).toBe(amended.length);
  const after = await rowIds(page);
  expect(new Set(after).size, 'each row once').toBe(after.length);
  expect(after.length).toBe(all.length + amended.length);

  const name = (visit?: Change): string => String(visit?.fields['company_name']?.value);
  await page.goto('/visits');
  await expect(page.getByRole('main').getByRole('link', { name: new RegExp(`${name(amended[3])}.*改过的第3条`, 's') })).toHaveCount(1);

  // What is deleted leaves its place, and the neighbours stay.
  const deleted = made.filter((visit, i) => i % 11 === 1 && !amended.includes(visit));
  await loader.push(deleted.map((visit) => loader.deletion(visit)));
  await expect(state).toContainText('已全部送达');
  await page.goto(`/visits/${deleted[0]?.record}`);
  await expect(page.getByRole('main')).toContainText('这条走访记录已删除。');
  const neighbour = made[2];
  await page.goto(`/visits/${neighbour?.record}`);
  await expect(page.getByRole('heading', { name: name(neighbour) })).toBeVisible();
});

test('what the release before laid together is found, changed and taken away', async ({ server, phone }) => {
  const loader = await Client.signIn(server.url, 'member');
  const made = visits(loader, VISITS);
  await loader.pushAll(made);
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  const all = (await rowIds(page)).sort();
  // Nothing of the app may hold the store open meanwhile.
  await page.goto('/manifest.webmanifest');
  await layOutAsBefore(page, 6, ['meta', 'rows', 'outbox', 'drafts', 'uploads', 'blobs', 'entrusted'], 20);

  const name = (visit?: Change): string => String(visit?.fields['company_name']?.value);
  await page.goto(`/visits/${made[40]?.record}`);
  await expect(page.getByRole('heading', { name: name(made[40]) })).toBeVisible();
  const amended = made.filter((_, i) => i % 7 === 0);
  const deleted = made.filter((_, i) => i % 7 === 1);
  await loader.push(amended.map((visit, i) => loader.amendment(visit, { content: `改过的第${i}条。` })));
  await loader.push(deleted.map((visit) => loader.deletion(visit)));
  await expect.poll(async () => (await stored(page, 'rows')).filter((text) => text.includes('改过的第')).length).toBe(amended.length);
  await page.goto(`/visits/${deleted[3]?.record}`);
  await expect(page.getByRole('main')).toContainText('这条走访记录已删除。');
  expect((await rowIds(page)).sort()).toEqual(all);
  await page.goto('/visits');
  await expect(page.getByRole('main').getByRole('link', { name: new RegExp(`${name(amended[3])}.*改过的第3条`, 's') })).toHaveCount(1);
});
