import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect } from './fixtures.ts';

/** How somebody has set the device. */
export interface Look {
  theme: 'light' | 'dark';
  language: 'zh-CN' | 'en';
  text: '' | 'large';
}

/** Of theme, language and size each pair comes together once, in half the time that all of them would take. */
export const looks = (theme: Look['theme']): Look[] =>
  theme === 'light'
    ? [{ theme, language: 'zh-CN', text: '' }, { theme, language: 'en', text: 'large' }]
    : [{ theme, language: 'zh-CN', text: 'large' }, { theme, language: 'en', text: '' }];

export const named = ({ theme, language, text }: Look): string => [theme, language, text || 'usual'].join(' ');

/** As with the choices under 我的, for all pages that are opened from then on. */
export async function set(page: Page, look: Look): Promise<void> {
  await page.evaluate((look) => localStorage.setItem('zoufang/settings', JSON.stringify(look)), look);
}

/** Opens a page and looks at it as somebody who sees badly, taps with a thumb, or has it on a narrow phone. */
export async function look(page: Page, address: string, look: Look, widths: number[]): Promise<void> {
  const what = `${address}, ${named(look)}`;
  await page.goto(address);
  await expect(page.locator(`html[lang="${look.language}"]${look.text && '[data-text="large"]'}`)).toBeAttached();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.bone')).toHaveCount(0);
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const { sideways, small } = await page.evaluate(measured, look.text ? 60 : 44);
    expect.soft(sideways, `${what} scrolls sideways at ${width}`).toEqual([]);
    expect.soft(small, `${what} at ${width} has targets that a thumb misses`).toEqual([]);
  }
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  const findings = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  expect.soft(findings, what).toEqual([]);
}

/** What reaches out of the page, and what is to be tapped and smaller than `least`. Runs in the page. */
function measured(least: number): { sideways: string[]; small: string[] } {
  const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.skip, .unseen');
  const told = (element: Element) => element.outerHTML.replace(/\s+/g, ' ').slice(0, 120);
  const { scrollWidth, clientWidth } = document.documentElement;
  const wide = [...document.body.querySelectorAll('*')].filter((element) => shown(element) && element.getBoundingClientRect().right > clientWidth + 1);
  // Words of a sentence that lead somewhere are as high as their line.
  const inSentence = (element: Element) =>
    getComputedStyle(element).display === 'inline' && (element.parentElement?.textContent.trim().length ?? 0) > element.textContent.trim().length;
  const targets = document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex="0"]');
  const small = [...targets].filter(shown).filter((element) => !inSentence(element)).flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    // What is measured in letters is rounded to pixels.
    return Math.min(width, height) + 0.5 < least ? [`${Math.round(width)}×${Math.round(height)} ${told(element)}`] : [];
  });
  return { sideways: scrollWidth > clientWidth ? wide.map(told).slice(0, 5) : [], small };
}
