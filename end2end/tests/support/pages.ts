import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect } from './fixtures.ts';

/** A page that stands can be read by whoever reads with other means, and does not scroll sideways. */
export async function isSound(page: Page, name: string): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.bone')).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`)), name).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `${name} scrolls sideways`).toBe(0);
  const small = await page.evaluate(() => {
    const within = [...document.querySelectorAll<HTMLElement>('main :is(a, button, input:not([type=checkbox], [type=radio]), select, textarea, summary)')];
    const seen = within.filter((element) => element.offsetParent !== null && !element.closest('p'));
    return seen.filter((element) => element.getBoundingClientRect().height < 43.5).map((element) => element.outerHTML.slice(0, 160));
  });
  expect(small, `${name}: too small for a thumb`).toEqual([]);
}
