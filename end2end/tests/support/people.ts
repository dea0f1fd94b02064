import { expect, type Page } from '@playwright/test';

import { teachRows, type Place } from './rows.ts';

/** Signs in on the page and waits until the app stands. */
export async function signIn(page: Page, login: 'member' | 'leader' | 'office' | 'admin'): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('账号').fill(login);
  await page.getByLabel('密码').fill(`zoufang-${login}`);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

/** Until everything the server has for this person is on the device and the app opens without network. */
export async function ready(page: Page): Promise<void> {
  await synced(page);
  if (!new URL(page.url()).pathname.startsWith('/desk')) {
    await expect.poll(() => kept(page)).toEqual(expect.arrayContaining([expect.stringContaining('/split_field'), '/readings.txt']));
  }
}

/** The files that the browser keeps for the app. */
export async function kept(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const opened = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const files = await Promise.all(opened.map((cache) => cache.keys()));
    return files.flat().map((request) => new URL(request.url).pathname);
  });
}

/** Until everything the server has for this person is on the device, and the service worker speaks for the page. */
export async function synced(page: Page): Promise<void> {
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  await page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    if (serviceWorker.controller) return;
    await new Promise((controlled) => serviceWorker.addEventListener('controllerchange', controlled, { once: true }));
  });
}

/** Writes down a visit to the first company of the list, and finishes it. */
export async function record(page: Page, content: string): Promise<void> {
  await page.goto('/companies');
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
  await page.getByLabel('谈了什么').fill(content);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  // It is said to be kept by the page that follows; whoever leaves before was told nothing.
  // Not the address of the draft, which a form has as soon as something is typed.
  await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
}

/** Chooses a company in the form that is open: the first that is found by what is typed. */
export async function chooseCompany(page: Page, typed: string): Promise<void> {
  await page.getByRole('searchbox', { name: '企业' }).fill(typed);
  // Not the one that makes a new company.
  await page.locator('.suggestions button:not(.add)').first().click();
  await expect(page.getByRole('button', { name: '更换' })).toBeVisible();
}

/** What lies in a table of the device's store; rows that lie together are told apart. */
export async function stored(page: Page, table: 'rows' | 'outbox' | 'drafts' | 'uploads' | 'entrusted' | 'meta'): Promise<string[]> {
  await teachRows(page);
  return page.evaluate(async (table) => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('zoufang-'));
    const entries: string[] = [];
    for (const name of names) {
      const opened = indexedDB.open(name);
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        opened.onsuccess = () => resolve(opened.result);
        opened.onerror = () => reject(opened.error);
      });
      const asked = database.transaction(table).objectStore(table).getAll();
      const found = await new Promise<Place[]>((resolve) => (asked.onsuccess = () => resolve(asked.result)));
      entries.push(...found.flatMap(rowsOf).map(({ t = '' }) => t));
      database.close();
    }
    return entries;
  }, table);
}

/** The device's pushes arrive with a value that no field takes, as from a program with a mistake in it. */
export async function spoil(page: Page, path: string): Promise<void> {
  await page.route('**/api/v1/sync/push', async (route) => {
    const push = route.request().postDataJSON() as { changes: { fields: Record<string, { value: unknown }> }[] };
    for (const { fields } of push.changes) {
      const field = fields[path];
      if (field) field.value = true;
    }
    await route.continue({ postData: JSON.stringify(push) });
  });
}
