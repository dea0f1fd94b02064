import type { Locator, Page } from '@playwright/test';

import { day } from './support/days.ts';
import { expect, test } from './support/fixtures.ts';
import { held, received } from './support/received.ts';
import { chooseCompany, ready, signIn } from './support/people.ts';
import { long, RARE } from './support/words.ts';

const LONG = long(10_000);
const main = (page: Page) => page.getByRole('main');
const keeping = (page: Page) => page.getByRole('status', { name: '保存状态' });

/** Finishing is refused, beside the field it is said why, and what was typed stands there, after a reload too. */
async function told(page: Page, field: Locator, most: number, finish: string): Promise<void> {
  await field.fill(LONG);
  await expect(keeping(page)).toContainText('已存本机');
  await page.getByRole('button', { name: finish, exact: true }).click();
  await expect(field).toHaveAccessibleDescription(new RegExp(`已写10000字，最多${most}字，请精简`));
  await expect(field).toHaveValue(LONG);
  await page.reload();
  await expect(field).toHaveValue(LONG);
}

async function finished(page: Page, finish: string): Promise<void> {
  await page.getByRole('button', { name: finish, exact: true }).click();
  await expect(page).toHaveURL(/\/[0-9a-f-]{36}$/);
}

/** As somebody reads it who selects it: breaks of lines are breaks, and nothing is shortened. */
const shown = (page: Page, text: string) => expect(main(page).getByText(text, { exact: true }).first()).toBeVisible();

async function begun(page: Page): Promise<void> {
  await signIn(page, 'member');
  await ready(page);
  await page.context().setOffline(true);
}

async function sent(page: Page): Promise<void> {
  await page.context().setOffline(false);
  await expect(page.getByRole('status', { name: '同步' })).toHaveText('已全部送达');
}

test('a visit of ten thousand characters and rare ones is kept to the last, and a commitment that is too long is told', async ({ server, phone, desk }) => {
  test.slow();
  const page = await (await phone()).newPage();
  await begun(page);
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill(LONG);
  await page.getByRole('button', { name: '添加人员' }).click();
  await page.getByRole('textbox', { name: '姓名' }).last().fill(RARE);
  await page.getByRole('button', { name: '添加我方承诺' }).click();
  const promised = page.getByLabel('承诺什么');
  await told(page, promised, 400, '完成');
  await promised.fill(long(400));
  await finished(page, '完成');
  await page.reload();
  await shown(page, LONG);
  await shown(page, long(400));
  await expect(main(page)).toContainText(RARE);

  await sent(page);
  const [visit] = (await received(server, 'visit')).filter((row) => held(row, 'content') === LONG);
  expect(held(visit, 'commitments/*/what')).toBe(long(400));
  expect(Object.values(visit?.fields ?? {}).map((heads) => heads.at(-1)?.[1])).toContain(RARE);
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /鸣渚智检.*𠮷野家/s }).click();
  await expect(office.locator('.desk-visit')).toContainText(LONG);
});

test('a contact with too long a remark is told so, and rare characters of a name arrive', async ({ server, phone }) => {
  const page = await (await phone()).newPage();
  await begun(page);
  await page.goto('/companies');
  await main(page).getByRole('link').first().click();
  await page.getByRole('link', { name: '添加联系人' }).click();
  await page.getByLabel('姓名').fill(RARE);
  const remark = page.getByLabel('备注');
  await told(page, remark, 2000, '完成');
  await remark.fill(long(2_000));
  await finished(page, '完成');
  await page.reload();
  await shown(page, RARE);
  await shown(page, long(2_000));
  await page.goto('/contacts');
  await page.getByRole('searchbox').fill('𠮷');
  await expect(main(page).getByRole('listitem')).toHaveCount(1);
  await sent(page);
  const [contact] = (await received(server, 'contact')).filter((row) => held(row, 'name') === RARE);
  expect(held(contact, 'note')).toBe(long(2_000));
});

test('a plan, a trip and its report each tell where something is too long, and keep what is not', async ({ server, phone }) => {
  test.slow();
  const page = await (await phone()).newPage();
  await begun(page);
  await page.goto('/plans/new');
  await page.getByLabel('计划名称').fill(RARE);
  await page.getByLabel('开始日期').fill(day());
  await page.getByLabel('结束日期').fill(day(9));
  const goal = page.getByLabel('工作目标');
  await told(page, goal, 4000, '保存计划');
  await goal.fill(long(4_000));
  await finished(page, '保存计划');
  await page.reload();
  await shown(page, long(4_000));

  await page.goto('/trips/new');
  await page.getByLabel('行程名称').fill(RARE);
  await page.getByLabel('开始日期').fill(day());
  await page.getByLabel('结束日期').fill(day());
  await page.getByRole('button', { name: '添加一站' }).click();
  const purpose = page.getByLabel('走访事项');
  await told(page, purpose, 200, '保存行程');
  await purpose.fill(long(200));
  await told(page, goal, 2000, '保存行程');
  await goal.fill(long(2_000));
  await finished(page, '保存行程');
  await page.reload();
  await shown(page, long(200));
  await shown(page, long(2_000));

  await page.getByRole('link', { name: '写行程报告' }).click();
  const words = page.getByLabel('报告内容');
  await told(page, words, 8000, '提交报告');
  await words.fill(long(8_000));
  await finished(page, '提交报告');
  await page.reload();
  await shown(page, long(8_000));

  await sent(page);
  const [plan] = (await received(server, 'plan')).filter((row) => held(row, 'name') === RARE);
  expect(held(plan, 'goal')).toBe(long(4_000));
  const [trip] = (await received(server, 'trip')).filter((row) => held(row, 'name') === RARE);
  expect(['goal', 'stops/*/purpose', 'report/words'].map((path) => held(trip, path))).toEqual([long(2_000), long(200), long(8_000)]);
});

test('how a follow-up ended is told when it is too long, and kept when it is not', async ({ server, phone }) => {
  const page = await (await phone()).newPage();
  await begun(page);
  await page.goto('/follow-ups');
  const line = main(page).getByRole('listitem').filter({ hasText: '提供标准地出让条件文本' });
  await line.getByRole('button', { name: /^办结/ }).click();
  const note = page.getByLabel('办结情况');
  await note.fill(LONG);
  await page.getByRole('button', { name: '确认办结' }).click();
  await expect(note).toHaveAccessibleDescription(/已写10000字，最多400字，请精简/);
  await page.reload();
  await line.getByRole('button', { name: /^办结/ }).click();
  await expect(note).toHaveValue(LONG);
  await note.fill(long(400));
  await page.getByRole('button', { name: '确认办结' }).click();
  await expect(line).toHaveCount(0);
  await page.getByRole('link', { name: '已办结' }).click();
  await shown(page, long(400));
  await sent(page);
  const notes = (await received(server, 'visit')).flatMap(({ fields }) => Object.entries(fields).filter(([path]) => path.endsWith('/done_note')));
  expect(notes.map(([, heads]) => heads.at(-1)?.[1])).toContain(long(400));
});

test('a search takes whatever is typed or pasted into it', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await begun(page);
  const places = { '/library': '没有找到，请换个词再试。', '/companies': '没有找到，可以新建这家企业。', '/contacts': '没有找到联系人，可在企业档案中添加。' };
  for (const [address, none] of Object.entries(places)) {
    await page.goto(address);
    const search = page.getByRole('searchbox');
    await expect(main(page).getByRole('listitem').first()).toBeVisible();
    const all = await main(page).getByRole('listitem').count();
    for (const words of [RARE, LONG]) {
      await search.fill('');
      await expect(main(page).getByText(none), address).toHaveCount(0);
      await search.fill(words);
      await expect(main(page).getByText(none), address).toBeVisible();
      await expect(search).toHaveValue(words);
    }
    // Signs that mean something to a database, a page or a pattern mean nothing here.
    for (const words of ['%', '_', '\\', "'", '<b>', '.*(', '\u3000\u200d']) {
      await search.fill(words);
      await expect(search).toHaveValue(words);
    }
    await search.fill('');
    await expect(main(page).getByRole('listitem')).toHaveCount(all);
  }
});

test('why nobody went there is never cut short in silence', async ({ server, phone }) => {
  const page = await (await phone()).newPage();
  await begun(page);
  await page.getByRole('link', { name: /^查看行程/ }).click();
  await main(page).getByRole('button', { name: /^登记未走访：/ }).first().click();
  const reason = page.getByLabel('其他原因');
  await reason.fill(LONG);
  await page.getByRole('button', { name: '保存原因' }).click();
  await expect(reason).toHaveAccessibleDescription(/已写10000字，最多200字，请精简/);
  await expect(reason).toHaveValue(LONG);
  await reason.fill(long(200));
  await page.getByRole('button', { name: '保存原因' }).click();
  await shown(page, long(200));
  await sent(page);
  const missed = (await received(server, 'trip')).flatMap(({ fields }) => Object.entries(fields).filter(([path]) => path.endsWith('/missed')));
  expect(missed.map(([, heads]) => heads.at(-1)?.[1])).toContain(long(200));
});
