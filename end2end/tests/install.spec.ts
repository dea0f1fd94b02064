import type { Page } from '@playwright/test';

import { fill, firstRecord } from './support/corners.ts';
import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

/** What Chromium tells a page that could be installed, before anything of the app is there. */
async function offer(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const told = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), {
      prompt: () => (document.documentElement.dataset['asked'] = String(Number(document.documentElement.dataset['asked'] ?? 0) + 1)),
    });
    document.addEventListener('DOMContentLoaded', () => {
      window.dispatchEvent(told);
      document.documentElement.dataset['kept'] = String(told.defaultPrevented);
    });
  });
}

const card = (page: Page) => page.getByRole('heading', { name: '添加到主屏幕' });

test('the browser finds nothing missing for the app to be installed', async ({ device, server }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/');
  const session = await phone.context.newCDPSession(page);
  const { errors, data } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  expect(installabilityErrors).toEqual([]);
  const manifest = JSON.parse(data ?? '') as { icons: { src: string; purpose: string }[]; shortcuts: { url: string }[] };
  expect(manifest.icons.map(({ purpose }) => purpose)).toContain('maskable');
  expect(manifest.shortcuts.map(({ url }) => url)).toContain('/visits/new');
  for (const { src } of manifest.icons) expect((await page.request.get(`${server.url}${src}`)).ok(), src).toBe(true);
});

test('an offer that came before the app is kept, and taken up with one tap', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await offer(page);
  await signIn(page, 'member');
  await page.goto('/me');
  await expect(page.locator('html')).toHaveAttribute('data-kept', 'true');
  await page.getByRole('button', { name: '添加到主屏幕' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-asked', '1');
  await expect(card(page)).toHaveCount(0);
});

test('where the app runs from the home screen nothing is said of it', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await offer(page);
  // A tab does not become an app of the home screen: the page is told what it would be told there.
  await page.addInitScript(() => {
    const asked = window.matchMedia.bind(window);
    window.matchMedia = (query) => asked(query === '(display-mode: standalone)' ? 'all' : query);
  });
  await signIn(page, 'member');
  await page.goto('/me');
  await expect(page.getByRole('heading', { name: '设置' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-install', 'ready');
  await expect(card(page)).toHaveCount(0);
});

test('an iPhone is told how, and other browsers are told nothing', async ({ phone }) => {
  const userAgent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1';
  const page = await (await phone({ userAgent })).newPage();
  await signIn(page, 'member');
  await page.goto('/me');
  await expect(page.getByText('点底部的“分享”按钮，再选“添加到主屏幕”')).toBeVisible();

  const other = await (await phone()).newPage();
  await signIn(other, 'member');
  await other.goto('/me');
  await expect(other.getByRole('heading', { name: '设置' })).toBeVisible();
  await expect(card(other)).toHaveCount(0);
});

test('an app without a browser around it has a way up from each page, and says where one is', async ({ phone }) => {
  const context = await phone();
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await fill(page);
  const report = `${await firstRecord(page, '/trips', '/trips/')}/report`;
  const contact = `${await firstRecord(page, '/contacts', '/contacts/')}/edit`;
  const plan = await firstRecord(page, '/trips', '/plans/');
  await context.setOffline(true);
  const up = page.getByRole('link', { name: '返回上一级' });
  const ways: [string, number, string, string][] = [
    [report, 3, '/', '今日'],
    [contact, 3, '/companies', '企业'],
    [plan, 2, '/', '今日'],
    ['/follow-ups', 1, '/', '今日'],
    ['/visits', 0, '/visits', '走访'],
  ];
  for (const [address, steps, place, name] of ways) {
    await page.goto(address);
    await expect(page.getByRole('navigation', { name: '主要页面' }).locator('[aria-current]')).toHaveText(name);
    for (let step = 0; step < steps; step += 1) {
      const before = new URL(page.url()).pathname;
      await up.click();
      await expect(page).not.toHaveURL(new RegExp(`${before}$`));
    }
    await expect(page).toHaveURL(new RegExp(`\\d${place}$`));
    await expect(up).toBeHidden();
  }
});
