import type { BrowserContext, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { held, received } from './support/received.ts';
import { ready, signIn } from './support/people.ts';

const YEAR = 365;
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
  await page.getByRole('searchbox', { name: '企业' }).fill('鸣渚');
  await page.getByRole('button', { name: /鸣渚/ }).first().click();
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
    await expect(page.getByText(`约365天，请在系统设置中校准。校准前填写的日期可能不对。`)).toBeVisible();
    await recorded(page);
    await expect(main(page).getByText('待发送')).toBeVisible();
    await page.reload();
    await expect(main(page)).toContainText(WORDS);
    await context.setOffline(false);
    await expect(main(page).getByText('已收')).toBeVisible();
    await page.goto('/me');
    await expect(page.getByText(`本机时间比服务器${days > 0 ? '快' : '慢'}约365天，请在系统设置中校准。`, { exact: true })).toBeVisible();

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
    await expect(office.locator('.desk-visit')).toContainText(/ \d\d:\d\d 送达/);
  });
}
