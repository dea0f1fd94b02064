import type { Page } from '@playwright/test';

import { expect, test } from '../tests/support/fixtures.ts';
import { fill, first, firstRecord } from '../tests/support/corners.ts';
import { ready, signIn } from '../tests/support/people.ts';

async function shot(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  await expect(page.locator('.bone')).toHaveCount(0);
  await page.screenshot({ path: `screens/${name}.png`, fullPage: name.startsWith('all/') });
}

test('the pictures of the README', async ({ phone, desk }) => {
  test.slow();
  const context = await phone({ colorScheme: 'light' });
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  const [trip, company] = [await firstRecord(page, '/trips', '/trips/'), await first(page, '/companies')];
  await context.setOffline(true);
  await page.goto('/visits/new');
  await page.getByRole('searchbox', { name: '企业' }).fill('mzzj');
  await page.getByRole('button', { name: /鸣渚/ }).first().click();
  await page.getByLabel('谈了什么').fill('企业计划在中部布局第二生产基地，年产智能检测装备2000台套，在三城之间比选。');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  });
  await shot(page, 'phone-visit');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  for (const [name, address] of Object.entries({ today: '/', trip, company })) {
    await page.goto(address);
    await shot(page, `phone-${name}`);
  }
  const dark = await (await phone({ colorScheme: 'dark' })).newPage();
  await signIn(dark, 'member');
  await ready(dark);
  await dark.goto('/follow-ups?of=team');
  await shot(dark, 'phone-follow-ups');

  const office = await (await desk({ colorScheme: 'light' })).newPage();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /已收/ }).first().click();
  await expect(office.getByRole('status', { name: '同步' })).not.toBeEmpty();
  await shot(office, 'desk-visit');
});

const SIZES = { narrow: { width: 360, height: 800 }, phone: { width: 390, height: 844 }, tablet: { width: 820, height: 1180 }, wide: { width: 1280, height: 800 } };

for (const [size, viewport] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark'] as const) {
    test(`every page to look at, ${size}, ${colorScheme}`, async ({ phone, desk }) => {
      test.slow();
      const look = { colorScheme, viewport };
      const page = await (await phone(look)).newPage();
      await page.goto('/sign-in');
      await shot(page, `all/${size}-${colorScheme}-sign-in`);
      await signIn(page, 'member');
      await ready(page);
      await fill(page);
      await page.goto('/');
      const returned = (await page.getByRole('link', { name: /去补充/ }).first().getAttribute('href')) ?? '';
      const [visit, company] = [await first(page, '/visits', /已收/), await first(page, '/companies')];
      const [contact, material] = [await firstRecord(page, '/contacts', '/contacts/'), await firstRecord(page, '/library', '/library/')];
      const [trip, plan] = [await firstRecord(page, '/trips', '/trips/'), await firstRecord(page, '/trips', '/plans/')];
      const people = { 'follow-ups': '/follow-ups?of=team', contacts: '/contacts', contact, 'contact-form': `${contact}/edit` };
      const travel = { trips: '/trips', trip, 'trip-form': `${trip}/edit`, report: `${trip}/report`, plan, 'plan-form': `${plan}/edit` };
      const more = { ...people, ...travel, library: '/library', material };
      const pages = { ...more, today: '/', companies: '/companies', company, visits: '/visits', visit, returned, form: `${visit}/edit`, new: '/visits/new', me: '/me' };
      for (const [name, address] of Object.entries(pages)) {
        await page.goto(address);
        await shot(page, `all/${size}-${colorScheme}-${name}`);
      }
      await page.goto('/visits/new');
      await page.getByRole('button', { name: '完成', exact: true }).click();
      await page.getByRole('searchbox', { name: '企业' }).fill('无此企业');
      await page.getByLabel('意向投资').fill('12e3');
      await shot(page, `all/${size}-${colorScheme}-mistakes`);

      const office = await (await desk(look)).newPage();
      await signIn(office, 'office');
      const line = office.locator('.desk-lines').getByRole('link', { name: /已退回/ }).first();
      const asked = (await line.getAttribute('href')) ?? '';
      const written = await first(office, '/desk/materials', /12号地块/);
      const library = { materials: '/desk/materials', written, 'written-form': `${written}/edit`, 'written-new': '/desk/materials/new' };
      for (const [name, address] of Object.entries({ ...library, desk: '/desk', asked, quarantine: '/desk/quarantine' })) {
        await office.goto(address);
        await shot(office, `all/${size}-${colorScheme}-${name}`);
      }
      await office.getByRole('main').getByRole('listitem').getByRole('link', { name: /不符合要求/ }).first().click();
      await office.getByRole('button', { name: '更正后采纳' }).click();
      await shot(office, `all/${size}-${colorScheme}-mending`);
      await office.goto('/desk/quarantine');
      await office.getByRole('listitem').getByRole('link', { name: /不一致/ }).first().click();
      await office.getByRole('button', { name: '不予采纳' }).click();
      await office.getByLabel('审核意见').fill('地点请按实际填写。');
      await office.getByRole('button', { name: '确认不予采纳' }).click();
      await expect(office.getByRole('region', { name: '处理结果' })).toBeVisible();
      await shot(office, `all/${size}-${colorScheme}-refused`);
      await page.goto('/me');
      await expect(page.getByRole('button', { name: '取回修改' })).toBeVisible();
      await shot(page, `all/${size}-${colorScheme}-refused-of-me`);

      const admin = await (await desk(look)).newPage();
      await signIn(admin, 'admin');
      await admin.goto('/desk/devices');
      const device = admin.getByRole('main').getByRole('listitem').filter({ hasText: '长三角小分队队员' });
      await device.getByRole('button', { name: '停用' }).first().click();
      await shot(admin, `all/${size}-${colorScheme}-revoking`);
      await admin.getByRole('dialog').getByRole('button', { name: '停用' }).click();
      await expect(device.filter({ hasText: '已停用' })).toHaveCount(1);
      await shot(admin, `all/${size}-${colorScheme}-devices`);
      await expect(page.getByRole('alert').filter({ hasText: '此设备已停用' })).toBeVisible();
      await page.goto('/');
      await expect(page.getByRole('alert').filter({ hasText: '此设备已停用' })).toBeVisible();
      await shot(page, `all/${size}-${colorScheme}-revoked`);
    });
  }
}
