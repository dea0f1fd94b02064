import type { Page } from '@playwright/test';

import { Client, visits, type Change } from './support/client.ts';
import { expect, test } from './support/fixtures.ts';
import { ready, signIn, spoil, stored } from './support/people.ts';

const WORDS = '企业看过两处地块，等能耗指标。';

/** A visit of which the server can take all but what was said; the page of the visit stands open. */
async function setAside(page: Page): Promise<void> {
  await signIn(page, 'member');
  await ready(page);
  await spoil(page, 'content');
  await page.goto('/companies');
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
  await page.getByLabel('谈了什么').fill(WORDS);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待核对')).toBeVisible();
  await expect(page.getByRole('status', { name: '同步' }), 'it has arrived, and does not count yet').toHaveText('1条尚未采纳');
}

/** The office opens what was set aside, by its list. */
async function open(office: Page): Promise<void> {
  await signIn(office, 'office');
  await office.getByRole('navigation').getByRole('link', { name: /待处理/ }).click();
  await office.getByRole('listitem').getByRole('link', { name: /内容不符合要求/ }).first().click();
  await expect(office.getByRole('heading', { level: 1 })).toContainText('走访');
}

test('what the office mends is received on the phone by itself, and what came is kept', async ({ phone, desk }) => {
  const page = await (await phone()).newPage();
  await setAside(page);
  const office = await (await desk()).newPage();
  await open(office);
  const wrong = office.locator('.change.wrong');
  await expect(wrong).toHaveCount(1);
  await expect(wrong).toContainText('谈了什么');
  await office.getByRole('button', { name: '更正后采纳' }).click();
  await office.getByRole('button', { name: '提交更正' }).click();
  await expect(office.getByText('这一项需要填写')).toBeVisible();
  await office.getByLabel('谈了什么').fill('企业看过两处地块，等能耗指标（电话核实）。');
  await office.getByRole('button', { name: '提交更正' }).click();
  const decision = office.getByRole('region', { name: '处理结果' });
  await expect(decision).toContainText('更正后采纳');
  await expect(decision).toContainText('电话核实');
  await expect(office.getByRole('button', { name: '更正后采纳' })).toHaveCount(0);
  await office.getByText('查看原始内容').click();
  await expect(office.locator('pre')).toContainText('"value":true');

  // The phone was left alone: it hears of it, and lets go.
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(page.getByRole('main')).toContainText('电话核实');
  await expect.poll(() => stored(page, 'outbox')).toHaveLength(0);
  await expect(page.getByRole('status', { name: '同步' })).toHaveText('已全部送达');
  await office.getByRole('link', { name: '返回待处理数据' }).click();
  await expect(office.getByText('没有待处理的数据')).toBeVisible();
  await office.getByRole('link', { name: '已处理' }).click();
  await expect(office.getByRole('listitem').filter({ hasText: '更正后采纳' })).toHaveCount(1);
});

test('a refusal tells its author why, who takes the text up again and sends it anew', async ({ phone, desk }) => {
  const page = await (await phone()).newPage();
  await setAside(page);
  await page.goto('/me');
  const office = await (await desk()).newPage();
  await open(office);
  await office.getByRole('button', { name: '不予采纳' }).click();
  await office.getByRole('button', { name: '确认不予采纳' }).click();
  await expect(office.getByText('请填写审核意见')).toBeVisible();
  await office.getByLabel('审核意见').fill('谈话内容缺失，请补充后重新报送。');
  await office.context().setOffline(true);
  await office.getByRole('button', { name: '确认不予采纳' }).click();
  await expect(office.getByRole('alert').filter({ hasText: '处理需要联网' })).toBeVisible();
  await expect(office.getByLabel('审核意见')).toHaveValue('谈话内容缺失，请补充后重新报送。');
  await office.context().setOffline(false);
  await office.getByRole('button', { name: '确认不予采纳' }).click();
  await expect(office.getByRole('region', { name: '处理结果' })).toContainText('不予采纳');
  await expect(office.getByRole('heading', { name: '重新处理' })).toBeVisible();

  await expect(page.getByText('审核意见：谈话内容缺失，请补充后重新报送。')).toBeVisible();
  await expect(page.getByRole('link', { name: /走访.*需处理/ }), 'now it is its author who acts').toHaveCount(1);
  await page.getByRole('button', { name: '取回修改' }).click();
  await expect(page.getByLabel('谈了什么')).toHaveValue(WORDS);
  expect(await stored(page, 'outbox')).toHaveLength(0);
  await page.unroute('**/api/v1/sync/push');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(page.getByRole('main')).toContainText(WORDS);
});

test('what the office has typed of a decision is there again after the page was loaded anew, until it is sent', async ({ phone, desk }) => {
  const page = await (await phone()).newPage();
  await setAside(page);
  const office = await (await desk()).newPage();
  await open(office);
  await office.getByRole('button', { name: '更正后采纳' }).click();
  await office.getByLabel('谈了什么').fill('企业看过两处地块。');
  await office.getByRole('button', { name: '不予采纳' }).click();
  await office.getByLabel('审核意见').fill('谈话内容缺失，');
  await expect.poll(async () => (await stored(office, 'drafts')).join()).toContain('谈话内容缺失，');
  await office.reload();
  await expect(office.getByLabel('审核意见')).toHaveValue('谈话内容缺失，');
  await office.getByRole('button', { name: '更正后采纳' }).click();
  await expect(office.getByLabel('谈了什么')).toHaveValue('企业看过两处地块。');
  await office.getByRole('button', { name: '不予采纳' }).click();
  await office.getByLabel('审核意见').press('End');
  await office.getByLabel('审核意见').pressSequentially('请补充。');
  await office.getByRole('button', { name: '确认不予采纳' }).click();
  await expect(office.getByRole('region', { name: '处理结果' })).toContainText('谈话内容缺失，请补充。');
  await expect.poll(() => stored(office, 'drafts')).toEqual([]);
});

test('what was refused leaves the phone on its author’s word alone', async ({ phone, desk }) => {
  const page = await (await phone()).newPage();
  await setAside(page);
  await page.goto('/me');
  const office = await (await desk()).newPage();
  await open(office);
  await office.getByRole('button', { name: '不予采纳' }).click();
  await office.getByLabel('审核意见').fill('重复报送。');
  await office.getByRole('button', { name: '确认不予采纳' }).click();
  await page.getByRole('button', { name: '从本机移除' }).click();
  const asked = page.getByRole('dialog').filter({ hasText: '从本机移除这次修改' });
  await asked.getByRole('button', { name: '保留' }).click();
  await expect(page.getByText('审核意见：重复报送。')).toBeVisible();
  expect(await stored(page, 'outbox')).toHaveLength(1);
  await page.getByRole('button', { name: '从本机移除' }).click();
  await asked.getByRole('button', { name: '移除', exact: true }).click();
  await expect(page.getByText('没有待发内容')).toBeVisible();
  expect(await stored(page, 'outbox')).toHaveLength(0);
});

test('beside what does not fit stands what the record holds, and the way to it', async ({ desk, server }) => {
  const sender = await Client.signIn(server.url, 'member');
  const [visit] = visits(sender, 1) as [Change];
  await sender.push([visit]);
  await expect(sender.push([sender.amendment(visit, { 'intent/grade': '很好', place: '昆山' })])).rejects.toThrow(/quarantined/);
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.goto('/desk/quarantine');
  await office.getByRole('link', { name: /有一项内容不符合要求 · / }).click();
  const written = office.getByRole('region', { name: '填报内容' });
  await expect(written).toContainText('现有内容：苏州工业园区');
  await expect(written).toContainText(`现有内容：${visit.fields['intent/grade']?.value}`);
  await office.getByRole('link', { name: '查看现有记录' }).click();
  await expect(office).toHaveURL(new RegExp(`/desk/visits/${visit.record}$`));
  await expect(office.getByRole('main')).toContainText('苏州工业园区');
});

test('what amends a visit that never came becomes one when the office accepts it', async ({ server, desk }) => {
  const phone = await Client.signIn(server.url, 'member');
  const [lost] = visits(phone, 1) as [Change];
  const amendment = phone.amendment(lost, { company_name: '听澜新材', content: WORDS, day: new Date().toISOString().slice(0, 10) });
  await expect(phone.push([amendment]), 'it waits').rejects.toThrow(/held/);
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.getByRole('navigation').getByRole('link', { name: /待处理/ }).click();
  await office.getByRole('listitem').getByRole('link', { name: /所属记录尚未到达/ }).click();
  await office.getByRole('button', { name: '采纳', exact: true }).click();
  const question = office.getByRole('dialog');
  await expect(question).toContainText('记录尚未到达的，据此新建');
  await question.getByRole('button', { name: '采纳', exact: true }).click();
  await expect(office.getByRole('region', { name: '处理结果' })).toContainText('已采纳');
  await office.goto('/desk');
  await office.locator('.desk-lines').getByRole('link', { name: /听澜新材/ }).click();
  await expect(office.getByRole('main')).toContainText(WORDS);
});
