import type { Page } from '@playwright/test';

import { Client, type Row } from './support/client.ts';
import { expect, test } from './support/fixtures.ts';
import { ready, record, signIn } from './support/people.ts';

const card = (page: Page) => page.getByRole('main').locator('section', { has: page.getByRole('heading', { name: '零报告' }) });

test('two colleagues who report zero without network make one report, which any of them takes back', async ({ server, phone }) => {
  test.slow();
  // Weeks in which nobody has recorded anything.
  const quiet = await Client.signIn(server.url, 'leader');
  const visits = ((await quiet.rows()) as Row[]).filter(({ kind }) => kind === 'visit');
  const removed = await quiet.push(visits.map((visit) => quiet.removal(visit)));
  expect(new Set(removed.map(({ fate }) => fate))).toEqual(new Set(['applied']));
  const contexts = [await phone(), await phone()];
  const pages: Page[] = [];
  for (const [i, context] of contexts.entries()) {
    const page = await context.newPage();
    await signIn(page, i === 0 ? 'member' : 'leader');
    await ready(page);
    pages.push(page);
  }
  for (const context of contexts) await context.setOffline(true);
  for (const page of pages) {
    await page.goto('/');
    await expect(card(page).getByRole('button', { name: '上周无走访，报零' }), 'the last week is still asked for').toBeVisible();
    await card(page).getByRole('button', { name: '本周无走访，报零' }).click();
    await expect(card(page)).toContainText('已报零。');
    await expect(page.getByRole('status', { name: '同步' })).toContainText('1条待发');
  }
  for (const context of contexts) await context.setOffline(false);
  for (const page of pages) await expect(page.getByRole('status', { name: '同步' })).toHaveText('已全部送达');
  const reports = async () => ((await (await Client.signIn(server.url, 'office')).rows()) as Report[]).filter(({ kind }) => kind === 'report');
  const [report, ...others] = await reports();
  expect(others, 'one record of both').toEqual([]);
  expect(new Set(report?.fields['nothing']?.map(([, value]) => value))).toEqual(new Set([true]));

  // One of them was somewhere after all.
  const [one, other] = pages as [Page, Page];
  await record(one, '周末临时拜访。');
  await one.goto('/');
  await expect(card(one)).toContainText('报零后又记录了1次走访，请撤回零报告。');
  await card(one).getByRole('button', { name: '撤回零报告' }).click();
  await expect(card(one)).toContainText('已记录1次走访，无需零报告。');
  await expect(card(other), 'the colleague reads it').toContainText('已记录1次走访，无需零报告。');
  expect((await reports()).map(({ fields }) => fields['nothing']?.at(-1)?.[1] ?? null)).toEqual([null]);
});

interface Report {
  kind: string;
  fields: Record<string, [number, unknown][]>;
}
