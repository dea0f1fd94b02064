import type { BrowserContext, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { held, received } from './support/received.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';

/** So many that it is another day of the month, whatever the year. */
const YEAR = 370;
const WORDS = '表不准时记的。';
const main = (page: Page) => page.getByRole('main');

/** The whole clock of the phone is so many days off: whatever a page asks for the time says the same. */
async function wrong(context: BrowserContext, days: number): Promise<void> {
  await context.addInitScript((shift) => {
    const Right = Date;
    const now = () => Right.now() + shift;
    const wrong = function (this: unknown, ...args: unknown[]) {
      if (!new.target) return new Right(now()).toString();
      return Reflect.construct(Right, args.length === 0 ? [now()] : args, new.target) as object;
    };
    globalThis.Date = Object.assign(wrong, { now, UTC: Right.UTC, parse: Right.parse, prototype: Right.prototype }) as unknown as DateConstructor;
  }, days * 86_400_000);
}

async function recorded(page: Page): Promise<void> {
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill(WORDS);
  await page.getByRole('button', { name: '添加下一步' }).click();
  await page.getByLabel('做什么').fill('寄资料');
  await page.getByRole('button', { name: '一周内' }).click();
  await page.getByRole('button', { name: '完成', exact: true }).click();
}

for (const [way, days] of [['ahead', YEAR], ['behind', -YEAR]] as const) {
  test(`what is recorded on a phone whose clock is a year ${way} arrives, and the phone says that its clock is wrong`, async ({ server, phone, desk }) => {
    test.slow();
    const context = await phone();
    await wrong(context, days);
    const page = await context.newPage();
    await signIn(page, 'member');
    await ready(page);
    await context.setOffline(true);
    await page.goto('/visits/new');
    // Where the day is written, and not on a page that nobody opens.
    await expect(page.getByText(`约${YEAR}天，请在系统设置中校准。校准前，日期按服务器时间计算。`)).toBeVisible();
    await recorded(page);
    await expect(main(page).getByText('待发送')).toBeVisible();
    await page.reload();
    await expect(main(page)).toContainText(WORDS);
    await context.setOffline(false);
    await expect(main(page).getByText('已收')).toBeVisible();
    await page.goto('/me');
    await expect(page.getByText(`本机时间比服务器${days > 0 ? '快' : '慢'}约${YEAR}天，请在系统设置中校准。`, { exact: true })).toBeVisible();

    // What was recorded last comes last, and not before its time, so that no colleague's words lose against it.
    const rows = await received(server, 'visit');
    const stamp = (row: unknown) => Number(BigInt(`0x${(row as { touched: string }).touched}`) >> 16n);
    const [visit, others] = [rows.filter((row) => held(row, 'content') === WORDS), rows.filter((row) => held(row, 'content') !== WORDS)];
    expect(visit).toHaveLength(1);
    expect(stamp(visit[0])).toBeGreaterThanOrEqual(Math.max(...others.map(stamp)));
    expect(stamp(visit[0]) - Date.now(), 'by the right clock').toBeLessThan(180_000);
    const office = await (await desk()).newPage();
    await signIn(office, 'office');
    await office.locator('.desk-lines').getByRole('link', { name: new RegExp(WORDS) }).click();
    await expect(office.locator('.desk-visit')).toContainText(WORDS);
    await expect(office.locator('.desk-visit')).toContainText(/ \d\d:\d\d 送达/);
  });
}

/** The day in Beijing by a clock that is right, so many days from now. */
function today(later = 0): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date(Date.now() + later * 86_400_000));
}

/** Writes a visit to a company of today's trip, and tells the day that it bears where it lies on the phone. */
async function dayOfVisit(page: Page): Promise<{ day: string; trip: string }> {
  await recorded(page);
  await expect(main(page).getByText('待发送')).toBeVisible();
  const waiting = await stored(page, 'outbox');
  const change = waiting.map((text) => JSON.parse(text) as { change: { fields: Record<string, { value: unknown }> } }).find(({ change }) => change.fields['content']?.value === WORDS);
  return { day: String(change?.change.fields['day']?.value), trip: String(change?.change.fields['trip']?.value) };
}

for (const [way, days] of [['ahead by a year', YEAR], ['behind by a day', -1]] as const) {
  test(`a phone whose clock is ${way} knows what day it is once it was told, without network too`, async ({ phone }) => {
    test.slow();
    const context = await phone();
    await wrong(context, days);
    const page = await context.newPage();
    await signIn(page, 'member');
    await ready(page);
    await context.setOffline(true);
    await page.goto('/');
    await expect(main(page).locator('.stops li'), 'the stops of today').toHaveCount(4);
    await expect(page.locator('.above')).toContainText(`月${Number(today().slice(8))}日`);
    const before = today();
    const { day, trip } = await dayOfVisit(page);
    expect([before, today()], 'the day it was').toContain(day);
    expect(trip, 'the trip that runs today').toMatch(/^[0-9a-f-]{36}$/);
    await page.goto('/');
    await expect(main(page).locator('.stops li').filter({ hasText: '鸣渚' })).toHaveClass('done');
    // What is due in a week is not overdue, and what was due is.
    await page.goto('/follow-ups');
    const mine = main(page).locator('li').filter({ hasText: '寄资料' }).first();
    await expect(mine).toBeVisible();
    await expect(mine.locator('.overdue')).toHaveCount(0);
  });
}

test('a clock that was set right without network is gone by, also days later', async ({ device }) => {
  test.slow();
  const phone = await device();
  await wrong(phone.context, 2);
  const first = await phone.context.newPage();
  await signIn(first, 'member');
  await ready(first);
  await first.goto('/me');
  await expect(first.getByText(/快约2天，.*校准前，日期按服务器时间计算。/)).toBeVisible();
  // Its owner sets it right, and then it is three days later.
  for (const days of [0, 3]) {
    await phone.reopen();
    await phone.context.setOffline(true);
    await wrong(phone.context, days);
    const page = await phone.context.newPage();
    await page.goto('/visits/new');
    const before = today(days);
    const day = page.getByLabel(/^日期/);
    await expect(day).toBeVisible();
    expect([before, today(days)]).toContain(await day.inputValue());
    await expect(page.getByText('请在系统设置中校准')).toHaveCount(0);
    await expect.poll(async () => (await stored(page, 'meta')).join(), 'what was known is not gone by again').toContain('"skew_ms":0');
  }
});
