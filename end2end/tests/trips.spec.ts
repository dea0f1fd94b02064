import type { Locator, Page } from '@playwright/test';

import { Client } from './support/client.ts';
import { ahead, day } from './support/days.ts';
import { expect, test } from './support/fixtures.ts';
import { isSound } from './support/pages.ts';
import { chooseCompany, ready, record, signIn } from './support/people.ts';
import { choose, photo, pictures } from './support/photos.ts';

const main = (page: Page) => page.getByRole('main');
const card = (page: Page, heading: string) => main(page).locator('section', { has: page.getByRole('heading', { name: heading, exact: true }) });
const stop = (page: Page, company: string) => main(page).locator('.stops > li', { hasText: company });

interface Row {
  kind: string;
  id: string;
  fields: Record<string, [number, unknown][]>;
}

const value = (row: Row | undefined, path: string) => row?.fields[path]?.at(-1)?.[1];

/** The hashes of what the device holds of photos and files. */
async function contents(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('zoufang-'));
    const counts = names.map(async (name) => {
      const opened = indexedDB.open(name);
      await new Promise((done) => (opened.onsuccess = done));
      const asked = opened.result.transaction('blobs').objectStore('blobs').count();
      await new Promise((done) => (asked.onsuccess = done));
      opened.result.close();
      return asked.result;
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  });
}

async function addStop(page: Page, company: string, time: string): Promise<void> {
  await page.getByRole('button', { name: '添加一站' }).click();
  const form = page.getByRole('group', { name: /^第\d站$/ }).last();
  await form.getByRole('searchbox').fill(company);
  await form.getByRole('list', { name: '可选企业' }).getByRole('button').first().click();
  await form.getByLabel('时间').fill(time);
  await form.getByLabel('走访事项').fill(`走访${company}`);
}

async function visitOf(page: Page, company: string, content: string): Promise<void> {
  await main(page).getByRole('link', { name: `记录走访：${company}` }).click();
  await page.getByLabel('谈了什么').fill(content);
}

async function finish(page: Page): Promise<void> {
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).getByText('待发送')).toBeVisible();
}

test('a whole trip: planned and packed online, travelled and reported without network, read by the office', async ({ server, phone, device }) => {
  test.slow();
  // A colleague was at one of the companies before, and took a photo.
  const colleague = await (await phone()).newPage();
  await signIn(colleague, 'leader');
  await ready(colleague);
  await colleague.goto('/visits/new');
  await chooseCompany(colleague, '鸣渚');
  await colleague.getByLabel('谈了什么').fill('看了检测实验室。');
  await choose(colleague, [await photo(colleague, '实验室.jpg')]);
  await pictures(main(colleague).locator('.photo img'), 1);
  await colleague.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(colleague).getByText('已收')).toBeVisible();
  await expect(colleague.getByRole('status', { name: '同步' })).toHaveText('已全部送达');

  // Planned on the phone: the form is kept as it is typed.
  const own = await device();
  const page = await own.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.getByRole('navigation', { name: '行程和资料' }).getByRole('link', { name: '行程与计划' }).click();
  await page.getByRole('link', { name: '新建行程' }).click();
  await page.getByLabel('行程名称').fill('苏州检测装备专访');
  await page.getByRole('radio', { name: '长三角' }).press('Space');
  await page.getByLabel('开始日期').fill(day());
  await page.getByLabel('结束日期').fill(day(1));
  await page.getByLabel('带队').selectOption({ label: '长三角小分队队长' });
  await addStop(page, '鸣渚智检', '09:00');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await expect(page).toHaveURL(/\/trips\/[0-9a-f-]{36}\/edit$/);
  await page.reload();
  await expect(page.getByLabel('行程名称'), 'a reload finds the draft').toHaveValue('苏州检测装备专访');
  await addStop(page, '澄光智装', '10:30');
  await addStop(page, '远岫传动', '14:00');
  await page.getByRole('button', { name: '上移：远岫传动' }).click();
  await isSound(page, 'the form of a trip');
  await page.getByRole('button', { name: '保存行程' }).click();
  await expect(page).toHaveURL(/\/trips\/[0-9a-f-]{36}$/);
  const trip = page.url();
  await expect(main(page).locator('.stops b')).toHaveText(['鸣渚智检', '远岫传动', '澄光智装']);

  // Before leaving: what is on the phone, and what is missing.
  const pack = card(page, '行程资料包');
  await expect(pack).toContainText(/照片和附件\s*0 \/ 1/);
  await expect(pack).toContainText('还缺 1 项');
  await isSound(page, 'a trip before its pack');
  await pack.getByRole('button', { name: '准备资料' }).click();
  await expect(pack).toContainText(/照片和附件\s*1 \/ 1/);
  await expect(pack).toContainText('资料已齐全');
  await expect(pack).toContainText('数据截至');
  expect(await contents(page), 'a photo and its small picture').toBe(2);
  // What speaks of where it goes comes before what is for all.
  await pack.getByText('本次行程的政策和资料').click();
  const materials = pack.locator('details').getByRole('link');
  await expect(materials.first()).toHaveText('装备制造产业链要点');
  await expect(materials.filter({ hasText: '招商引资项目要素保障若干措施' })).toBeVisible();
  await expect(materials.filter({ hasText: '智能终端产业园南地块' }), 'of another chain, and elsewhere').toHaveCount(0);

  // On the road: no network, the browser opened anew.
  await own.context.setOffline(true);
  await server.stop();
  await own.reopen();
  await own.context.setOffline(true);
  const road = await own.context.newPage();
  await road.goto(trip);
  await stop(road, '鸣渚智检').getByRole('link', { name: '鸣渚智检', exact: true }).click();
  const photos = card(road, '照片和附件');
  await pictures(photos.locator('.photo img'), 1);
  await expect(photos.locator('.photo img'), 'from the device, not from what the browser may have kept').toHaveAttribute('src', /^blob:/);
  await photos.getByRole('button', { name: '查看照片 1' }).click();
  await pictures(road.getByRole('dialog').locator('img'), 1);
  await expect(road.getByRole('dialog').locator('img')).toHaveAttribute('src', /^blob:/);
  await road.getByRole('button', { name: '关闭' }).click();

  await road.goto(trip);
  await visitOf(road, '鸣渚智检', '企业愿意在我市设检测服务网点。');
  await finish(road);
  await road.goto(trip);
  await visitOf(road, '远岫传动', '装配线选址两选一，月底前定。');
  await road.getByLabel('意向投资').fill('0.8');
  await road.getByRole('button', { name: '添加下一步' }).click();
  await road.getByLabel('做什么').fill('提供可租厂房清单');
  await finish(road);
  await road.goto(trip);
  await expect(stop(road, '远岫传动').getByText('待发送')).toBeVisible();
  await road.getByRole('button', { name: '登记未走访：澄光智装' }).click();
  await isSound(road, 'a trip on its way');
  await road.getByRole('button', { name: '企业改约' }).click();
  await expect(stop(road, '澄光智装')).toContainText('企业改约');
  await expect(card(road, '计划与完成')).toContainText(/计划站数\s*3 站\s*完成站数\s*2 站\s*走访企业\s*2 家\s*意向投资\s*0\.80 亿元\s*后续事项\s*1 项/);

  // The report is drafted from what was recorded, mended and handed in.
  await road.getByRole('link', { name: '写行程报告' }).click();
  const words = road.getByLabel('报告内容');
  await expect(words).toHaveValue(/长三角小分队赴长三角开展“苏州检测装备专访”活动，由长三角小分队队长带队，一行2人。计划走访3站，完成2站；共走访企业2家/);
  await expect(words).toHaveValue(/澄光智装：企业改约/);
  await words.press('ControlOrMeta+End');
  await words.pressSequentially('\n五、建议\n请市开放办协调经开区厂房。');
  await expect(road.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await road.reload();
  await expect(words, 'what was mended is kept').toHaveValue(/请市开放办协调经开区厂房。$/);
  await isSound(road, 'the form of a report');
  await road.getByRole('button', { name: '提交报告' }).click();
  await expect(card(road, '行程报告')).toContainText('请市开放办协调经开区厂房。');
  await expect(card(road, '行程报告')).toContainText('于今天提交');

  // Home again.
  await server.restart();
  await own.context.setOffline(false);
  await expect(road.getByRole('status', { name: '同步' })).toHaveText('已全部送达');
  const rows = (await (await Client.signIn(server.url, 'office')).rows()) as Row[];
  const id = trip.split('/').at(-1);
  const received = rows.find((row) => row.id === id);
  expect(value(received, 'report/words')).toContain('请市开放办协调经开区厂房。');
  expect(value(received, 'report/day')).toBe(day());
  expect(rows.filter((row) => row.kind === 'visit' && value(row, 'trip') === id)).toHaveLength(2);
  expect(Object.entries(received?.fields ?? {}).filter(([path]) => path.endsWith('/missed')).map(([, heads]) => heads[0]?.[1])).toEqual(['企业改约']);

  // It serves the team's plan, whose figures are counted from the records.
  await road.goto('/trips');
  await isSound(road, 'the list of trips');
  await main(road).getByRole('link', { name: /^走访企业：\d+ \/ 30，查看记录$/ }).click();
  await expect(card(road, '计划内走访')).toContainText('装配线选址两选一');
  await expect(card(road, '计划内行程')).toContainText('苏州检测装备专访');
  await isSound(road, 'a plan');

  // Two days after the last one what was fetched is off the phone again.
  await own.context.setOffline(true);
  await ahead(own.context, 3);
  const later = await own.context.newPage();
  await later.goto(trip);
  await expect(card(later, '行程报告')).toBeVisible();
  await expect(card(later, '行程资料包')).toHaveCount(0);
  await expect.poll(() => contents(later)).toBe(0);
});

test('the stops of a trip are one row each, opened where they are written in, and ordered by the keys', async ({ phone }) => {
  const page = await (await phone({ viewport: { width: 360, height: 800 } })).newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.getByRole('link', { name: '查看行程：长三角智能装备招商行' }).click();
  await page.getByRole('link', { name: '修改行程' }).click();
  const stops = page.getByRole('group', { name: /^第\d+站$/ });
  await expect(stops).toHaveCount(10);
  await expect(page.getByLabel('走访事项')).toHaveCount(0);
  for (const { height } of await stops.evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect()))) expect(height).toBeLessThan(80);

  // Down and up its day by the keys, which stay with the stop; where it goes no further, at the way back.
  const name = (place: number) => stops.nth(place).getByRole('button', { expanded: false });
  await expect(name(3)).toContainText('远岫传动');
  const [up, down] = [/^上移：远岫传动/, /^下移：远岫传动/].map((way) => page.getByRole('button', { name: way })) as [Locator, Locator];
  await down.press('Enter');
  await expect(name(4)).toContainText('远岫传动');
  await expect(down).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(name(5)).toContainText('远岫传动');
  await expect(down, 'the next one is of another day').toHaveCount(0);
  await expect(up).toBeFocused();

  // What is written in an opened one stands in its row.
  await name(5).press('Enter');
  const opened = stops.nth(5);
  const purpose = opened.getByLabel('走访事项');
  const long = '续谈减速器装配线选址，核实投资额构成，并请企业一并提供用工和能耗测算。';
  await purpose.fill(long);
  const cut = await purpose.evaluate(({ scrollHeight, clientHeight, scrollWidth, clientWidth }) => scrollHeight > clientHeight || scrollWidth > clientWidth);
  expect(cut, 'it is read whole').toBe(false);
  await isSound(page, 'a trip with an opened stop');
  await opened.getByRole('button', { expanded: true }).click();
  await expect(purpose).toHaveCount(0);
  await expect(opened).toContainText(long);

  // What is wrong in a closed one opens it.
  await name(0).click();
  await stops.nth(0).getByLabel('日期').fill('2200-01-01');
  await stops.nth(0).getByRole('button', { expanded: true }).click();
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await page.reload();
  await expect(stops).toHaveCount(10);
  await expect(page.getByLabel('日期', { exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: '保存行程' }).click();
  await expect(page.getByText('还有1处需要补充或修改。')).toBeVisible();
  const wrong = page.getByLabel('日期', { exact: true });
  await expect(wrong).toBeFocused();
  await expect(wrong).toHaveAccessibleDescription(/没有这个日期/);

  // One that is taken away leaves nine, and the keys go on where stops are added.
  const remove = page.getByRole('button', { name: /^删除这一站：/ });
  await remove.press('Enter');
  await expect(stops).toHaveCount(9);
  await expect(page.getByRole('button', { name: '添加一站' })).toBeFocused();
});

test('a pack without network says so, and a reason that was taken back is gone', async ({ phone }) => {
  const context = await phone();
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.getByRole('link', { name: '查看行程：长三角智能装备招商行' }).click();
  await expect(card(page, '行程资料包')).toContainText('资料已齐全');
  await context.setOffline(true);
  await page.getByRole('button', { name: '更新资料' }).click();
  await expect(page.getByText('现在没有网络，联网后再准备。')).toBeVisible();
  const missed = main(page).getByRole('button', { name: /^登记未走访：/ }).first();
  const company = ((await missed.getAttribute('aria-label')) ?? '').replace('登记未走访：', '');
  await missed.click();
  await page.getByLabel('其他原因').fill('高速封路');
  await page.getByRole('button', { name: '保存原因' }).click();
  await expect(stop(page, company)).toContainText('高速封路');
  await page.getByRole('button', { name: `撤回未走访：${company}` }).click();
  await expect(stop(page, company)).not.toContainText('高速封路');
  await expect(page.getByRole('link', { name: `记录走访：${company}` })).toBeVisible();
});

test('a plan is made without network, and what is missing in it is told', async ({ phone }) => {
  const context = await phone({ viewport: { width: 320, height: 700 } });
  const page = await context.newPage();
  await signIn(page, 'leader');
  await ready(page);
  await context.setOffline(true);
  await page.goto('/plans/new');
  await page.getByLabel('计划名称').fill('冬季行动');
  await page.getByLabel('开始日期').fill(day(10));
  await page.getByLabel('结束日期').fill(day(2));
  await page.getByRole('checkbox', { name: '粤港澳' }).press('Space');
  await page.getByLabel('计划走访企业').fill('12');
  await page.getByRole('button', { name: '保存计划' }).click();
  await expect(page.getByText('还有1处需要补充或修改。')).toBeVisible();
  await expect(page.getByLabel('结束日期')).toBeFocused();
  await isSound(page, 'the form of a plan');
  await page.getByLabel('结束日期').fill(day(30));
  await page.getByRole('button', { name: '保存计划' }).click();
  await expect(main(page).getByRole('heading', { name: '冬季行动' })).toBeVisible();
  await expect(main(page).getByRole('link', { name: '走访企业：0 / 12，查看记录' })).toBeVisible();
  await page.getByRole('link', { name: '安排行程' }).click();
  await expect(page.getByLabel('行动计划')).toHaveValue(/[0-9a-f-]{36}/);
  await page.getByRole('button', { name: '保存行程' }).click();
  await expect(page.getByText('还有3处需要补充或修改。')).toBeVisible();
  await page.goto('/trips');
  await page.getByRole('link', { name: /^冬季行动/ }).click();
  await expect(page, 'its page is on its way, and a reload before would be one of the list').toHaveURL(/\/plans\/[0-9a-f-]{36}$/);
  await page.reload();
  await expect(main(page).getByRole('heading', { name: '冬季行动' })).toBeVisible();
});

test('a visit that no stop planned stands beside the plan', async ({ phone }) => {
  const page = await (await phone({ viewport: { width: 320, height: 700 } })).newPage();
  await signIn(page, 'member');
  await ready(page);
  const trip = (await page.getByRole('link', { name: /^查看行程/ }).getAttribute('href')) ?? '';
  await record(page, '顺路拜访。');
  await expect(main(page).getByText('已收')).toBeVisible();
  await page.goto(trip);
  await expect(card(page, '计划外走访')).toContainText('顺路拜访。');
  await isSound(page, 'a trip with what was not planned');
});
