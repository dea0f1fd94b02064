import type { Page } from '@playwright/test';

import { Client, visits } from './support/client.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';
import { ready, signIn, stored } from './support/people.ts';
import { Pulls } from './support/pulls.ts';

/** How often each browser dies, at least once in each way; `KILLS=100 cargo xtask e2e killed` for a long run. */
const KILLS = Math.max(3, Number(process.env['KILLS'] ?? 5));

/** When a browser dies over a save: one of these after the other. */
const DEATHS = ['in its transaction', 'after the page has said it', 'somewhere'] as const;

/** Until the program has opened the device's store: what it holds is read then, and not before it is named. */
async function hasStore(page: Page): Promise<void> {
  await page.evaluate(async () => {
    while (!(await indexedDB.databases()).some(({ name }) => name?.startsWith('zoufang-')));
  });
}

/** Until the device holds so many rows, together with others as they came; gives how many it holds. */
async function hasRows(page: Page, wanted: number): Promise<number> {
  await hasStore(page);
  return page.evaluate(async (wanted) => {
    const done = <T>(asked: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
      });
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('zoufang-'));
    const database = await done(indexedDB.open(names[0] ?? ''));
    const together = IDBKeyRange.bound('row/', 'row0');
    let count = 0;
    while (count < wanted) count = await done(database.transaction('rows').objectStore('rows').index('marks').count(together));
    database.close();
    return count;
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

/** Lets some milliseconds pass in the page, which goes on meanwhile. */
async function linger(ms: number): Promise<void> {
  const begun = performance.now();
  const { port1, port2 } = new MessageChannel();
  await new Promise<void>((passed) => {
    port1.onmessage = () => (performance.now() - begun < ms ? port2.postMessage(0) : passed());
    port2.postMessage(0);
  });
}

/** From now on the page hangs when it has put a change into the outbox: that transaction cannot end any more. */
function hangInSaves(): void {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: Parameters<IDBObjectStore['put']>) {
    const asked = put.apply(this, args);
    if (this.name !== 'outbox') return asked;
    console.log('hangs in a save');
    for (;;);
  };
}

/** Finishes the form until the death is due; gives whether the page has said by then that the visit is kept. */
async function finish(page: Page, death: (typeof DEATHS)[number]): Promise<boolean> {
  const button = page.getByRole('button', { name: '完成', exact: true });
  const said = page.getByRole('main').getByText('待发送');
  if (death === 'after the page has said it') {
    await button.click();
    await expect(said).toBeVisible();
    return true;
  }
  if (death === 'somewhere') {
    await button.evaluate((button: HTMLElement) => button.click());
    await page.evaluate(linger, random(25));
    return said.isVisible();
  }
  await page.evaluate(hangInSaves);
  const hangs = page.waitForEvent('console', (message) => message.text() === 'hangs in a save');
  // No page answers that hangs.
  button.click().catch(() => {});
  await hangs;
  return false;
}

test('a browser that dies in mid-save has the visit once: as a draft, or waiting to be sent where the page has said so', async ({ device }) => {
  test.setTimeout(60_000 + KILLS * 20_000);
  const phone = await device();
  let page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  const rememberCookies = await keepCookies(phone);
  await phone.context.setOffline(true);
  await page.goto('/companies');
  const company = (await page.getByRole('main').getByRole('link').first().getAttribute('href'))?.split('/').pop() ?? '';
  const found: Record<'drafts' | 'outbox', string[]> = { drafts: [], outbox: [] };
  for (let i = 0; i < KILLS; i += 1) {
    const death = DEATHS[i % DEATHS.length] ?? 'somewhere';
    const content = `第${i + 1}次断电之前写的。`;
    await page.goto(`/visits/new?company=${company}`);
    await page.getByLabel('谈了什么').fill(content);
    await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
    const said = await finish(page, death);
    await phone.kill();
    await phone.reopen();
    await phone.context.setOffline(true);
    page = await phone.context.newPage();
    await page.goto('/visits');
    await unfold(page);
    await expect(page.getByRole('main').getByText(content)).toBeVisible();
    const holds = async (table: 'drafts' | 'outbox') => (await stored(page, table)).filter((text) => text.includes(content)).length;
    const [drafts, outbox] = [await holds('drafts'), await holds('outbox')];
    expect(drafts + outbox, 'in exactly one place').toBe(1);
    if (said) expect({ drafts, outbox }, 'the page has said that it is kept').toEqual({ drafts: 0, outbox: 1 });
    if (death === 'in its transaction') expect({ drafts, outbox }, 'all of it or nothing').toEqual({ drafts: 1, outbox: 0 });
    found[outbox === 1 ? 'outbox' : 'drafts'].push(content);
  }
  for (const [place, contents] of Object.entries(found)) expect(contents, `some were found in ${place}`).not.toHaveLength(0);
  await rememberCookies();
  await phone.context.setOffline(false);
  await expect.poll(async () => (await stored(page, 'outbox')).length).toBe(0);
  await page.goto('/visits');
  await unfold(page);
  for (const content of found.outbox) await expect(page.getByRole('link', { name: content })).toHaveCount(1);
  const drafts = await stored(page, 'drafts');
  for (const content of found.drafts) expect(drafts.filter((text) => text.includes(content))).toHaveLength(1);
});

/** Until all rows have come, which takes a while. */
async function allCame(page: Page): Promise<void> {
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达', { timeout: 60_000 });
}

test('a browser that dies in mid-first-sync goes on where it was, and ends with what another has', async ({ server, device }) => {
  test.setTimeout(180_000 + KILLS * 20_000);
  const loader = await Client.signIn(server.url, 'member');
  await loader.pushAll(visits(loader, 8_000));
  const whole = await device();
  const calm = await whole.context.newPage();
  await signIn(calm, 'member');
  await allCame(calm);
  await ready(calm);
  const all = (await stored(calm, 'rows')).sort();
  await whole.close();

  for (let kills = 0; kills < KILLS; ) {
    const phone = await device();
    const first = await Pulls.of(phone.context);
    const later: Pulls[] = [];
    let pulls = first;
    let page = await phone.context.newPage();
    await signIn(page, 'member');
    const rememberCookies = await keepCookies(phone);
    for (let held = 0; kills < KILLS && held < all.length / 2; kills += 1) {
      // It dies over the second page, or right behind it: no more come.
      await pulls.letOn(2);
      const before = await hasRows(page, held + 1);
      await page.evaluate(linger, random(40));
      await phone.kill();
      await phone.reopen();
      await rememberCookies();
      later.push((pulls = await Pulls.of(phone.context)));
      page = await phone.context.newPage();
      await page.goto('/');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect.poll(() => pulls.held, 'the next page is asked for, and held back').toBe(1);
      held = (await stored(page, 'rows')).length;
      expect(held, 'what was stored stays').toBeGreaterThanOrEqual(before);
      expect(held, 'it died in the middle').toBeLessThan(all.length);
    }
    await pulls.letOn(Infinity);
    await allCame(page);
    await ready(page);
    expect(first.cursors.filter((cursor) => cursor === '')).toHaveLength(1);
    expect(later.flatMap(({ cursors }) => cursors), 'after a death none asks from the start').not.toContain('');
    expect((await stored(page, 'rows')).sort()).toEqual(all);
    await phone.close();
  }
});
