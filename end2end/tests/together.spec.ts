import type { Locator, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

async function opened(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/edit`);
  await expect(page.getByLabel('谈了什么')).toBeVisible();
}

function bothValues(page: Page): Locator {
  return page.locator('section', { has: page.getByRole('heading', { name: '两人同时修改，请选定' }) });
}

test('two people edit one visit offline: different fields merge, the same field shows both values', async ({ phone, desk }) => {
  const [member, leader] = await Promise.all([phone(), phone()]);
  const [one, other] = await Promise.all([member.newPage(), leader.newPage()]);
  await signIn(one, 'member');
  await signIn(other, 'leader');
  await Promise.all([ready(one), ready(other)]);
  await one.goto('/visits');
  const address = (await one.getByRole('main').getByRole('link').first().getAttribute('href')) ?? '';

  await Promise.all([member.setOffline(true), leader.setOffline(true)]);
  await opened(one, address);
  await one.getByLabel('谈了什么').fill('队员写：关注用地。');
  await one.getByLabel('意向投资').fill('8');
  await one.getByRole('button', { name: '完成', exact: true }).click();
  await expect(one.getByRole('main').getByText('待发送')).toBeVisible();
  await opened(other, address);
  await other.getByLabel('谈了什么').fill('队长写：关注基金。');
  await other.getByText(/^更多：/).click();
  await other.getByLabel('地点').fill('苏州工业园区');
  await other.getByRole('button', { name: '完成', exact: true }).click();
  await expect(other.getByRole('main').getByText('待发送')).toBeVisible();

  await member.setOffline(false);
  await expect(one.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  await leader.setOffline(false);
  for (const page of [one, other]) {
    const both = bothValues(page);
    await expect(both).toContainText('队员写：关注用地。');
    await expect(both).toContainText('队长写：关注基金。');
    await expect(both).toContainText('长三角小分队队长');
    await expect(page.getByRole('main')).toContainText('8.00');
    await expect(page.getByRole('main')).toContainText('苏州工业园区');
  }

  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.goto(`/desk${address}`);
  await expect(office.getByRole('main')).toContainText('队员写：关注用地。');
  await expect(office.getByRole('main')).toContainText('队长写：关注基金。');

  await one.getByRole('listitem').filter({ hasText: '队员写：关注用地。' }).getByRole('button', { name: '用这个' }).click();
  for (const page of [one, other]) {
    await expect(bothValues(page)).toHaveCount(0);
    await expect(page.getByRole('main')).toContainText('队员写：关注用地。');
  }
});
