import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';

import { expect } from './fixtures.ts';

/** How somebody has set the device, but for the language, which a page is made in. */
interface Look {
  theme: 'light' | 'dark';
  text: '' | 'large';
}

/** In the dark the same stands in the same places, and what is larger needs no more contrast. */
const LOOKS: Look[] = [
  { theme: 'light', text: '' },
  { theme: 'light', text: 'large' },
  { theme: 'dark', text: '' },
];

export const LANGUAGES = ['zh-CN', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

const named = (language: Language, { theme, text }: Look): string => [theme, language, text || 'usual'].join(' ');

/** As with the choices under 我的, for all pages that are opened from then on. */
export async function speak(page: Page, language: Language): Promise<void> {
  await page.evaluate((language) => localStorage.setItem('zoufang/settings', JSON.stringify({ language, theme: 'light', text: '' })), language);
}

/** Opens a page and looks at it as somebody who sees badly, taps with a thumb, or has it on a narrow phone. */
export async function look(page: Page, address: string, language: Language, widths: number[]): Promise<void> {
  await page.goto(address);
  await expect(page.locator(`html[lang="${language}"][data-theme="light"]:not([data-text])`)).toBeAttached();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.locator('.bone')).toHaveCount(0);
  await lookHere(page, address, language, widths);
}

/** The same at what stands on the page now. */
export async function lookHere(page: Page, place: string, language: Language, widths: number[]): Promise<void> {
  for (const way of LOOKS) {
    const what = `${place}, ${named(language, way)}`;
    // The choices of theme and size are two marks on the page, and all that follows from them is style.
    await page.evaluate(({ theme, text }) => {
      const { dataset } = document.documentElement;
      dataset['theme'] = theme;
      if (text) dataset['text'] = text;
      else delete dataset['text'];
    }, way);
    if (way.theme === 'light') await fits(page, what, way.text ? 60 : 44, widths);
    const axe = new AxeBuilder({ page });
    const asked = way.theme === 'light' ? axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']) : axe.withRules('color-contrast');
    const { violations } = await asked.analyze();
    const findings = violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
    expect.soft(findings, what).toEqual([]);
  }
}

async function fits(page: Page, what: string, least: number, widths: number[]): Promise<void> {
  for (const width of widths) {
    await page.setViewportSize({ width, height: 800 });
    const { sideways, small } = await page.evaluate(measured, least);
    expect.soft(sideways, `${what} scrolls sideways at ${width}`).toEqual([]);
    expect.soft(small, `${what} at ${width} has targets that a thumb misses`).toEqual([]);
  }
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
