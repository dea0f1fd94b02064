import type { Locator, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready } from './support/people.ts';

/** More presses than any page here has things to stop at. */
const MOST = 80;

/** The main job without a mouse or a finger: the keys alone, and whoever uses them always sees where they are. */
test('a visit is recorded with the keyboard alone, and the focus is seen all the way', async ({ server, desk }) => {
  test.slow();
  const context = await desk();
  const page = await context.newPage();
  await page.goto('/sign-in');
  await reach(page, page.getByLabel('账号'));
  await page.keyboard.type('member');
  await reach(page, page.getByLabel('密码'));
  await page.keyboard.type('zoufang-member');
  await page.keyboard.press('Enter');
  await begins(page, '今日');
  await ready(page);
  await context.setOffline(true);
  await server.stop();

  // Today's page is a part of its own: from it one comes to the next one's heading. Among the others the tab bar
  // stays, and so does the focus on it.
  const tab = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true });
  await reach(page, tab('走访'));
  await page.keyboard.press('Enter');
  await begins(page, '走访');
  await reach(page, tab('企业'));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: '企业' })).toBeVisible();
  await isSeen(tab('企业'));
  await reach(page, page.getByRole('searchbox'), 'Shift+Tab');
  await page.keyboard.type('澄光');
  await reach(page, page.getByRole('main').getByRole('link', { name: /澄光/ }).first());
  await page.keyboard.press('Enter');
  await begins(page, '企业档案');
  await reach(page, page.getByRole('main').getByRole('link', { name: '记走访' }));
  await page.keyboard.press('Enter');
  await begins(page, '记走访');

  // Another company after all: what was pressed goes away each time, and the focus does not.
  await reach(page, page.getByRole('button', { name: '更换' }));
  await page.keyboard.press('Enter');
  const company = page.getByRole('searchbox', { name: '企业' });
  await isSeen(company);
  await page.keyboard.type('鸣渚');
  await reach(page, page.getByRole('button', { name: /鸣渚/ }).first());
  await page.keyboard.press('Space');
  await isSeen(page.getByRole('button', { name: '更换' }));
  await reach(page, page.getByRole('textbox', { name: '谈了什么' }));
  await page.keyboard.type('对方关心物流成本。');
  await reach(page, page.getByRole('checkbox', { name: '土地' }));
  await page.keyboard.press('Space');
  await reach(page, page.getByRole('button', { name: '完成', exact: true }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await begins(page, '走访记录');
  await expect(page.getByRole('main')).toContainText('对方关心物流成本。');
});

/** A page that has come by a key begins at its heading. */
async function begins(page: Page, heading: string): Promise<void> {
  await isSeen(page.getByRole('heading', { level: 1, name: heading }));
}

/** From key to key, each of which shows where it has come to. */
async function reach(page: Page, aim: Locator, key = 'Tab'): Promise<void> {
  await expect(aim).toBeVisible();
  const there = () => aim.evaluate((node) => node === document.activeElement);
  for (let presses = 0; !(await there()); presses += 1) {
    expect(presses, `${key} never comes to ${aim}`).toBeLessThan(MOST);
    await page.keyboard.press(key);
    await showsFocus(page);
  }
}

async function isSeen(place: Locator): Promise<void> {
  await expect(place).toBeFocused();
  await showsFocus(place.page());
}

/** Whether the focus is somewhere, with a ring around it or around what stands for it, and nothing lies over it. */
async function showsFocus(page: Page): Promise<void> {
  const trouble = () =>
    page.evaluate(() => {
      const node = document.activeElement;
      if (!node || node === document.body) return 'nothing has the focus';
      // The browser's own button in a field for a day: the browser draws its ring.
      if (!node.matches(':focus')) return '';
      const ringed = node.matches('.choice input') ? node.nextElementSibling : node;
      if (!ringed) return `nothing stands for ${node.outerHTML}`;
      const { outlineStyle, outlineWidth } = getComputedStyle(ringed);
      if (outlineStyle === 'none' || parseFloat(outlineWidth) < 2) return `no ring: ${node.outerHTML}`;
      const { left, top, width, height } = ringed.getBoundingClientRect();
      // Where its first words stand, or the caret in a large field.
      const over = document.elementFromPoint(left + Math.min(width / 2, 24), top + Math.min(height / 2, 24));
      return over && [ringed, node].some((one) => one.contains(over) || over.contains(one)) ? '' : `${node.outerHTML} is covered by ${over?.outerHTML}`;
    });
  await expect.poll(trouble).toBe('');
}
