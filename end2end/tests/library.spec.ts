import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { isSound } from './support/pages.ts';
import { ready, signIn } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');
const lines = (page: Page) => page.locator('.materials').getByRole('link');

test('without network a policy is found by words of its text, pinned, and sent as text', async ({ server, device }) => {
  const phone = await device();
  await phone.context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await server.stop();

  await page.getByRole('link', { name: '资料库' }).click();
  await expect(main(page).getByRole('status').first()).toHaveText('共12份资料');
  const search = page.getByRole('searchbox');
  await search.fill('先租后让 管家');
  await expect(lines(page)).toHaveCount(1);
  await expect(lines(page)).toContainText('招商引资项目要素保障若干措施');
  await expect(lines(page).locator('mark', { hasText: '先租后让' }), 'with the place of the text').toBeVisible();
  await search.fill('演政办2026 12');
  await expect(lines(page).locator('mark').first()).toHaveText('演政办〔2026');
  await search.fill('没有这样的政策');
  await expect(main(page).getByRole('status').first()).toHaveText('没有找到，请换个词再试。');
  await search.fill('');
  await page.getByRole('radio', { name: '厂房' }).press('Space');
  await expect(lines(page)).toHaveCount(2);
  await page.getByRole('radio', { name: '政策' }).press('Space');
  await expect(lines(page).filter({ hasText: '标准厂房租金补贴实施细则' })).toContainText('未生效');
  await expect(lines(page).last()).toContainText('已过期');
  await isSound(page, 'the library');

  await lines(page).last().click();
  await expect(main(page)).toContainText('到期，不能对外承诺。');
  await page.getByRole('button', { name: '置顶' }).click();
  await expect(page.getByRole('button', { name: '取消置顶' })).toBeVisible();
  await isSound(page, 'a material');
  await page.goto('/library');
  await page.reload();
  await expect(lines(page).first(), 'a pin survives').toContainText(/春季招商行动支持措施.*已置顶/);

  await search.fill('先租后让');
  await lines(page).filter({ hasText: '招商引资项目要素保障若干措施' }).click();
  await expect(main(page)).toContainText(/本资料有效期至\d{4}年\d+月\d+日。/);
  await page.getByRole('button', { name: '发送文字' }).click();
  await expect(page.getByText('已复制，可粘贴发送。')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^招商引资项目要素保障若干措施\n文号：演政办〔2026〕12号\n/);
  expect(copied).toContain('先租后让、弹性年期供应');
  expect(copied).toMatch(/本资料有效期至\d{4}年\d+月\d+日。$/);
});
