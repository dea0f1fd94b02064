import type { Locator, Page } from '@playwright/test';

import { day } from './support/days.ts';
import { expect, test } from './support/fixtures.ts';
import { held, received } from './support/received.ts';
import { chooseCompany, ready, signIn } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');
const finish = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

async function begun(page: Page): Promise<void> {
  await signIn(page, 'member');
  await ready(page);
  await page.context().setOffline(true);
}

async function sent(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await expect(page.getByRole('status', { name: '同步' })).toHaveText('已全部送达');
}

/** The form is not over: the field says why, and what was typed stands there, after a reload too. */
async function refused(page: Page, field: Locator, typed: string, why: RegExp, name: string): Promise<void> {
  await field.fill(typed);
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await finish(page, name).click();
  await expect(field, typed).toHaveAccessibleDescription(why);
  await expect(field).toHaveValue(typed);
  await page.reload();
  await expect(field, 'after a reload').toHaveValue(typed);
}

test('an amount is read as it is written down, or told; nothing is guessed', async ({ server, phone }) => {
  test.slow();
  const page = await (await phone()).newPage();
  await begun(page);
  const amount = page.getByLabel('意向投资');
  const begin = async () => {
    await page.goto('/visits/new');
    await chooseCompany(page, '鸣渚');
  };
  const taken = { '1.5亿': 15_000, '15,000万': 15_000, '１．５': 15_000, '0': 0 };
  for (const [typed, wan] of Object.entries(taken)) {
    await begin();
    await page.getByLabel('谈了什么').fill(`写的是${typed}。`);
    await amount.fill(typed);
    const [yi, said] = [(wan / 10_000).toFixed(2), wan.toLocaleString('en')];
    await expect(page.getByText(`= ${yi} 亿元（${said} 万元）`)).toBeVisible();
    await finish(page, '完成').click();
    await expect(main(page).getByText('待发送')).toBeVisible();
    await page.reload();
    await expect(main(page)).toContainText(`${yi} 亿元`);
  }
  await begin();
  await page.getByLabel('谈了什么').fill('写的都不对。');
  for (const typed of ['12e3', '一亿五', '1.5.', '0x10', '约1亿', 'NaN']) await refused(page, amount, typed, /请按“1\.5亿”或“3000万”填写金额/, '完成');
  await refused(page, amount, '-1', /应在0到1000000000000之间，请核对/, '完成');
  await refused(page, amount, '999999999', /应在0到1000000000000之间，请核对/, '完成');
  await refused(page, amount, '0.00001', /金额最小单位为万元/, '完成');

  await sent(page);
  const visits = await received(server, 'visit');
  const amounts = Object.keys(taken).map((typed) => held(visits.find((row) => held(row, 'content') === `写的是${typed}。`), 'intent/amount'));
  expect(amounts).toEqual(Object.values(taken));
  expect(visits.filter((row) => held(row, 'content') === '写的都不对。'), 'what is not finished is not sent').toEqual([]);
});

test('what leaves a wrong field does its work at the first press', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await begun(page);
  await page.goto('/visits/new');
  const amount = page.getByLabel('意向投资');
  const [add, steps] = [page.getByRole('button', { name: '添加下一步' }), page.getByLabel('责任人')];
  const wrong = /请按“1\.5亿”或“3000万”填写金额/;
  await amount.fill('12e3');
  await add.hover();
  await page.mouse.down();
  await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
  await page.mouse.up();
  await expect(steps).toHaveCount(1);
  await expect(amount).toHaveAccessibleDescription(wrong);

  await amount.fill('1.5亿');
  await expect(amount).not.toHaveAccessibleDescription(wrong);
  await amount.fill('约1亿');
  await add.tap();
  await expect(steps).toHaveCount(2);
  await expect(amount).toHaveAccessibleDescription(wrong);
});

test('days of long ago and far ahead are kept, and those that cannot be are told', async ({ server, phone }) => {
  test.slow();
  const page = await (await phone()).newPage();
  await begun(page);
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill('日子很远。');
  const when = page.getByLabel('日期', { exact: false }).first();
  await refused(page, when, day(1), /日期晚于今天，走访记录不能填未来日期/, '完成');
  await refused(page, when, '1899-12-31', /没有这个日期/, '完成');
  await when.fill('1900-01-01');
  for (const [button, what, due, told] of [
    ['添加下一步', '做什么', '2199-12-31', '2200-01-01'],
    ['添加我方承诺', '承诺什么', '1900-01-01', '9999-12-31'],
  ] as const) {
    await page.getByRole('button', { name: button }).click();
    await page.getByLabel(what).fill(`到${due}`);
    const until = page.locator('.step', { has: page.getByLabel(what) }).getByLabel('完成时限');
    await refused(page, until, told, /没有这个日期/, '完成');
    await until.fill(due);
  }
  await finish(page, '完成').click();
  await expect(main(page)).toContainText('1900年1月1日');
  await expect(main(page)).toContainText('2199年12月31日');
  await page.goto('/follow-ups');
  await expect(main(page).getByRole('listitem').filter({ hasText: '到1900-01-01' })).toContainText(/逾期\d{5}天/);
  await expect(main(page).getByRole('listitem').filter({ hasText: '到2199-12-31' })).toContainText('2199年12月31日');
  await sent(page);
  const [visit] = (await received(server, 'visit')).filter((row) => held(row, 'content') === '日子很远。');
  expect(['day', 'next/*/due', 'commitments/*/due'].map((path) => held(visit, path))).toEqual(['1900-01-01', '2199-12-31', '1900-01-01']);
});

test('figures and days of a plan are read as people write them, or told', async ({ server, phone }) => {
  test.slow();
  const page = await (await phone()).newPage();
  await begun(page);
  await page.goto('/plans/new');
  await page.getByLabel('计划名称').fill('百年计划');
  const companies = page.getByLabel('计划走访企业');
  const [from, to] = [page.getByLabel('开始日期'), page.getByLabel('结束日期')];
  await from.fill('1900-01-01');
  await refused(page, to, '9999-12-31', /没有这个日期/, '保存计划');
  await to.fill('2199-12-31');
  for (const typed of ['12e3', '三十', '1.5']) await refused(page, companies, typed, /请填写整数/, '保存计划');
  for (const typed of ['-5', '1000001']) await refused(page, companies, typed, /应在0到/, '保存计划');
  await companies.fill('１,５00');
  await finish(page, '保存计划').click();
  await expect(main(page).getByRole('link', { name: '走访企业：0 / 1500，查看记录' })).toBeVisible();
  await page.reload();
  await expect(main(page)).toContainText(/1900年1月1日.*2199年12月31日/);
  await sent(page);
  const [plan] = (await received(server, 'plan')).filter((row) => held(row, 'name') === '百年计划');
  expect(['from', 'to', 'companies'].map((path) => held(plan, path))).toEqual(['1900-01-01', '2199-12-31', 1_500]);
});

test('a trip keeps far days of its stops, and tells days that cannot be', async ({ server, phone }) => {
  test.slow();
  const page = await (await phone()).newPage();
  await begun(page);
  await page.goto('/trips/new');
  await page.getByLabel('行程名称').fill('长途');
  await page.getByLabel('开始日期').fill(day());
  await refused(page, page.getByLabel('结束日期'), day(-1), /结束时间早于开始时间/, '保存行程');
  await page.getByLabel('结束日期').fill('2199-12-31');
  await page.getByRole('button', { name: '添加一站' }).click();
  const stop = page.getByRole('group', { name: '第1站' });
  await stop.getByLabel('走访事项').fill('最后一天');
  await refused(page, stop.getByLabel('日期'), '2200-01-01', /没有这个日期/, '保存行程');
  await stop.getByLabel('日期').fill('2199-12-31');
  await finish(page, '保存行程').click();
  await expect(main(page)).toContainText('最后一天');
  await page.reload();
  await expect(main(page)).toContainText('2199年12月31日');
  await sent(page);
  const [trip] = (await received(server, 'trip')).filter((row) => held(row, 'name') === '长途');
  expect(['to', 'stops/*/day'].map((path) => held(trip, path))).toEqual(['2199-12-31', '2199-12-31']);
});
