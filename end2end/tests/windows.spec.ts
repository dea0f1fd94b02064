import type { BrowserContext, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';
import { choose, photo, pictures } from './support/photos.ts';
import { held, received } from './support/received.ts';

const content = (page: Page) => page.getByLabel('谈了什么');
const place = (page: Page) => page.getByLabel('地点', { exact: true });
const concerns = (page: Page) => page.getByLabel('对方顾虑');
const keeping = (page: Page) => page.getByRole('status', { name: '保存状态' });

/** The form of one visit, open in two windows of a phone. */
async function twoWindows(context: BrowserContext): Promise<[Page, Page]> {
  const one = await context.newPage();
  await signIn(one, 'member');
  await ready(one);
  await one.goto('/visits/new');
  await chooseCompany(one, '鸣渚');
  await expect(keeping(one)).toContainText('已存本机');
  const other = await context.newPage();
  await other.goto(new URL(one.url()).pathname);
  await expect(content(other)).toBeVisible();
  for (const page of [one, other]) await page.getByText('更多：地点、顾虑').click();
  return [one, other];
}

test('what is typed into a form in one window shows in the other, and both finish the same visit', async ({ phone, server }) => {
  const context = await phone();
  const [one, other] = await twoWindows(context);
  await content(one).pressSequentially('第一个窗口写的，');
  await expect(content(other)).toHaveValue('第一个窗口写的，');
  await place(other).pressSequentially('新乡');
  await expect(place(one)).toHaveValue('新乡');
  await content(other).press('End');
  await content(other).pressSequentially('第二个窗口接着写。');
  await expect(content(one)).toHaveValue('第一个窗口写的，第二个窗口接着写。');
  await choose(other, [await photo(other, '车间.jpg', 640, 480)]);
  await pictures(one.locator('.kept-photo img'), 1);
  await concerns(one).pressSequentially('电价');
  await expect(concerns(other)).toHaveValue('电价');
  await other.getByRole('button', { name: '完成', exact: true }).click();
  await expect(other.getByRole('main').getByText('已收')).toBeVisible();
  await expect(other.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  await one.close();
  expect(await stored(other, 'drafts')).toEqual([]);
  const visit = (await received(server, 'visit')).find((row) => held(row, 'concerns') === '电价');
  expect([held(visit, 'content'), held(visit, 'place')]).toEqual(['第一个窗口写的，第二个窗口接着写。', '新乡']);
});

test('two windows that do not hear of each other take nothing of what the other wrote', async ({ phone }) => {
  const context = await phone();
  // As of a window that the system has put to sleep: what others tell does not reach it.
  await context.addInitScript(() => {
    const { postMessage } = BroadcastChannel.prototype;
    BroadcastChannel.prototype.postMessage = function (told) {
      if (!String(told).includes('drafted')) postMessage.call(this, told);
    };
  });
  const [one, other] = await twoWindows(context);
  await content(one).pressSequentially('对方要150亩地。');
  await place(one).pressSequentially('新乡');
  await expect(keeping(one)).toContainText('已存本机');
  await expect(content(other), 'it has not heard of that').toHaveValue('');
  await concerns(other).pressSequentially('电价');
  await expect(content(other), 'whoever writes sees what was written').toHaveValue('对方要150亩地。');
  await expect(place(other)).toHaveValue('新乡');

  // Both write into one field now.
  await content(other).press('End');
  await content(other).pressSequentially('还要两台变压器。');
  await expect(keeping(other)).toContainText('已存本机');
  await content(one).fill('王总说，对方要150亩地。');
  await expect(keeping(one)).toContainText('已存本机');
  const kept = (await stored(one, 'drafts')).join();
  for (const words of ['对方要150亩地。还要两台变压器。', '王总说，对方要150亩地。', '电价', '新乡']) expect(kept).toContain(words);
  for (const words of ['还要两台变压器。', '王总说，']) await expect(content(one)).toHaveValue(new RegExp(words));
  await one.close();
  await other.reload();
  for (const words of ['还要两台变压器。', '王总说，']) await expect(content(other)).toHaveValue(new RegExp(words));
});

test('a form that is finished or thrown away in one window is over in the other', async ({ phone, server }) => {
  const context = await phone();
  const [one, other] = await twoWindows(context);
  await content(one).pressSequentially('对方要150亩地。');
  await expect(content(other)).toHaveValue('对方要150亩地。');
  await one.getByRole('button', { name: '完成', exact: true }).click();
  await expect(other.getByRole('main').getByText('已收')).toBeVisible();
  await expect(content(other)).toHaveCount(0);
  expect(new URL(other.url()).pathname).toBe(new URL(one.url()).pathname);
  expect(await stored(other, 'drafts')).toEqual([]);
  expect((await received(server, 'visit')).filter((row) => held(row, 'content') === '对方要150亩地。')).toHaveLength(1);

  // Amended in both, and the changes are thrown away in one.
  const form = `${new URL(one.url()).pathname}/edit`;
  for (const page of [one, other]) await page.goto(form);
  await content(one).press('End');
  await content(one).pressSequentially('还要变压器。');
  await expect(content(other)).toHaveValue('对方要150亩地。还要变压器。');
  await one.getByRole('button', { name: '放弃这次修改' }).click();
  await one.getByRole('dialog').getByRole('button', { name: '放弃', exact: true }).click();
  await expect(content(other)).toHaveCount(0);
  await expect(other.getByRole('main').getByText('对方要150亩地。')).toBeVisible();
  expect(await stored(other, 'drafts')).toEqual([]);
});
