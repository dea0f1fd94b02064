import type { Page } from '@playwright/test';

import { Client, visits } from './support/client.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';
import { ready, signIn, stored } from './support/people.ts';

/** How often each browser dies; `KILLS=100 cargo xtask e2e killed` for a long run. */
const KILLS = Number(process.env['KILLS'] ?? 5);

/** Until the program has opened the device's store: what it holds is read then, and not before it is named. */
async function hasStore(page: Page): Promise<void> {
  await page.evaluate(async () => {
    while (!(await indexedDB.databases()).some(({ name }) => name?.startsWith('zoufang-')));
  });
}

/** Until the device holds so many rows, together with others as they came. */
async function hasRows(page: Page, wanted: number): Promise<void> {
  await hasStore(page);
  await page.evaluate(async (wanted) => {
    const done = <T>(asked: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('zoufang-'));
    const database = await done(indexedDB.open(names[0] ?? ''));
    const together = IDBKeyRange.bound('row/', 'row0');
    while ((await done(database.transaction('rows').objectStore('rows').index('marks').count(together))) < wanted);
    database.close();
  }, wanted);
}

/** All that a list holds, and not its first lines alone. */
async function unfold(page: Page): Promise<void> {
  const [lines, more] = [page.getByRole('heading', { name: '走访记录' }), page.getByRole('button', { name: '更多', exact: true })];
  await expect(lines).toBeVisible();
  await expect(page.locator('main [aria-busy="true"]')).toHaveCount(0);
  while (await more.isVisible()) {
    const shown = await page.getByRole('main').getByRole('listitem').count();
    await more.click();
    await expect.poll(() => page.getByRole('main').getByRole('listitem').count()).toBeGreaterThan(shown);
  }
}

function random(end: number): number {
  return Math.floor(Math.random() * end);
}

/** Browsers write cookies to the disk half a minute later: as if that had passed since the sign-in. */
async function keepCookies(phone: Device): Promise<() => Promise<void>> {
  const cookies = await phone.context.cookies();
  return () => phone.context.addCookies(cookies);
}

/** Presses, and says so some milliseconds later, not always as many. */
async function pressAndLinger(button: Element, ms: number): Promise<void> {
  (button as HTMLElement).click();
  const begun = performance.now();
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((passed) => {
    port1.onmessage = () => (performance.now() - begun < ms ? port2.postMessage(0) : passed());
    port2.postMessage(0);
  });
}

test('a browser that dies in mid-save has the visit once: still as a draft, or waiting to be sent', async ({ device }) => {
  test.setTimeout(60_000 + KILLS * 20_000);
  const phone = await device();
  let page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  const rememberCookies = await keepCookies(phone);
  await phone.context.setOffline(true);
  await page.goto('/companies');
  const company = (await page.getByRole('main').getByRole('link').first().getAttribute('href'))?.split('/').pop() ?? '';
  const saved: string[] = [];
  for (let i = 0; i < KILLS; i += 1) {
    const content = `第${i + 1}次断电之前写的。`;
    await page.goto(`/visits/new?company=${company}`);
    await page.getByLabel('谈了什么').fill(content);
    await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
    await page.getByRole('button', { name: '完成', exact: true }).evaluate(pressAndLinger, random(25));
    await phone.kill();
    await phone.reopen();
    await phone.context.setOffline(true);
    page = await phone.context.newPage();
    await page.goto('/visits');
    await unfold(page);
    await expect(page.getByRole('main').getByText(content)).toBeVisible();
    const [drafts, outbox] = [await stored(page, 'drafts'), await stored(page, 'outbox')];
    const places = [...drafts, ...outbox].filter((text) => text.includes(content));
    expect(places, 'in exactly one place').toHaveLength(1);
    if (outbox.some((text) => text.includes(content))) saved.push(content);
  }
  await rememberCookies();
  await phone.context.setOffline(false);
  await expect.poll(async () => (await stored(page, 'outbox')).length).toBe(0);
  await page.goto('/visits');
  await unfold(page);
  for (const content of saved) await expect(page.getByRole('link', { name: content })).toHaveCount(1);
});

test('a browser that dies in mid-first-sync goes on where it was, and ends with what another has', async ({ server, device }) => {
  test.setTimeout(60_000 + KILLS * 20_000);
  const loader = await Client.signIn(server.url, 'member');
  await loader.pushAll(visits(loader, 8_000));
  const whole = await device();
  const calm = await whole.context.newPage();
  await signIn(calm, 'member');
  await ready(calm);
  const all = (await stored(calm, 'rows')).sort();
  await whole.close();

  for (let kills = 0; kills < KILLS; ) {
    const phone = await device();
    let page = await phone.context.newPage();
    await signIn(page, 'member');
    const rememberCookies = await keepCookies(phone);
    for (let before = 0; kills < KILLS && before < all.length / 2; kills += 1) {
      await hasRows(page, before + 1 + random(all.length / 4));
      await phone.kill();
      await phone.reopen();
      await rememberCookies();
      page = await phone.context.newPage();
      await page.goto('/');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await hasStore(page);
      const held = (await stored(page, 'rows')).length;
      expect(held, 'what was stored stays').toBeGreaterThanOrEqual(before);
      before = held;
    }
    await ready(page);
    expect((await stored(page, 'rows')).sort()).toEqual(all);
    await phone.close();
  }
});
