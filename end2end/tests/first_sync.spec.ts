import type { Page } from '@playwright/test';

import { Client, companies, visits, type Change } from './support/client.ts';
import { day } from './support/days.ts';
import { expect, test } from './support/fixtures.ts';
import { signIn, stored } from './support/people.ts';
import { Pulls } from './support/pulls.ts';
import type { Server } from './support/server.ts';

const VISITS = 3_000;
const LATE = '其余还在路上时写的。';

const sync = (page: Page) => page.getByRole('status', { name: '同步' });
const tab = (page: Page, name: string) => page.getByRole('navigation', { name: '主要页面' }).getByRole('link', { name, exact: true });

/** The ids of all rows on the phone. */
async function held(page: Page): Promise<string[]> {
  const rows = (await stored(page, 'rows')).filter((text) => text !== '');
  return rows.map((text) => (JSON.parse(text) as { id: string }).id).sort();
}

/** What the server has for this person. */
async function kept(client: Client): Promise<string[]> {
  return (await client.rows()).map((row) => (row as { id: string }).id).sort();
}

interface Filled {
  loader: Client;
  /** Both come with the first page: what was written last comes first. */
  company: Change;
  visit: Change;
}

async function fill(server: Server): Promise<Filled> {
  const loader = await Client.signIn(server.url, 'member');
  await loader.pushAll(visits(loader, VISITS));
  const few = companies(loader, 5);
  const company = few[4] as Change;
  const fields = { company: company.record, company_name: '霁月智装4', kind: 'visit', day: day(), content: '随第一批到的走访。' };
  const visit = loader.creation('visit', fields);
  await loader.push([...few, visit]);
  return { loader, company, visit };
}

/** Writes down a visit at the company that is searched for, by taps alone: whoever reloads begins to sync anew. */
async function writeDown(page: Page): Promise<void> {
  await tab(page, '企业').click();
  await page.getByRole('searchbox').fill('霁月智装4');
  await page.locator('.companies').getByRole('link').first().click();
  await expect(page.getByRole('main').getByRole('heading', { name: '霁月智装4' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
  await page.getByLabel('谈了什么').fill(LATE);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
}

/** Whether the server has the visit: what was written last comes first. */
async function arrived(client: Client): Promise<boolean> {
  return JSON.stringify((await client.page()).rows).includes(LATE);
}

test('a first sign-in: the phone is of use with the first page, while all others are still on their way', async ({ server, phone }) => {
  test.slow();
  const { loader, company, visit } = await fill(server);
  const context = await phone();
  const pulls = await Pulls.of(context);
  const page = await context.newPage();
  const main = page.getByRole('main');
  await signIn(page, 'member');
  await expect.poll(() => pulls.held, 'the second page is asked for, and held back').toBe(1);
  await expect.poll(() => held(page)).toEqual(expect.arrayContaining([company.record, visit.record]));
  expect((await held(page)).length, 'and the others are not here').toBeLessThan(VISITS / 2);

  await expect(page.getByRole('heading', { name: '今日行程' })).toBeVisible();
  await expect(main.locator('.bone')).toHaveCount(0);
  await expect(sync(page)).toContainText('同步中');
  await tab(page, '走访').click();
  await main.getByRole('link', { name: /随第一批到的走访/ }).click();
  await expect(main.getByRole('heading', { name: '霁月智装4' })).toBeVisible();
  await expect(main.getByText('随第一批到的走访。')).toBeVisible();
  await writeDown(page);
  await expect(main.getByText(LATE)).toBeVisible();
  await expect(main.getByText('待发送')).toBeVisible();

  // One page comes through: what was written goes before the next is waited for.
  await pulls.letOn(1);
  await expect.poll(() => arrived(loader)).toBe(true);
  await expect.poll(() => pulls.held).toBe(1);
  expect((await held(page)).length).toBeLessThan(VISITS / 2);

  await pulls.letOn(Infinity);
  await expect(sync(page)).toContainText('已全部送达');
  await expect(main.getByText('已收')).toBeVisible();
  expect(await held(page)).toEqual(await kept(loader));
  expect(pulls.cursors.filter((cursor) => cursor === ''), 'asked from the start once').toHaveLength(1);
});

test('a visit that is written down while a pull hangs is sent when that is given up', async ({ server, phone }) => {
  test.slow();
  const { loader } = await fill(server);
  const context = await phone();
  const pulls = await Pulls.of(context);
  const page = await context.newPage();
  await page.clock.install();
  await signIn(page, 'member');
  await expect.poll(() => pulls.held).toBe(1);
  await writeDown(page);
  await page.clock.fastForward(91_000);
  await expect.poll(() => arrived(loader)).toBe(true);
});

test('a first sync that was closed in the middle goes on where it was, and has everything once', async ({ server, device }) => {
  test.slow();
  const { loader } = await fill(server);
  const phone = await device();
  const before = await Pulls.of(phone.context);
  const first = await phone.context.newPage();
  await before.letOn(1);
  await signIn(first, 'member');
  // The page that is held back is asked for with where the second ended.
  await expect.poll(() => before.held).toBe(1);
  const stand = before.cursors.at(-1) ?? '';
  await expect.poll(async () => (await stored(first, 'meta')).join()).toContain(stand);
  const here = await held(first);
  expect(new Set(here).size).toBe(here.length);
  expect(before.cursors.filter((cursor) => cursor === ''), 'asked from the start once').toHaveLength(1);
  expect(before.cursors).toHaveLength(3);

  await phone.reopen();
  const after = await Pulls.of(phone.context);
  const page = await phone.context.newPage();
  await page.goto('/');
  await expect.poll(() => after.held).toBe(1);
  expect(after.cursors, 'it goes on where it was').toEqual([stand]);
  expect(await held(page), 'what was stored stays').toEqual(here);
  await after.letOn(Infinity);
  await expect(sync(page)).toContainText('已全部送达');
  expect(after.cursors).not.toContain('');
  expect(new Set(after.cursors).size, 'no page is asked for twice').toBe(after.cursors.length);
  expect(await held(page), 'everything, and once').toEqual(await kept(loader));
});
