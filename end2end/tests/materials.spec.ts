import type { Page } from '@playwright/test';

import { day } from './support/days.ts';
import { expect, test } from './support/fixtures.ts';
import { isSound } from './support/pages.ts';
import { ready, signIn, spoil, stored } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');
const lines = (page: Page) => page.locator('.desk-lines').getByRole('link');
const published = (page: Page) => expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');

/** A field of the form; the list beside it has its own. */
const field = (page: Page, name: string) => page.locator('.desk-open').getByLabel(name);

/** The form of a new material of that sort. */
async function begin(page: Page, sort: string): Promise<void> {
  await page.goto('/desk/materials');
  await page.getByRole('link', { name: '新增资料' }).click();
  await page.getByRole('radio', { name: sort, exact: true }).press('Space');
}

test('the office writes a policy and a plot of land, and teams find them without network', async ({ server, desk, device }) => {
  test.slow();
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.getByRole('navigation').getByRole('link', { name: '资料库' }).click();
  await expect(lines(office)).toHaveCount(12);
  await isSound(office, 'the library at the desk');

  await office.getByRole('link', { name: '新增资料' }).click();
  await field(office, '标题').fill('低空经济招商支持措施');
  await expect(office.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await office.reload();
  await expect(field(office, '标题'), 'nothing typed is lost').toHaveValue('低空经济招商支持措施');
  await field(office, '文号').fill('演政办〔2026〕40号');
  await field(office, '发文机关').fill('演示市人民政府办公室');
  await field(office, '正文').fill('对整机和关键部件项目，首台套按售价给予奖励。');
  await field(office, '有效期自').fill(day(0));
  await field(office, '有效期至').fill(day(-1));
  await field(office, '联系方式').fill('市商务局');
  await expect(main(office), 'as soon as the day is left').toContainText('结束时间早于开始时间');
  await office.getByRole('button', { name: '发布' }).click();
  await expect(field(office, '有效期至')).toBeFocused();
  await isSound(office, 'a material that is being written');
  await field(office, '有效期至').fill(day(365));
  await office.getByRole('button', { name: '发布' }).click();
  await expect(office.getByRole('heading', { level: 1, name: '低空经济招商支持措施' })).toBeVisible();
  await published(office);
  await expect(main(office)).toContainText(/开放办.*更新/);
  await isSound(office, 'a material at the desk');

  await begin(office, '地块');
  await office.getByRole('button', { name: '发布' }).click();
  await expect(office.getByText('这一项需要填写')).toBeVisible();
  await field(office, '标题').fill('经开区21号地块');
  await field(office, '面积').fill('约150');
  await field(office, '价格').fill('挂牌起始价每亩36万元');
  await expect(office.getByText('请填写整数，例如 150')).toBeVisible();
  await field(office, '面积').fill('150');
  await field(office, '位置').fill('经开区经南十二路');
  await office.getByRole('button', { name: '发布' }).click();
  await expect(office.getByRole('heading', { level: 1, name: '经开区21号地块' })).toBeVisible();
  await expect(main(office)).toContainText('150 亩');
  await published(office);

  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await server.stop();
  await page.goto('/library');
  await expect(main(page).getByRole('status').first()).toHaveText('共14份资料');
  await page.getByRole('searchbox').fill('首台套 低空');
  await page.locator('.materials').getByRole('link').click();
  await expect(main(page)).toContainText('演政办〔2026〕40号');
  await page.goto('/library');
  await page.getByRole('searchbox').fill('21号地块');
  await page.locator('.materials').getByRole('link').click();
  await expect(main(page)).toContainText('150 亩');
  await expect(main(page)).toContainText('挂牌起始价每亩36万元');
});

test('a material is amended and taken off, and phones follow', async ({ desk, phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  const office = await (await desk()).newPage();
  await signIn(office, 'office');

  await office.goto('/desk/materials?sort=land');
  await expect(lines(office)).toHaveCount(2);
  await lines(office).filter({ hasText: '经开区12号地块' }).click();
  await office.getByRole('link', { name: '修改' }).click();
  await expect(field(office, '位置')).toHaveValue(/第九大街/);
  await field(office, '价格').fill('挂牌起始价每亩35万元');
  await office.getByRole('button', { name: '发布修改' }).click();
  await expect(main(office)).toContainText('每亩35万元');
  await page.goto('/library');
  await page.getByRole('searchbox').fill('12号地块');
  const material = page.locator('.materials').getByRole('link');
  await expect(material).toHaveCount(1);
  await material.click();
  await expect(main(page)).toContainText('每亩35万元');

  await office.getByRole('button', { name: '撤下' }).click();
  await office.getByRole('dialog').getByRole('button', { name: '取消' }).click();
  await expect(office.getByRole('heading', { level: 1, name: '经开区12号地块' }), 'it was only asked for').toBeVisible();
  await office.getByRole('button', { name: '撤下' }).click();
  await office.getByRole('dialog').getByRole('button', { name: '撤下' }).click();
  await expect(office).toHaveURL(/\/desk\/materials(\?|$)/);
  await expect(lines(office).filter({ hasText: '经开区12号地块' })).toHaveCount(0);
  await expect(main(page)).toContainText('本机没有这份资料');
});

test('without network a material waits at the desk, and comes up when there is one', async ({ desk }) => {
  const context = await desk();
  const office = await context.newPage();
  await signIn(office, 'office');
  await begin(office, '产业链要点');
  await field(office, '标题').fill('低空经济产业链要点');
  await context.setOffline(true);
  await field(office, '正文').fill('缺整机总装和飞控。');
  await office.getByRole('button', { name: '发布' }).click();
  await expect(office.getByText('这一项需要填写')).toBeVisible();
  await field(office, '产业链').last().selectOption({ index: 1 });
  await office.getByRole('button', { name: '发布' }).click();
  await expect(office.getByRole('heading', { level: 1, name: '低空经济产业链要点' })).toBeVisible();
  await expect(main(office)).toContainText('待发送');
  await expect(office.getByText('已存本机，联网后自动发布。')).toBeVisible();
  expect(await stored(office, 'outbox')).toHaveLength(1);
  await context.setOffline(false);
  await published(office);
  await expect(main(office).getByText('待发送')).toHaveCount(0);
  await expect(lines(office)).toHaveCount(13);
});

test('what was begun and left is found again in the list, and can be thrown away', async ({ desk }) => {
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await begin(office, '厂房');
  await field(office, '标题').fill('高新区B2厂房');
  await expect(office.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await office.goto('/desk/materials');
  await lines(office).filter({ hasText: '高新区B2厂房' }).click();
  await expect(field(office, '建筑面积')).toBeVisible();
  await office.getByRole('button', { name: '放弃这份草稿' }).click();
  await office.getByRole('dialog').getByRole('button', { name: '放弃', exact: true }).click();
  await expect(office).toHaveURL(/\/desk\/materials$/);
  await expect(lines(office)).toHaveCount(12);
});

test('what the server does not take is told on the page', async ({ desk }) => {
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await spoil(office, 'ask');
  await begin(office, '政策');
  await field(office, '标题').fill('若干措施');
  await field(office, '联系方式').fill('项目科');
  await office.getByRole('button', { name: '发布' }).click();
  await expect(main(office)).toContainText('没有发布成功：有一项内容不符合要求。');
});

test('teams read on their phones, and whoever reviews nothing writes nothing', async ({ desk }) => {
  const member = await (await desk()).newPage();
  await signIn(member, 'member');
  await member.goto('/desk/materials');
  await expect(member.getByText('小分队的资料库在手机页面查看。')).toBeVisible();
  await expect(lines(member)).toHaveCount(0);
  await expect(member.getByRole('link', { name: '新增资料' })).toHaveCount(0);
  await member.goto('/desk/materials/new');
  await expect(member.getByText('您的账号没有这项权限')).toBeVisible();
  await expect(field(member, '标题')).toHaveCount(0);

  const admin = await (await desk()).newPage();
  await signIn(admin, 'admin');
  await admin.goto('/desk/materials');
  await expect(lines(admin)).toHaveCount(12);
  await expect(admin.getByRole('link', { name: '新增资料' })).toHaveCount(0);
  await lines(admin).first().click();
  await expect(admin.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(admin.getByRole('link', { name: '修改' })).toHaveCount(0);
});
