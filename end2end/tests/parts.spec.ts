import { expect, test } from './support/fixtures.ts';
import { Line } from './support/line.ts';
import { kept, ready, signIn, stored, synced } from './support/people.ts';

/** The pages of the field but today's. */
const PART = /\/(split_field|chunk_)/;
const ADDRESSES = ['/companies', '/contacts', '/follow-ups', '/library', '/me', '/trips', '/trips/new', '/visits', '/visits/new'];

test('a first use has today\'s page before the others, and soon all of them without network', async ({ server, device }) => {
  const line = await Line.to(server.url);
  line.without = PART;
  const phone = await device({ baseURL: line.url });
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await expect(page.getByRole('heading', { name: '今日行程' })).toBeVisible();
  await synced(page);
  expect((await kept(page)).filter((path) => PART.test(path))).toEqual([]);

  line.without = undefined;
  await page.reload();
  await ready(page);
  await phone.context.setOffline(true);
  for (const address of ADDRESSES) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1 }), address).not.toHaveText('正在打开');
    await expect(page.getByRole('main'), address).not.toBeEmpty();
    await expect(page.getByRole('main'), address).not.toContainText('本机还没有存好这个页面');
  }
  await line.close();
});

test('a page that is not on the device yet says so, and opens by itself when it comes', async ({ server, device }) => {
  const line = await Line.to(server.url);
  const phone = await device({ baseURL: line.url });
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill('页面没有存好之前写的。');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  // As where the browser has made room for something else.
  await page.evaluate(async () => {
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) if (/split_field|chunk_/.test(request.url)) await cache.delete(request);
    }
  });
  line.without = PART;
  await (await phone.context.newCDPSession(page)).send('Network.clearBrowserCache');

  await page.goto('/');
  await expect(page.getByRole('heading', { name: '今日行程' })).toBeVisible();
  await page.getByRole('link', { name: /继续写/ }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('正在打开');
  await expect(page.getByRole('main')).toContainText('本机还没有存好这个页面，联网后自动打开');
  expect((await stored(page, 'drafts')).join()).toContain('页面没有存好之前写的。');
  const begun = await page.evaluate(() => performance.timeOrigin);

  line.without = undefined;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(page.getByLabel('谈了什么')).toHaveValue('页面没有存好之前写的。');
  expect(await page.evaluate(() => performance.timeOrigin), 'nothing was reloaded').toBe(begun);
  await expect.poll(() => kept(page)).toContainEqual(expect.stringContaining('/split_field'));
  await line.close();
});

test('a page of the part that the server rendered comes to life where the part comes late', async ({ server, phone }) => {
  const line = await Line.to(server.url);
  const context = await phone({ baseURL: line.url, serviceWorkers: 'block' });
  const page = await context.newPage();
  await signIn(page, 'member');
  await expect(page.getByRole('heading', { name: '今日行程' })).toBeVisible();
  line.without = PART;
  await (await context.newCDPSession(page)).send('Network.clearBrowserCache');
  await page.goto('/trips');
  await expect(page.getByRole('main')).toContainText('本机还没有存好这个页面');
  line.without = undefined;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('行程与计划');
  await line.close();
});

test('a page that came past the service worker is soon under it, and is told of no new version', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  const session = await page.context().newCDPSession(page);
  await Promise.all([page.waitForEvent('load'), session.send('Page.reload', { ignoreCache: true })]);
  await synced(page);
  await expect(page.getByRole('heading', { name: '今日行程' })).toBeVisible();
  await expect(page.locator('html')).not.toHaveAttribute('data-update');
});
