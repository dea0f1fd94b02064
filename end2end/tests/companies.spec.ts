import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { choose, photo, pictures } from './support/photos.ts';
import { ready, signIn, stored } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');
const search = (page: Page) => page.getByRole('searchbox');
const lines = (page: Page) => page.locator('.companies').getByRole('link');

async function axeIsClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('without network a company is found by whatever of it somebody types', async ({ server, device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await server.stop();
  await page.goto('/companies');
  await expect(main(page).getByRole('status')).toContainText(/^共\d+家企业，输入名称、简称或拼音可查找$/);
  const ways: [string, string, string][] = [
    ['cgzz', '澄光智装', '澄光智装'],
    ['CGZZ', '澄光智装', '澄光智装'],
    ['chengguang', '澄光智装', '澄光'],
    ['chengg智装', '澄光智装', '澄光'],
    ['光智', '澄光智装', '光智'],
    ['装备 cg', '澄光智装', '澄光'],
    ['澄光智能装备(苏州)', '澄光智装', '澄光智能装备（苏州'],
    ['zhongxing', '揽岳集团', '重型'],
    ['chongxing', '揽岳集团', '重型'],
    ['kazemori precision', '风森精密', 'Kazemori'],
  ];
  for (const [typed, title, marked] of ways) {
    await search(page).fill(typed);
    await expect(lines(page).first(), typed).toContainText(title);
    await expect(lines(page).first().locator('mark', { hasText: marked }).first(), typed).toBeVisible();
  }
  await search(page).fill('9132 0594 DEM0003720');
  await expect(lines(page), 'words of a code, and only its company').toHaveCount(1);
  await expect(lines(page)).toContainText('澄光智装');
  await search(page).fill('没有这样的公司');
  await expect(main(page).getByRole('status')).toHaveText('没有找到，可以新建这家企业。');
  await axeIsClean(page);
  await page.getByRole('button', { name: '新建企业' }).click();
  await expect(page.getByLabel('企业全称')).toHaveValue('没有这样的公司');
  await axeIsClean(page);
});

test('a wrong credit code is told at once, and whose a known one is', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/companies');
  await page.getByRole('button', { name: '新建企业' }).click();
  const code = page.getByLabel('统一社会信用代码');
  await page.getByLabel('企业全称').fill('一家新公司');
  await code.pressSequentially('9132I');
  await expect(page.getByText('代码中有不可用的字符')).toBeVisible();
  await code.fill('');
  await code.pressSequentially('91320594DEM0003721');
  await expect(page.getByText('代码校验不通过')).toBeVisible();
  await page.getByRole('button', { name: '保存企业' }).click();
  await expect(page.getByText('代码校验不通过'), 'and it is not saved').toBeVisible();
  await code.fill('91320594DEM000372');
  await expect(page.getByText('统一社会信用代码应为 18 位')).toBeVisible();

  // Small letters and full width, as keyboards have them.
  await code.fill('９１３２０５９４dem0003720');
  const known = page.getByRole('list', { name: '这个信用代码已有企业' }).getByRole('button');
  await expect(known).toContainText('澄光智装');
  await axeIsClean(page);
  await known.click();
  await expect(page).toHaveURL(/\/companies\/[0-9a-f-]{36}$/);
  await expect(main(page).getByRole('heading', { name: '澄光智装' })).toBeVisible();
  await expect.poll(() => stored(page, 'drafts'), 'what was begun is gone').toEqual([]);
});

test('a name that resembles a known one is told, and the visit around it is not lost', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill('在展会上遇到这家企业，约了下周再谈。');
  await search(page).fill('江苏橙光智能装备集团');
  await expect(page.getByText('没有找到，可以新建这家企业。')).toBeVisible();
  await page.getByRole('button', { name: '新建企业“江苏橙光智能装备集团”' }).click();
  const near = page.getByRole('list', { name: '已有名称相近的企业' }).getByRole('button');
  await expect(near.first()).toContainText('澄光智能装备（苏州）有限公司');
  await near.first().click();
  await expect(page.getByRole('button', { name: '更换' })).toBeVisible();
  await expect(main(page).getByText('澄光智装')).toBeVisible();
  await expect(page.getByLabel('谈了什么')).toHaveValue('在展会上遇到这家企业，约了下周再谈。');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).getByText('待发送')).toBeVisible();
});

test('who adds a company claims the first contact, and everybody reads who it was', async ({ device, phone }) => {
  const here = await device();
  const page = await here.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await here.context.setOffline(true);
  await page.goto('/companies');
  await page.getByRole('button', { name: '新建企业' }).click();
  await page.getByLabel('企业全称').fill('云麓传感（无锡）有限公司');
  await page.getByLabel('简称').fill('云麓传感');
  await expect(page.getByRole('checkbox', { name: '登记首谈' })).toBeChecked();
  await page.getByLabel('首谈对象').fill('何总');
  await page.getByRole('button', { name: '保存企业' }).click();
  const card = main(page).locator('.first-contact');
  await expect(card).toContainText('长三角小分队队员');
  await expect(card).toContainText('首谈对象：何总');
  await page.goto('/companies');
  await search(page).fill('ylcg');
  await expect(lines(page).first()).toContainText('云麓传感');

  await here.context.setOffline(false);
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  const other = await (await phone()).newPage();
  await signIn(other, 'leader');
  await ready(other);
  await other.goto('/companies');
  await search(other).fill('ylcg');
  await lines(other).first().click();
  await expect(main(other).locator('.first-contact')).toContainText('长三角小分队队员');
});

test('without network a company says who it is, what was promised, whom we met and what they need', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  await search(page).fill('cgzz');
  await page.getByRole('button', { name: /澄光/ }).first().click();
  await page.getByLabel('谈了什么').fill('看了总装车间。');
  await choose(page, [await photo(page, '车间.jpg')]);
  await pictures(main(page).locator('.photo img'), 1);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).getByText('已收')).toBeVisible();
  await phone.context.setOffline(true);

  await page.goto('/companies');
  await search(page).fill('91320594DEM0003720');
  await lines(page).first().click();
  const section = (heading: string) => main(page).locator('section', { has: page.getByRole('heading', { name: heading }) });
  await expect(section('澄光智装')).toContainText('专精特新');
  await expect(section('澄光智装')).toContainText('91320594DEM0003720');
  await expect(section('跟进事项')).toContainText('出具10吨行车改造方案和工期');
  await expect(section('跟进事项').getByText('未办结').first()).toBeVisible();
  const promised = section('跟进事项').getByRole('listitem').filter({ hasText: '协调供电部门出具双回路供电方案' });
  await expect(promised).toContainText('我方承诺');
  await expect(section('企业诉求')).toContainText('厂房');
  await expect(section('联系人').getByRole('listitem').first()).toContainText('董事长');
  await expect(section('历次走访').getByRole('link').first()).toContainText('看了总装车间');
  await expect(section('照片和附件').locator('img')).toBeVisible();
  await axeIsClean(page);

  // A need that was met is so for everybody, and can be taken back.
  const needs = section('企业诉求').getByRole('listitem');
  await needs.first().getByRole('button', { name: /标为已解决/ }).click();
  await expect(needs.last()).toContainText('今天解决');
  await needs.last().getByRole('button', { name: /撤销/ }).click();
  await expect(section('企业诉求').getByText('已解决', { exact: true })).toHaveCount(0);

  // Nobody has claimed it so far.
  await section('首谈').getByRole('button', { name: '登记首谈' }).click();
  await expect(section('首谈')).toContainText('长三角小分队队员');
  await section('跟进事项').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/visits\//);
});
