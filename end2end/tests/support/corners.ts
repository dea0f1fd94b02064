import { expect, type Page } from '@playwright/test';

import { chooseCompany, spoil } from './people.ts';

/** Puts something into every corner that is empty on a good day: set aside, and half written. */
export async function fill(page: Page): Promise<void> {
  await spoil(page, 'place');
  await page.goto('/visits/new');
  await chooseCompany(page, '秋浦');
  await page.getByLabel('谈了什么').fill('储能电站项目，企业已看过两处地块，等能耗指标。');
  await page.getByText(/^更多：/).click();
  await page.getByLabel('地点').fill('高新区');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待核对')).toBeVisible();
  await page.unroute('**/api/v1/sync/push');
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill('写到一半：对方关心物流成本，');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
}

/** Where the first link of a page leads to. */
export async function first(page: Page, list: string, name = /./): Promise<string> {
  await page.goto(list);
  return (await page.getByRole('main').getByRole('link', { name }).first().getAttribute('href')) ?? '';
}

/** The first record of a list. */
export async function firstRecord(page: Page, list: string, below: string): Promise<string> {
  await page.goto(list);
  const link = page.getByRole('main').locator(`a[href^="${below}"]:not([href$="/new"])`).first();
  return (await link.getAttribute('href')) ?? '';
}
