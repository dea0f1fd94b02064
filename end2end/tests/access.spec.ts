import type { Page } from '@playwright/test';

import { look, looks, set } from './support/access.ts';
import { expect, test } from './support/fixtures.ts';
import { ready, signIn, spoil } from './support/people.ts';

/** A narrow phone; the one that most have. */
const PHONES = [320, 390];
/** A page of the desk magnified fourfold; a desk. */
const DESKS = [320, 1280];

async function first(page: Page, list: string, name = /./): Promise<string> {
  await page.goto(list);
  return (await page.getByRole('main').getByRole('link', { name }).first().getAttribute('href')) ?? '';
}

/** The first record of a list. */
async function record(page: Page, list: string, below: string): Promise<string> {
  await page.goto(list);
  const link = page.getByRole('main').locator(`a[href^="${below}"]:not([href$="/new"])`).first();
  return (await link.getAttribute('href')) ?? '';
}

/** Something in every corner that is empty on a good day: set aside, and half written. */
async function fill(page: Page): Promise<void> {
  await spoil(page, 'place');
  await page.goto('/visits/new');
  await page.getByRole('searchbox', { name: '企业' }).fill('秋浦');
  await page.getByRole('button', { name: /秋浦/ }).first().click();
  await page.getByLabel('谈了什么').fill('储能电站项目，企业已看过两处地块，等能耗指标。');
  await page.getByText(/^更多：/).click();
  await page.getByLabel('地点').fill('高新区');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('需处理')).toBeVisible();
  await page.unroute('**/api/v1/sync/push');
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill('写到一半：对方关心物流成本，');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
}

for (const theme of ['light', 'dark'] as const) {
  test(`every page of the phone is for everybody, ${theme}`, async ({ phone }) => {
    test.slow();
    const page = await (await phone({ colorScheme: theme })).newPage();
    await page.goto('/sign-in');
    for (const way of looks(theme)) {
      await set(page, way);
      await look(page, '/sign-in', way, PHONES);
    }
    await page.evaluate(() => localStorage.clear());
    await signIn(page, 'member');
    await ready(page);
    await fill(page);
    const returned = await first(page, '/', /去补充/);
    const [visit, company] = [await first(page, '/visits', /已收/), await first(page, '/companies')];
    const [trip, plan] = [await record(page, '/trips', '/trips/'), await record(page, '/trips', '/plans/')];
    const [contact, material] = [await record(page, '/contacts', '/contacts/'), await record(page, '/library', '/library/')];
    const more = ['/follow-ups?of=team', '/contacts', contact, `${contact}/edit`, '/library', material];
    const travel = ['/trips', trip, `${trip}/edit`, `${trip}/report`, plan, `${plan}/edit`];
    for (const way of looks(theme)) {
      await set(page, way);
      const all = ['/', '/companies', company, '/visits', visit, returned, `${visit}/edit`, '/visits/new', '/me', ...more, ...travel];
      for (const address of all) await look(page, address, way, PHONES);
    }
  });

  test(`every page of the desk is for everybody, ${theme}`, async ({ phone, desk }) => {
    test.slow();
    const field = await (await phone()).newPage();
    await signIn(field, 'member');
    await ready(field);
    await fill(field);
    const page = await (await desk({ colorScheme: theme })).newPage();
    await signIn(page, 'admin');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const line = page.locator('.desk-lines').getByRole('link', { name: /已退回/ }).first();
    const visit = (await line.getAttribute('href')) ?? '';
    const aside = await first(page, '/desk/quarantine', /不符合要求/);
    for (const way of looks(theme)) {
      await set(page, way);
      for (const address of ['/desk', visit, '/desk/quarantine', aside, '/desk/devices']) await look(page, address, way, DESKS);
    }
  });
}
