import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';
import { choose, photo, pictures } from './support/photos.ts';

const main = (page: Page) => page.getByRole('main');

test('without network a contact is kept with their card, met in a visit, and reaches the colleague', async ({ device, phone }) => {
  const here = await device({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await here.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await here.context.setOffline(true);

  // From who was met at the company to a contact, with the card photographed.
  await page.goto('/companies');
  await page.getByRole('searchbox').fill('cgzz');
  await page.locator('.companies').getByRole('link').first().click();
  await page.getByRole('link', { name: '把 财务负责人 存为联系人' }).click();
  await expect(page.getByLabel('姓名')).toHaveValue('财务负责人');
  await page.getByLabel('姓名').fill('鲁岚');
  await page.getByLabel('手机').fill('130 0000 0099');
  await page.getByLabel('微信').fill('lulan-cg');
  await page.getByRole('radio', { name: '影响决策' }).check();
  await choose(page, [await photo(page, '名片.jpg', 900, 500)]);
  await pictures(page.locator('.kept-photo img'), 1);

  // A phone that goes blank in mid-form loses nothing.
  await page.reload();
  await expect(page.getByLabel('微信')).toHaveValue('lulan-cg');
  await pictures(page.locator('.kept-photo img'), 1);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page).toHaveURL(/\/contacts\/[0-9a-f-]{36}$/);
  await expect(page.getByRole('link', { name: '拨打' })).toHaveAttribute('href', 'tel:13000000099');
  await pictures(main(page).locator('.photo img'), 1);
  await page.getByRole('button', { name: '复制 130 0000 0099' }).click();
  await expect(main(page).getByText('已复制')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('130 0000 0099');
  await expect(main(page)).toContainText('走访记录中还没有见过');

  // Met in a visit: one tap, and the last touch follows.
  await main(page).getByRole('link', { name: '澄光智装' }).click();
  await main(page).getByRole('link', { name: '记走访' }).click();
  await page.getByRole('button', { name: '添加 鲁岚 财务总监' }).click();
  await expect(page.getByLabel('职务').last()).toHaveValue('财务总监');
  await page.getByLabel('谈了什么').fill('核对电价测算口径。');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).getByText('待发送')).toBeVisible();
  await page.goto('/contacts');
  await expect(main(page).getByRole('listitem').first()).toContainText('见过1次，最近一次：今天');
  await page.getByRole('searchbox').fill('00000099');
  await expect(main(page).getByRole('listitem')).toHaveCount(1);

  await here.context.setOffline(false);
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  const other = await (await phone()).newPage();
  await signIn(other, 'leader');
  await ready(other);
  await other.goto('/contacts');
  await main(other).getByRole('link', { name: /鲁岚/ }).click();
  await expect(main(other)).toContainText('lulan-cg');
  await pictures(main(other).locator('.photo img'), 1);

  // Whoever leads the team lets go of a contact for everybody.
  await other.getByRole('button', { name: '删除联系人' }).click();
  await other.getByRole('dialog').getByRole('button', { name: '删除联系人' }).click();
  await expect(other).toHaveURL(/\/contacts$/);
  await page.goto('/contacts');
  await expect(main(page).getByRole('link', { name: /董事长/ })).toBeVisible();
  await expect(main(page).getByRole('link', { name: /鲁岚/ })).toHaveCount(0);
});
