import type { BrowserContext, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { choosePin, isSealed, lying, putOn, tryPin, unlock } from './support/lock.ts';
import { chooseCompany, ready, record, signIn } from './support/people.ts';
import { choose, photo, pictures } from './support/photos.ts';

const PIN = '135790';
const WORDS = '对方的扩产计划还没有公开。';
const DRAFT = '写到一半：对方关心用电，';

const sync = (page: Page) => page.getByRole('status', { name: '同步' });

/** A phone on which somebody has worked. */
async function inUse(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  return page;
}

/** Without network: a visit with a photo, and another that is not finished. */
async function workOffline(page: Page, context: BrowserContext, pin?: string): Promise<void> {
  await context.setOffline(true);
  await page.goto('/visits/new');
  if (pin) await unlock(page, pin);
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill(WORDS);
  await choose(page, [await photo(page, '车间.jpg', 1200, 900)]);
  await pictures(page.locator('.kept-photo img'), 1);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await page.goto('/visits/new');
  if (pin) await unlock(page, pin);
  await page.getByLabel('谈了什么').fill(DRAFT);
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
}

test('whoever copies what lies on a locked phone reads nothing, and its owner finds all of it', async ({ phone }) => {
  const context = await phone();
  const page = await inUse(context);
  expect((await lying(page)).texts.filter((text) => text.includes('公司')).length).toBeGreaterThan(5);
  await putOn(page, PIN);
  await isSealed(page);

  await workOffline(page, context, PIN);
  await isSealed(page);
  await page.goto('/');
  await expect(page.getByRole('heading', { name: '应用已锁定' })).toBeVisible();
  await expect(page.getByText(WORDS)).toHaveCount(0);
  await tryPin(page, '246801');
  await expect(page.getByText('数字密码不对')).toBeVisible();
  await unlock(page, PIN);
  await expect(page.getByRole('link', { name: /继续写/ })).toBeVisible();
  await page.getByRole('navigation').getByRole('link', { name: '走访', exact: true }).click();
  await page.getByRole('main').getByRole('link', { name: /鸣渚/ }).first().click();
  await expect(page.getByText(WORDS)).toBeVisible();
  await pictures(page.locator('.photos img'), 1);

  await context.setOffline(false);
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(sync(page)).toContainText('已全部送达');
  await isSealed(page);
});

test('a lock that is put on takes in what was written before it', async ({ phone }) => {
  const context = await phone();
  const page = await inUse(context);
  await workOffline(page, context);
  await context.route('**/api/v1/sync/push', (route) => route.abort());
  await context.setOffline(false);
  await putOn(page, PIN);
  await isSealed(page);
  await page.goto('/');
  await unlock(page, PIN);
  await page.getByRole('link', { name: /继续写/ }).click();
  await expect(page.getByLabel('谈了什么')).toHaveValue(DRAFT);
  await context.unroute('**/api/v1/sync/push');
  await page.goto('/visits');
  await unlock(page, PIN);
  await expect(page.getByRole('main').getByRole('link', { name: /鸣渚/ }).first()).toContainText('已收');
});

test('a forgotten PIN loses nothing', async ({ phone }) => {
  const context = await phone();
  const page = await inUse(context);
  await putOn(page, PIN);
  await workOffline(page, context, PIN);
  await page.goto('/');
  await page.getByRole('button', { name: '忘记数字密码' }).click();
  await page.getByLabel('登录密码').fill('zoufang-member');
  await page.getByRole('button', { name: '验证' }).click();
  await expect(page.getByRole('alert')).toContainText('没有连上服务器');

  await context.setOffline(false);
  await page.getByLabel('登录密码').fill('zoufang-leader');
  await page.getByRole('button', { name: '验证' }).click();
  await expect(page.getByRole('alert')).toContainText('登录密码不对');
  await page.getByLabel('登录密码').fill('zoufang-member');
  await page.getByRole('button', { name: '验证' }).click();
  await expect(page.getByText('请设置新的数字密码')).toBeVisible();
  await choosePin(page, '864209');
  await expect(page.getByRole('link', { name: /继续写/ })).toBeVisible();
  await expect(sync(page)).toContainText('已全部送达');

  await page.goto('/visits');
  await tryPin(page, PIN);
  await expect(page.getByText('数字密码不对')).toBeVisible();
  await unlock(page, '864209');
  await expect(page.getByRole('main').getByRole('link', { name: /鸣渚/ }).first()).toContainText('已收');
});

test('wrong PINs cost time, and a page that is opened anew does not make it shorter', async ({ phone }) => {
  const context = await phone();
  const page = await inUse(context);
  await putOn(page, PIN);
  await page.clock.install();
  await page.goto('/');
  for (let tries = 0; tries < 4; tries += 1) {
    await tryPin(page, '246801');
    await expect(page.getByText(/数字密码不对/)).toBeVisible();
    await expect(page.getByRole('button', { name: '解锁' })).toBeEnabled();
  }
  await tryPin(page, '246801');
  await expect(page.getByRole('alert')).toContainText('输错次数过多，请30秒后再试');
  await expect(page.getByRole('button', { name: '解锁' })).toHaveCount(0);
  // The clock of a page runs by itself too, as long as the machine takes: some seconds more may be gone.
  for (let second = 0; second < 15; second += 1) await page.clock.runFor(1_000);
  await expect(page.getByRole('button', { name: /^请等待 0:(1[0-5]|0[1-9])$/ })).toBeVisible();
  // Neither the key of return nor a page that begins anew gets in meanwhile.
  await page.getByLabel(/数字密码/).fill(PIN);
  await page.keyboard.press('Enter');
  await page.goto('/visits');
  await expect(page.getByRole('button', { name: /^请等待 0:(30|2\d)$/ })).toBeVisible();
  for (let second = 0; second < 30; second += 1) await page.clock.runFor(1_000);
  await unlock(page, PIN);
  await page.goto('/');
  await expect(page.getByRole('button', { name: '解锁' })).toBeVisible();
});

test('a PIN is changed and taken off with the PIN alone', async ({ phone }) => {
  const page = await inUse(await phone());
  await page.goto('/me');
  await page.getByRole('button', { name: '启用应用锁' }).click();
  for (const [weak, why] of [['1357', '请输入6至12位数字'], ['123456', '太容易猜到'], ['abcdef', '请输入6至12位数字']] as const) {
    await choosePin(page, weak);
    await expect(page.getByText(why)).toBeVisible();
  }
  await page.getByLabel(/数字密码（6至12位）/).fill(PIN);
  await page.getByLabel('再次输入').fill('135791');
  await page.getByRole('button', { name: '启用应用锁' }).click();
  await expect(page.getByText('两次输入不一致')).toBeVisible();
  await page.getByLabel('再次输入').fill(PIN);
  await page.getByRole('button', { name: '启用应用锁' }).click();
  await expect(page.getByText('应用锁已启用')).toBeVisible();

  await page.getByRole('button', { name: '修改数字密码' }).click();
  await page.getByLabel('当前数字密码').fill('246801');
  await page.getByRole('button', { name: '修改数字密码' }).click();
  await expect(page.getByText('数字密码不对')).toBeVisible();
  await page.getByLabel('当前数字密码').fill(PIN);
  await page.getByRole('button', { name: '修改数字密码' }).click();
  await choosePin(page, '864209');
  await expect(page.getByText('数字密码已修改')).toBeVisible();
  await page.getByRole('button', { name: '立即锁定' }).click();
  await unlock(page, '864209');

  await page.getByRole('button', { name: '关闭应用锁' }).click();
  await page.getByLabel('当前数字密码').fill('864209');
  await page.getByRole('button', { name: '关闭应用锁' }).click();
  await expect(page.getByRole('button', { name: '启用应用锁' })).toBeVisible();
  const { texts } = await lying(page);
  expect(texts.filter((text) => text.startsWith('\u0001'))).toEqual([]);
  await page.goto('/visits');
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
});

test('a second tab does not go on writing what would lie open', async ({ phone }) => {
  const context = await phone();
  const first = await inUse(context);
  const second = await context.newPage();
  await second.goto('/visits/new');
  await second.getByLabel('谈了什么').fill(DRAFT);
  await expect(second.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await putOn(first, PIN);
  await unlock(second, PIN);
  await expect(second.getByLabel('谈了什么')).toHaveValue(DRAFT);
  await isSealed(second);
});

test('where the city asks for it, each phone gets a lock, and nobody is held up in the field', async ({ phone, desk }) => {
  const context = await phone();
  const page = await inUse(context);
  const office = await (await desk()).newPage();
  await signIn(office, 'admin');
  await office.goto('/desk/devices');
  // The server has written the box as well; it asks nobody before the app has taken over.
  await expect(sync(office)).not.toBeEmpty();
  const told = office.waitForResponse('**/api/v1/lock/policy');
  await office.getByRole('checkbox', { name: '要求所有手机启用应用锁' }).click();
  await told;
  await expect(office.getByRole('checkbox', { name: '要求所有手机启用应用锁' })).toBeChecked();
  await office.getByRole('link', { name: '我的账号' }).click();
  await office.goBack();
  await expect(office.getByRole('checkbox', { name: '要求所有手机启用应用锁' })).toBeChecked();
  await office.reload();
  await expect(office.getByRole('checkbox', { name: '要求所有手机启用应用锁' })).toBeChecked();

  await page.goto('/');
  await expect(page.getByText('本市要求所有手机启用应用锁，请先设置')).toBeVisible();
  await expect(page.getByText('请联网后尽快设置数字密码')).toHaveCount(0);
  await context.setOffline(true);
  await record(page, WORDS);
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await expect(page.getByText('请联网后尽快设置数字密码')).toBeVisible();
  await context.setOffline(false);
  await page.goto('/visits');
  await expect(page.getByText('请先设置数字密码')).toBeVisible();
  await choosePin(page, PIN);
  await expect(page.getByRole('main').getByRole('link').first()).toBeVisible();
  await page.goto('/me');
  await unlock(page, PIN);
  await expect(page.getByText('应用锁已启用')).toBeVisible();
  await isSealed(page);
  await expect(page.getByRole('button', { name: '关闭应用锁' })).toHaveCount(0);
});

test('an app that was away for long asks for the PIN again', async ({ phone }) => {
  const page = await inUse(await phone());
  await page.clock.install();
  await putOn(page, PIN);
  // Whether a page is in sight nobody can tell a browser without a screen: the page is told so.
  const seen = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value: hidden });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await seen(true);
  await page.clock.fastForward(4 * 60_000);
  await seen(false);
  await page.clock.runFor(2_000);
  await expect(page.getByText('应用锁已启用')).toBeVisible();
  await seen(true);
  await page.clock.fastForward(6 * 60_000);
  await seen(false);
  await unlock(page, PIN);
});
