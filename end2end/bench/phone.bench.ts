import type { Page } from '@playwright/test';

import { expect, test } from '../tests/support/fixtures.ts';
import { ready, signIn } from '../tests/support/people.ts';
import { Client, companies, visits } from './client.ts';
import { figure, percentile } from './figures.ts';

const COMPANIES = 20_000;
const VISITS = 10_000;

/** Times every write to the device's store, from the call to the end of its transaction. */
function timeWrites(): void {
  const times: Record<string, number[]> = {};
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: [unknown, IDBValidKey?]) {
    const begun = performance.now();
    const table = this.name;
    this.transaction.addEventListener('complete', () => (times[table] ??= []).push(performance.now() - begun), { once: true });
    return put.apply(this, args);
  };
  Object.assign(window, { writes: times });
}

async function writes(page: Page, table: string): Promise<number[]> {
  return page.evaluate((table) => (window as unknown as { writes: Record<string, number[]> }).writes[table] ?? [], table);
}

async function slowdown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

test('the phone with 10,000 visits and 20,000 companies', async ({ server, device }) => {
  const loader = await Client.signIn(server.url, 'member');
  await loader.pushAll(companies(loader, COMPANIES));
  await loader.pushAll(visits(loader, VISITS));

  const phone = await device();
  const page = phone.context.pages()[0] ?? (await phone.context.newPage());
  const begun = performance.now();
  await signIn(page, 'member');
  await page.getByRole('heading', { name: '今日行程' }).waitFor();
  figure('first sync, today usable after sign-in', performance.now() - begun, 'ms');
  await ready(page);
  figure(`first sync of ${(COMPANIES + VISITS).toLocaleString('en')} records into IndexedDB`, (performance.now() - begun) / 1_000, 's');

  await phone.context.setOffline(true);
  await phone.reopen();
  await phone.context.setOffline(true);
  const [reopened] = phone.context.pages();
  if (!reopened) throw new Error('a browser opens with a page');
  await slowdown(reopened, 4);
  const opening = performance.now();
  await reopened.goto('/');
  await reopened.getByRole('heading', { name: '今日行程' }).waitFor();
  figure('open to usable, offline, 4× CPU slowdown', performance.now() - opening, 'ms', { most: 1_500 });

  await reopened.goto('/companies');
  const search = reopened.getByRole('searchbox');
  await search.fill('云岫智装0');
  await expect(reopened.getByRole('main').getByRole('link', { name: /云岫智装0/ }).first()).toBeVisible();
  const times: number[] = [];
  for (const text of ['云', '云岫', '云岫智', '临川医', '听澜', '南浦精工', '霁月传动6', '苏州']) times.push(await timeToPaint(reopened, text));
  figure('search per keystroke, 20,000 companies, 4× slowdown, median', percentile(times, 0.5), 'ms', { most: 50 });
  figure('  the slowest of them', Math.max(...times), 'ms');
});

/** From the input event to the frame that shows what it found. */
async function timeToPaint(page: Page, text: string): Promise<number> {
  return page.getByRole('searchbox').evaluate(async (input: HTMLInputElement, text) => {
    const begun = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    return performance.now() - begun;
  }, text);
}

test('typing and saving', async ({ device }) => {
  const phone = await device();
  await phone.context.addInitScript(timeWrites);
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  const content = page.getByLabel('谈了什么');
  await content.pressSequentially('The company considers a second base in central China and compares three cities.');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  const drafts = await writes(page, 'drafts');
  figure('draft: one keystroke to durable, p95', percentile(drafts, 0.95), 'ms', { most: 250 });
  figure('  the write itself, median', percentile(drafts, 0.5), 'ms', { most: 5 });
});
