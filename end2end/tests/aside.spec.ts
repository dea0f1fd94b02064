import { expect, test } from './support/fixtures.ts';
import { ready, signIn, spoil, stored } from './support/people.ts';

test('what the server sets aside is told to its author and to the office, and stays on the phone', async ({ phone, desk }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await spoil(page, 'content');
  await page.goto('/companies');
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
  await page.getByLabel('谈了什么').fill('途中被改坏的一次走访。');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待核对')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('途中被改坏的一次走访。');
  expect(await stored(page, 'outbox')).toHaveLength(1);
  await page.goto('/me');
  const queued = page.getByRole('link', { name: /走访.*待核对/ });
  await expect(queued).toContainText('内容不符合要求');
  await expect(queued, 'and what to do about it').toContainText('开放办更正后采纳，不必重填');

  // Later the same arrives as it was written. The server keeps both; neither stands in the other's way.
  await page.unroute('**/api/v1/sync/push');
  await page.reload();
  await expect(queued).toContainText('与服务器上的记录不一致');
  await expect(queued).toContainText('请等待开放办核对，无需重复填写');
  await expect(page.getByRole('status', { name: '同步' })).toHaveText(/^\d条尚未采纳$/);
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.getByRole('navigation').getByRole('link', { name: /待处理/ }).click();
  const kept = office.getByRole('listitem').filter({ hasText: '内容不符合要求' });
  await kept.getByRole('link').click();
  await office.getByText('查看原始内容').click();
  await expect(office.locator('pre')).toContainText('"content"');
});
