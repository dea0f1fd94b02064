import { writeFile } from 'node:fs/promises';

import type { BrowserContext, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { record, ready, signIn, stored } from './support/people.ts';
import { begin, choose, chooseFiles, longestTask, photo, pictures, shown } from './support/photos.ts';

const finish = (page: Page) => page.getByRole('button', { name: '完成', exact: true });

declare global {
  interface Window {
    letOn: () => void;
  }
}

/** A slow phone: until the page has `letOn` it reckons by what a photo is named. Runs in the page. */
function slowDown(): void {
  const { digest } = SubtleCrypto.prototype;
  const letOn = new Promise<void>((passed) => (window.letOn = passed));
  SubtleCrypto.prototype.digest = async function (this: SubtleCrypto, ...what: Parameters<SubtleCrypto['digest']>) {
    await letOn;
    return digest.apply(this, what);
  };
}

test('a photo of 12 megapixels never holds the form up, without network either', async ({ phone }, info) => {
  test.slow();
  const taken = info.outputPath('large.jpg');
  /** Milliseconds of the longest that the page does at a stretch. */
  const longest = async (context: BrowserContext): Promise<number> => {
    const page = await context.newPage();
    await signIn(page, 'member');
    await ready(page);
    await writeFile(taken, (await photo(page, 'large.jpg', 4032, 3024)).buffer);
    await context.setOffline(true);
    await begin(page, '照片再大也能接着写。');
    return longestTask(page, async () => {
      await chooseFiles(page, [taken]);
      await pictures(shown(page), 1);
    });
  };
  const drawnByPage = await phone();
  await drawnByPage.addInitScript(() => Reflect.deleteProperty(window, 'Worker'));
  // In the same minute on the same machine; the bench tells how long the page stands still.
  const most = 0.65 * (await longest(drawnByPage));
  expect(await longest(await phone())).toBeLessThan(most);
});

test('a photo that is ready when its form was left and opened again shows there by itself', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await begin(page, '一边处理照片，一边去看别的。');
  await page.evaluate(slowDown);
  await choose(page, [await photo(page, 'slow.jpg', 800, 600)]);
  await expect(page.getByText('正在处理第 1 个，共 1 个')).toBeVisible();
  await page.getByRole('link', { name: '今日' }).click();
  await page.getByRole('link', { name: /继续写/ }).click();
  await expect(page.getByLabel('谈了什么')).toHaveValue('一边处理照片，一边去看别的。');
  await expect(page.locator('.kept-photo')).toHaveCount(0);
  // It is told there as well, and nobody finishes without it.
  await expect(page.getByText('正在处理第 1 个，共 1 个')).toBeVisible();
  await finish(page).click();
  await expect(page.getByRole('alert')).toContainText('照片还在处理');
  await page.evaluate(() => window.letOn());
  await pictures(shown(page), 1);
  await finish(page).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await pictures(shown(page), 1);
});

test('where the browser does not draw beside the page, or the file for it is gone, photos are taken as well', async ({ phone }) => {
  test.slow();
  for (const way of ['no worker', 'no file']) {
    const context = await phone({ serviceWorkers: 'block' });
    if (way === 'no worker') await context.addInitScript(() => Reflect.deleteProperty(window, 'Worker'));
    let missed = 0;
    await context.route('**/photo.js', (route) => {
      missed += 1;
      return route.abort();
    });
    const page = await context.newPage();
    await signIn(page, 'member');
    await begin(page, '浏览器旧一些也能拍。');
    await choose(page, [await photo(page, 'one.jpg')]);
    await pictures(shown(page), 1);
    const [width, height] = await shown(page).evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight]);
    expect([width, height, missed], way).toEqual([240, 320, way === 'no file' ? 1 : 0]);
  }
});

test('a photo whose form was thrown away before it was ready does not come into the next one', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await record(page, '补一张照片，又不要了。');
  const amend = page.getByRole('main').getByRole('link', { name: '修改', exact: true });
  await amend.click();
  await page.evaluate(slowDown);
  await choose(page, [await photo(page, 'slow.jpg', 800, 600)]);
  await expect(page.getByText('正在处理第 1 个，共 1 个')).toBeVisible();
  await page.getByRole('button', { name: '放弃这次修改' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '放弃', exact: true }).click();
  await amend.click();
  await expect(page.getByText('正在处理第 1 个，共 1 个')).toHaveCount(0);
  await page.getByLabel('谈了什么').press('End');
  await page.getByLabel('谈了什么').pressSequentially('真的不要。');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await page.evaluate(() => window.letOn());
  // One that is chosen now comes behind it.
  await choose(page, [await photo(page, 'next.jpg', 640, 480)]);
  await pictures(shown(page), 1);
  const kept = (await stored(page, 'drafts')).join();
  expect(kept).toContain('next.jpg');
  expect(kept).not.toContain('slow.jpg');
});
