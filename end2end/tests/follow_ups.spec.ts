import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');
const section = (page: Page, heading: string) =>
  main(page).locator('section', { has: page.getByRole('heading', { name: heading, exact: true }) });

test('without network what was promised is found by whose it is and when it is due, and ends with a note', async ({ device, desk }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);

  // A visit that leaves a commitment of ours.
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill('答应帮助协调用工。');
  await page.getByRole('button', { name: '添加我方承诺' }).click();
  await page.getByLabel('承诺什么').fill('组织两所职业院校对接用工');
  await page.getByRole('button', { name: '三天内' }).click();
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page)).toContainText('组织两所职业院校对接用工');

  await page.goto('/');
  await page.getByRole('link', { name: '跟进事项' }).click();
  await expect(section(page, '已逾期')).toContainText('提供标准地出让条件文本');
  const mine = section(page, '七天内到期').getByRole('listitem').filter({ hasText: '组织两所职业院校对接用工' });
  await expect(mine).toContainText('我方承诺');

  // The team's is more than mine.
  const count = await main(page).getByRole('listitem').count();
  await page.getByRole('link', { name: '全队' }).click();
  await expect.poll(() => main(page).getByRole('listitem').count()).toBeGreaterThan(count);
  await page.getByRole('link', { name: '我负责的' }).click();

  // A note that was begun is on the disk like everything else.
  await mine.getByRole('button', { name: /^办结/ }).click();
  await page.getByLabel('办结情况').fill('两所院校均已对接，');
  await expect.poll(async () => (await stored(page, 'drafts')).join()).toContain('两所院校均已对接，');
  await page.reload();
  await mine.getByRole('button', { name: /^办结/ }).click();
  await expect(page.getByLabel('办结情况')).toHaveValue('两所院校均已对接，');
  await page.getByLabel('办结情况').press('End');
  await page.getByLabel('办结情况').pressSequentially('意向输送50人。');
  await page.getByRole('button', { name: '确认办结' }).click();
  await expect(mine).toHaveCount(0);
  await page.getByRole('link', { name: '已办结' }).click();
  await expect(main(page).getByRole('listitem').first()).toContainText('两所院校均已对接，意向输送50人。');
  expect(await stored(page, 'drafts'), 'no draft is left').toEqual([]);

  await phone.context.setOffline(false);
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /鸣渚/ }).first().click();
  await expect(office.locator('.desk-step').filter({ hasText: '组织两所职业院校对接用工' })).toContainText('意向输送50人');
});

test('a calendar file takes along what has a day', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/follow-ups?of=team');
  await expect(section(page, '已逾期')).toBeVisible();
  const shown = await main(page).getByRole('listitem').locator('.line').count();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '存入手机日历' }).click()]);
  expect(download.suggestedFilename()).toBe('跟进事项.ics');
  const text = await readFile(await download.path(), 'utf8');
  const file = text.replaceAll('\r\n ', '');
  expect(file.match(/^BEGIN:VEVENT\r$/gm) ?? []).toHaveLength(shown);
  expect(file).toContain('SUMMARY:提供标准地出让条件文本 · ');
  expect(file.match(/^DTSTART;VALUE=DATE:\d{8}\r$/gm) ?? []).toHaveLength(shown);
});

test('what ends a follow-up stands at the end of its row, and hands the keys to the note and back', async ({ phone }) => {
  const page = await (await phone({ viewport: { width: 360, height: 800 } })).newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/follow-ups?of=team');
  const line = main(page).getByRole('listitem').filter({ hasText: '提供标准地出让条件文本' });
  const end = line.getByRole('button', { name: /^办结/ });
  await expect(end).toBeVisible();
  const box = async (place: Locator) => (await place.boundingBox()) ?? { x: 0, y: 0, width: 0, height: 0 };
  const [row, link, button] = [await box(line), await box(line.getByRole('link')), await box(end)];
  expect(button.height).toBeGreaterThanOrEqual(48);
  expect(button.y + button.height, 'not below what it ends').toBeLessThanOrEqual(link.y + link.height + 1);
  expect(button.x, 'at the end').toBeGreaterThan(row.x + row.width / 2);
  await end.press('Enter');
  const note = page.getByLabel('办结情况');
  await expect(note).toBeFocused();
  await page.getByRole('button', { name: '取消' }).press('Enter');
  await expect(end).toBeFocused();
  await expect(note).toHaveCount(0);
});

test('a follow-up ends while its visit is half amended, and neither takes the other along', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/follow-ups');
  const line = main(page).getByRole('listitem').filter({ hasText: '提供标准地出让条件文本' });
  const visit = await line.getByRole('link').first().getAttribute('href');
  await page.goto(`${visit}/edit`);
  await page.getByLabel('谈了什么').fill('写到一半');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await page.goto('/follow-ups');
  await line.getByRole('button', { name: /^办结/ }).click();
  await page.getByLabel('办结情况').fill('文本已发企业。');
  await page.getByRole('button', { name: '确认办结' }).click();
  await expect(line).toHaveCount(0);
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  await page.goto(visit ?? '');
  await expect(main(page)).toContainText('文本已发企业。');
  await expect(main(page)).not.toContainText('写到一半');
  await page.goto(`${visit}/edit`);
  await expect(page.getByLabel('谈了什么')).toHaveValue('写到一半');
});
