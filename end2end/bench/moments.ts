import type { BrowserContext, Page } from '@playwright/test';

/** When something stood on the page and was drawn, in ms since it was opened; `pressed` is the press of 登录. */
export type Moments = Partial<Record<'pressed' | 'today' | 'synced', number>>;

/** Has pages note their moments by themselves: whoever asks from outside asks every half a second in the end. */
export async function noteMoments(context: BrowserContext): Promise<void> {
  await context.addInitScript(note);
}

export async function moments(page: Page): Promise<Required<Moments>> {
  return page.evaluate(() => (window as unknown as { moments: Required<Moments> }).moments);
}

function note(): void {
  const moments: Moments = {};
  Object.assign(window, { moments });
  const says = (selector: string, text: string) => [...document.querySelectorAll(selector)].some((found) => found.textContent?.includes(text));
  const noted = new Set<string>();
  const drawn = (name: keyof Moments) => {
    if (noted.has(name)) return;
    noted.add(name);
    requestAnimationFrame(() => setTimeout(() => (moments[name] = performance.now())));
  };
  document.addEventListener('click', ({ target }) => {
    if ((target as Element).textContent?.includes('登录')) moments.pressed ??= performance.now();
  }, true);
  new MutationObserver(() => {
    if (says('h1, h2', '今日行程')) drawn('today');
    if (says('[role=status]', '已全部送达')) drawn('synced');
  }).observe(document, { childList: true, subtree: true, characterData: true });
}
