import type { Page } from '@playwright/test';

import { expect, test } from '../tests/support/fixtures.ts';
import { ready, signIn } from '../tests/support/people.ts';

async function shot(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.bone')).toHaveCount(0);
  await page.screenshot({ path: `screens/${name}.png` });
}

test('the two pictures of the README', async ({ phone, desk }) => {
  const context = await phone({ colorScheme: 'light' });
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await context.setOffline(true);
  await page.goto('/visits/new');
  await page.getByRole('searchbox', { name: '企业' }).fill('鸣渚');
  await page.getByRole('button', { name: /鸣渚/ }).first().click();
  await page.getByLabel('谈了什么').fill('企业计划在中部布局第二生产基地，年产智能检测装备2000台套，在三城之间比选。');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await page.goto('/');
  await shot(page, 'phone-today');

  const office = await (await desk({ colorScheme: 'light' })).newPage();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /已退回/ }).first().click();
  await shot(office, 'desk-visit');
});

const SIZES = { narrow: { width: 360, height: 800 }, phone: { width: 390, height: 844 }, wide: { width: 1280, height: 800 } };

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every page to look at, ${size}, ${colorScheme}`, async ({ phone }) => {
      const page = await (await phone({ colorScheme, viewport })).newPage();
      await signIn(page, 'member');
      await ready(page);
      await page.goto('/visits');
      const visit = (await page.getByRole('main').getByRole('link').first().getAttribute('href')) ?? '';
      const pages = { today: '/', companies: '/companies', visits: '/visits', visit, form: `${visit}/edit`, new: '/visits/new', me: '/me' };
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(address);
        await shot(page, `all/${size}-${colorScheme}-${name}`);
      }
    });
  }
}
