import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready, signIn, stored } from './support/people.ts';
import { choose, photo, pictures } from './support/photos.ts';

const WORDS = '手机丢失前写的一次走访，对方要看两处地块。';

async function record(page: Page, withPhoto: boolean): Promise<void> {
  await page.goto('/companies');
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
  await page.getByLabel('谈了什么').fill(WORDS);
  if (withPhoto) {
    await choose(page, [await photo(page, '厂区.jpg', 1200, 900)]);
    await pictures(page.locator('.kept-photo img'), 1);
  }
  await page.getByRole('button', { name: '完成', exact: true }).click();
}

async function signInAnew(page: Page): Promise<void> {
  await page.getByRole('link', { name: '重新登录' }).click();
  await page.getByLabel('账号').fill('member');
  await page.getByLabel('密码').fill('zoufang-member');
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in');
}

test('a phone that an administrator revokes hands in what it holds, is wiped, and says so', async ({ device, desk }) => {
  test.slow();
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await record(page, true);
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();

  const admin = await (await desk()).newPage();
  await signIn(admin, 'admin');
  await admin.getByRole('link', { name: '设备', exact: true }).click();
  const line = admin.getByRole('main').getByRole('listitem').filter({ hasText: '长三角小分队队员' });
  await line.getByRole('button', { name: '停用' }).click();
  await expect(admin.getByRole('dialog'), 'whose device it is').toContainText(/队员.*最近使用/);
  await admin.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await expect(line).toContainText('已停用');

  // Nothing is lost before the phone has reached the server.
  expect(await stored(page, 'outbox')).toHaveLength(2);
  await phone.context.setOffline(false);
  await expect(page.getByRole('alert').filter({ hasText: '此设备已停用' })).toBeVisible();
  await expect.poll(() => stored(page, 'uploads'), 'the photo follows').toEqual([]);
  for (const table of ['rows', 'outbox', 'drafts'] as const) expect(await stored(page, table), table).toEqual([]);
  expect(await pictured(page), 'no picture stays').toBe(0);
  await page.goto('/companies');
  await expect(page.getByRole('alert').filter({ hasText: '此设备已停用' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('link', { name: /有限公司/ })).toHaveCount(0);
  await page.goto('/');
  await expect(page.getByRole('alert').filter({ hasText: '此设备已停用' })).toBeVisible();
  await expect(page.getByRole('main').getByRole('navigation')).toBeVisible();
  await expect(page.getByRole('main'), 'what is not here any more is not said not to be').not.toContainText(/没有出差行程|还没有走访记录/);

  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.getByRole('link', { name: /待处理数据/ }).click();
  const kept = office.getByRole('main').getByRole('listitem').filter({ hasText: '由已停用的设备上交' });
  await expect(kept).toHaveCount(2);
  await kept.filter({ hasText: '走访' }).getByRole('link').click();
  await expect(office.getByRole('main').getByRole('definition').filter({ hasText: WORDS })).toBeVisible();

  // The phone is found again: its person begins with another device.
  await signInAnew(page);
  await ready(page);
  expect((await stored(page, 'rows')).length).toBeGreaterThan(100);
  await record(page, false);
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await admin.reload();
  await expect(line).toHaveCount(2);
});

test('somebody revokes the phone that they lost from another device, and goes on there', async ({ device }) => {
  const lost = await device();
  const page = await lost.context.newPage();
  await signIn(page, 'member');
  await ready(page);

  const other = await (await device()).context.newPage();
  await signIn(other, 'member');
  await ready(other);
  await other.goto('/me');
  const devices = other.locator('section').filter({ has: other.getByRole('heading', { name: '我的设备' }) });
  await expect(devices.getByRole('listitem')).toHaveCount(2);
  await expect(devices.getByRole('listitem').filter({ hasText: '本机' })).toHaveCount(1);
  await expect(devices.getByRole('listitem').first(), 'what tells it from another').toContainText(
    /Linux 电脑.*Chrome 浏览器.*最近使用：今天 \d\d:\d\d\s*启用：今天 \d\d:\d\d/s,
  );
  await devices.getByRole('button', { name: '停用' }).click();
  await other.getByRole('dialog').filter({ hasText: '确定停用' }).getByRole('button', { name: '停用' }).click();
  await expect(devices.getByText('已停用')).toBeVisible();

  // It is open, and hears of it by itself.
  await expect(page.getByRole('alert').filter({ hasText: '此设备已停用' })).toBeVisible();
  expect(await stored(page, 'rows')).toEqual([]);
  await other.goto('/visits');
  await expect(other.getByRole('main').getByRole('link').first()).toBeVisible();
});

const DAY = 86_400_000;

test('a phone that is offline for long hides the city and keeps what was typed; a clock set right shows it again', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await record(page, false);
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  const companies = page.getByRole('main').getByRole('link', { name: /有限公司/ });
  await page.goto('/companies');
  await expect(companies.first()).toBeVisible();

  await phone.context.clock.setSystemTime(Date.now() + 31 * DAY);
  await page.goto('/companies');
  await expect(page.getByText('全市数据暂不显示')).toBeVisible();
  await expect(companies).toHaveCount(0);
  await page.goto('/visits');
  await expect(page.getByRole('main').getByRole('link')).toHaveCount(1);
  await expect(page.getByRole('main').getByRole('link')).toContainText('待发送');
  expect((await stored(page, 'rows')).length, 'nothing was taken away').toBeGreaterThan(100);

  await phone.context.clock.setSystemTime(Date.now());
  await page.goto('/companies');
  await expect(companies.first()).toBeVisible();

  await phone.context.clock.setSystemTime(Date.now() + 31 * DAY);
  await page.goto('/companies');
  await expect(page.getByText('全市数据暂不显示')).toBeVisible();
  await expect(companies).toHaveCount(0);
  await phone.context.setOffline(false);
  await expect(companies.first(), 'the server was reached').toBeVisible();
});

/** How many contents lie on the device. */
async function pictured(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('zoufang-'));
    let count = 0;
    for (const name of names) {
      const opened = indexedDB.open(name);
      const database = await new Promise<IDBDatabase>((resolve) => (opened.onsuccess = () => resolve(opened.result)));
      const asked = database.transaction('blobs').objectStore('blobs').count();
      count += await new Promise<number>((resolve) => (asked.onsuccess = () => resolve(asked.result)));
      database.close();
    }
    return count;
  });
}
