import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

async function findings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the phone's pages are accessible, ${colorScheme}`, async ({ phone }) => {
    test.slow();
    const page = await (await phone({ colorScheme })).newPage();
    await page.goto('/sign-in');
    expect(await findings(page), '/sign-in').toEqual([]);
    await signIn(page, 'member');
    await ready(page);
    await page.goto('/visits');
    const visit = (await page.getByRole('main').getByRole('link').first().getAttribute('href')) ?? '';
    await page.goto('/companies');
    const company = (await page.getByRole('main').getByRole('link').first().getAttribute('href')) ?? '';
    for (const address of ['/', '/companies', company, '/visits', visit, `${visit}/edit`, '/visits/new', '/me']) {
      await page.goto(address);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.locator('.bone')).toHaveCount(0);
      expect(await findings(page), address).toEqual([]);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${address} scrolls sideways`).toBe(0);
    }
  });

  test(`the desk's pages are accessible, ${colorScheme}`, async ({ desk }) => {
    const page = await (await desk({ colorScheme })).newPage();
    await signIn(page, 'office');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await findings(page), '/desk').toEqual([]);
    await page.getByRole('main').getByRole('link', { name: /已退回/ }).first().click();
    await expect(page.getByRole('button', { name: /退回/ }).first()).toBeVisible();
    expect(await findings(page), 'a visit on the desk').toEqual([]);
  });
}
