import { expect, test } from './support/fixtures.ts';
import { kept, ready, signIn } from './support/people.ts';

test('every address of the app opens without network, by deep link and by reload', async ({ server, device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/companies');
  const company = await page.getByRole('main').getByRole('link').first().getAttribute('href');
  await page.goto('/visits');
  const visit = await page.getByRole('main').getByRole('link').first().getAttribute('href');
  await phone.context.setOffline(true);
  await server.stop();

  const pages: [string, string][] = [
    ['/', '今日'],
    ['/companies', '企业'],
    [company ?? '', '企业'],
    ['/visits', '走访'],
    [visit ?? '', '走访记录'],
    [`${visit}/edit`, '记走访'],
    ['/visits/new', '记走访'],
    ['/me', '我的'],
    ['/no/such/page', '没有这个页面'],
  ];
  for (const [address, heading] of pages) {
    await page.goto(address);
    await expect(page.getByRole('heading', { level: 1, name: heading }), address).toBeVisible();
    await page.reload();
    await expect(page.getByRole('heading', { level: 1, name: heading }), `${address} reloaded`).toBeVisible();
  }
});

test('a phone whose battery dies right after the first sign-in knows its owner', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.kill();
  await phone.reopen();
  await phone.context.setOffline(true);
  const again = await phone.context.newPage();
  await again.goto('/');
  await expect(again.getByRole('heading', { name: '今日行程' })).toBeVisible();
});

test('a store that cannot be opened at once is no reason to ask for a sign-in', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await phone.context.addInitScript(() => {
    const open = IDBFactory.prototype.open;
    let left = 3;
    // An earlier version of a store is never opened: the browser's own error.
    IDBFactory.prototype.open = function (name, version) {
      const fails = name === 'zoufang' && left > 0;
      left -= fails ? 1 : 0;
      return open.call(this, name, fails ? 1 : version);
    };
  });
  const again = await phone.context.newPage();
  await again.goto('/');
  await expect(again.getByRole('heading', { name: '今日行程' })).toBeVisible();
});

test('what is shown offline is what the device holds, and nothing of another account', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/me');
  await expect(page.getByRole('main')).toContainText('长三角小分队队员');
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.waitForURL(/sign-in/);
  await phone.context.setOffline(true);
  await page.goto('/');
  await expect(page).toHaveURL(/sign-in/);
  await expect(page.getByText('长三角小分队队员')).toHaveCount(0);
});

test('a phone never downloads the console, and says so where somebody opens it without network', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  expect((await kept(page)).filter((path) => path.endsWith('app_bg.wasm'))).toHaveLength(1);
  expect((await kept(page)).filter((path) => path.includes('console'))).toEqual([]);
  await phone.context.setOffline(true);
  await page.goto('/desk');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('现在打不开工作台');
  await phone.context.setOffline(false);
  await page.getByRole('link', { name: '再试一次' }).click();
  await expect(page.locator('.desk-main')).toBeVisible();
  await expect(page.getByRole('heading', { name: /现在打不开/ })).toHaveCount(0);
});

test('an office that has opened its desk once opens it without network, and is told that there is none', async ({ desk }) => {
  const context = await desk();
  const page = await context.newPage();
  await signIn(page, 'office');
  await page.waitForURL(/\/desk/);
  await ready(page);
  await page.reload();
  await expect(page.locator('.desk-lines > li').first()).toBeVisible();
  await context.setOffline(true);
  await page.goto('/desk');
  await expect(page.getByText('连不上服务器，工作台需要网络')).toBeVisible();
  await expect(page.getByText(/刚刚更新|共 0 条/)).toHaveCount(0);
});

/**
 * Holds back what /me looks up first, whose device it is, until the device has forgotten that; and sends to `/looked` what
 * it knows when the look has been answered. The page is on its way out by then, and cannot be asked.
 */
function lookLate(): void {
  if (location.pathname !== '/me') return;
  const open = indexedDB.open.bind(indexedDB);
  const known = async (): Promise<void> => {
    await new Promise((resolve) => requestIdleCallback(resolve));
    const opening = open('zoufang');
    const database = await new Promise<IDBDatabase>((resolve) => (opening.onsuccess = () => resolve(opening.result)));
    // Behind whatever is being written there.
    const asked = database.transaction('meta', 'readwrite').objectStore('meta').getAll();
    const account = await new Promise((resolve) => (asked.onsuccess = () => resolve(asked.result)));
    await fetch('/looked', { method: 'POST', body: JSON.stringify({ account, signedIn: localStorage.getItem('zoufang/signed-in') }) });
  };
  let forgotten: () => void = () => undefined;
  const isForgotten = new Promise<void>((resolve) => (forgotten = resolve));
  let [isFirst, isLeaving] = [true, false];
  addEventListener('click', () => (isLeaving = true), { capture: true });
  indexedDB.open = (name: string, version?: number) => {
    const opening = open(name, version);
    if (name !== 'zoufang') return opening;
    const opened = new Promise<Event>((resolve) => opening.addEventListener('success', resolve));
    if (isFirst) {
      isFirst = false;
      const hear = async (heard: (event: Event) => void): Promise<void> => {
        const [event] = await Promise.all([opened, isForgotten]);
        heard(event);
        await known();
      };
      Object.defineProperty(opening, 'onsuccess', { set: (heard: (event: Event) => void) => void hear(heard) });
    } else if (isLeaving) {
      void opened.then(() => {
        const close = opening.result.close.bind(opening.result);
        opening.result.close = () => {
          close();
          forgotten();
        };
      });
    }
    return opening;
  };
}

test('whoever signs out before the page knows whose device it is, is forgotten all the same', async ({ phone }) => {
  // Without a service worker each page comes from the server, and notes on the device for whom it was made.
  const context = await phone({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await signIn(page, 'member');
  await expect(page.getByRole('heading', { name: '今日行程' })).toBeVisible();
  await page.addInitScript(lookLate);
  await page.goto('/me');
  let leave: () => void = () => undefined;
  const left = new Promise<void>((resolve) => (leave = resolve));
  await page.route('**/sign-in', async (route) => left.then(() => route.continue()));
  const looked = new Promise<string | null>((resolve) => {
    void page.route('**/looked', async (route) => {
      resolve(route.request().postData());
      await route.fulfill({ status: 204 });
    });
  });
  await page.getByRole('button', { name: '退出登录' }).click();
  expect(JSON.parse((await looked) ?? '')).toEqual({ account: [], signedIn: null });
  leave();
  await page.waitForURL(/sign-in/);
});
