import { expect, test } from './support/fixtures.ts';
import { ready, record, signIn } from './support/people.ts';

test('a reason that is being typed stays when the trip is read anew', async ({ phone }) => {
  const context = await phone();
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.getByRole('link', { name: /^查看行程/ }).click();
  await page.getByRole('main').getByRole('button', { name: /^登记未走访：/ }).first().click();
  const reason = page.getByLabel('其他原因');
  await reason.pressSequentially('高速封路');

  const other = await context.newPage();
  await record(other, '顺路拜访。');
  const unplanned = page.locator('section', { has: page.getByRole('heading', { name: '计划外走访', exact: true }) });
  await expect(unplanned).toContainText('顺路拜访。');
  await expect(reason).toHaveValue('高速封路');
  await page.getByRole('button', { name: '保存原因' }).click();
  await expect(page.locator('.stops > li').filter({ hasText: '高速封路' })).toHaveCount(1);
});
