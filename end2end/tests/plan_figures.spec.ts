import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');
const figures = (page: Page) => main(page).locator('.figures').first().getByRole('link');

/** Each figure by how it is called, with the heading it leads to. */
const PLACES: [RegExp, string][] = [
  [/^走访企业：\d+ \/ 30，查看记录$/, '计划内走访'],
  [/^出行次数：\d+ \/ 3，查看行程$/, '计划内行程'],
];

for (const way of ['from the list of plans', 'on the plan itself', 'opened anew'] as const) {
  test(`each figure of a plan leads to where its records are in view, ${way}`, async ({ phone }) => {
    // So low that nothing but the heading of the plan is in view by itself.
    const context = await phone({ viewport: { width: 360, height: 480 } });
    const page = await context.newPage();
    await signIn(page, 'member');
    await ready(page);
    await context.setOffline(true);
    await page.goto('/trips');
    await expect(figures(page)).toHaveCount(PLACES.length);
    const start = way === 'from the list of plans' ? '/trips' : ((await main(page).locator('a[href^="/plans/"]:not([href$="/new"])').first().getAttribute('href')) ?? '');
    for (const [name, heading] of PLACES) {
      await page.goto(start);
      const figure = main(page).getByRole('link', { name });
      if (way === 'opened anew') {
        const address = (await figure.getAttribute('href')) ?? '';
        await page.goto('about:blank');
        await page.goto(address);
      } else {
        await figure.click();
      }
      const place = page.getByRole('heading', { name: heading });
      await expect(place).toBeInViewport();
      const lines = main(page).locator('section', { has: place }).getByRole('link');
      await expect(lines.first(), 'with the first of its records').toBeInViewport();
      await expect(lines.first()).not.toHaveAccessibleName('安排行程');
    }
  });
}

test('the figure of companies counts each company once, as many as its records name', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/trips');
  const figure = main(page).getByRole('link', { name: /^走访企业：\d+ \/ 30，查看记录$/ });
  const told = Number(/：(\d+) /.exec((await figure.getAttribute('aria-label')) ?? '')?.[1]);
  await figure.click();
  const records = main(page).locator('#visits').getByRole('link');
  await expect(records.first()).toBeVisible();
  const companies = await records.locator('b').allTextContents();
  expect(new Set(companies).size).toBe(told);
});
