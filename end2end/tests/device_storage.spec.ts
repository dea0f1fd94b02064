import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

const lost = (page: Page) => page.getByRole('alert').filter({ hasText: '浏览器存储的数据已丢失' });

test('a phone whose storage does not open says so, and goes on when it opens', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await phone.context.addInitScript(() => {
    const { open } = IDBFactory.prototype;
    // An earlier version of a store is never opened: the browser's own error.
    IDBFactory.prototype.open = function (name, version) {
      return open.call(this, name, name === 'zoufang' && !('opens' in window) ? 1 : version);
    };
  });
  const again = await phone.context.newPage();
  await again.goto('/');
  const closed = again.getByRole('alert').filter({ hasText: '本机存储暂时打不开' });
  await expect(closed).toBeVisible();
  await expect(again, 'nobody is asked to sign in').not.toHaveURL(/sign-in/);
  await again.evaluate(() => Object.assign(window, { opens: true }));
  await expect(again.getByRole('heading', { name: '今日行程' })).toBeVisible();
  await expect(closed).toHaveCount(0);
});

test('whoever was signed in on a browser that lost its storage is told so, and nobody else', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await page.goto('/sign-in');
  await expect(page.getByRole('button', { name: '登录' })).toBeEnabled();
  await expect(lost(page)).toHaveCount(0);
  await signIn(page, 'member');
  await ready(page);
  await expect(lost(page)).toHaveCount(0);

  // A page of the same site that has nothing open.
  await page.goto('/readings.txt');
  await page.evaluate(async () => {
    for (const { name } of await indexedDB.databases()) {
      const gone = indexedDB.deleteDatabase(name ?? '');
      await new Promise((done) => (gone.onsuccess = done));
    }
  });
  await phone.context.setOffline(true);
  await page.goto('/');
  await expect(page).toHaveURL(/sign-in/);
  await expect(lost(page)).toBeVisible();

  await phone.context.setOffline(false);
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/me');
  await expect(page.getByRole('main')).toContainText('长三角小分队队员');
  await expect(lost(page), 'it was told').toHaveCount(0);
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.waitForURL(/sign-in/);
  await expect(page.getByRole('button', { name: '登录' })).toBeEnabled();
  await expect(lost(page), 'whoever signs out leaves nothing to be lost').toHaveCount(0);
});

test('a page that stays open does not keep a newer version from its storage', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.reload();
  await ready(page);
  const told = await page.evaluate(async () => {
    const opening = indexedDB.open('zoufang', 1_000);
    // Whoever is in the middle of something makes way behind it; a page that does not keeps this waiting for ever.
    return new Promise((told) => {
      opening.onsuccess = () => {
        opening.result.close();
        told('opened');
      };
    });
  });
  expect(told).toBe('opened');
});
