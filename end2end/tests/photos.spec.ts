import { writeFile } from 'node:fs/promises';

import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Request } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';
import { begin, choose, chooseFiles, photo, PIECE, pictures, PLACE, shown } from './support/photos.ts';
import { layOutAsBefore } from './support/rows.ts';

const finish = (page: Page) => page.getByRole('button', { name: '完成', exact: true });
const sync = (page: Page) => page.getByRole('status', { name: '同步' });

async function axeIsClean(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('a photo taken without network survives two killed browsers, and the office sees it without a reload', async ({ device, desk }) => {
  test.slow();
  const phone = await device();
  const first = await phone.context.newPage();
  await signIn(first, 'member');
  await ready(first);
  // Chromium writes the session's cookie to the disk half a minute late, or when it is closed.
  await phone.reopen();
  await phone.context.setOffline(true);
  const page = await phone.context.newPage();
  await begin(page, '看了新厂房，层高够，吊车梁已装。');
  await choose(page, [await photo(page, 'one.jpg'), await photo(page, 'two.jpg')]);
  await pictures(shown(page), 2);
  await expect(page).toHaveURL(/\/edit$/);
  await axeIsClean(page);
  const form = page.url();

  // Killed with the form open: both are there, and one is not wanted any more.
  await phone.kill();
  await phone.reopen();
  await phone.context.setOffline(true);
  const again = await phone.context.newPage();
  await again.goto(form);
  await pictures(shown(again), 2);
  await again.getByRole('button', { name: '移除 照片 2' }).click();
  await pictures(shown(again), 1);
  await finish(again).click();
  await expect(again.getByRole('main').getByText('待发送')).toBeVisible();
  await expect(sync(again)).toContainText('1条待发 · 照片1张待传');
  const visit = again.url();

  // Killed before anything could be sent.
  await phone.kill();
  await phone.reopen();
  await phone.context.setOffline(true);
  const later = await phone.context.newPage();
  await later.goto(visit);
  await pictures(shown(later), 1);
  await axeIsClean(later);
  await later.getByRole('button', { name: '查看照片 1' }).click();
  const opened = later.getByRole('dialog', { name: '照片 1' }).locator('img');
  await pictures(opened, 1);
  // The right side up, and no longer than it needs to be.
  expect(await opened.evaluate((image: HTMLImageElement) => [image.naturalWidth, image.naturalHeight])).toEqual([1200, 1600]);
  await later.getByRole('button', { name: '关闭' }).click();
  await later.goto('/me');
  await expect(later.getByText('照片 1 张，已传 0%')).toBeVisible();

  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await expect(office.getByRole('heading', { level: 1 })).toBeVisible();
  const before = await office.evaluate(() => performance.timeOrigin);
  await phone.context.setOffline(false);
  await expect(sync(later)).toContainText('已全部送达');
  await office.locator('.desk-lines').getByRole('link', { name: /看了新厂房/ }).click();
  await pictures(office.locator('.desk-visit .photo img'), 1);
  await axeIsClean(office);
  await office.getByRole('button', { name: '查看照片 1' }).click();
  await pictures(office.getByRole('dialog', { name: '照片 1' }).locator('img'), 1);
  expect(await office.evaluate(() => performance.timeOrigin), 'the office never reloaded').toBe(before);

  // The small picture stays on the phone; the photo is the server's now.
  expect(await stored(later, 'uploads')).toEqual([]);
  await phone.context.setOffline(true);
  await later.goto(visit);
  await pictures(shown(later), 1);
  await later.getByRole('button', { name: '查看照片 1' }).click();
  await expect(later.getByRole('dialog').getByText('联网后可看')).toBeVisible();
});

test('an office that has the visit open sees its photo as soon as that has come, and does not keep asking', async ({ phone, desk }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  let held = true;
  await page.route('**/api/v1/blobs/**', (route) => (held ? route.abort() : route.continue()));
  await begin(page, '现场照片随后到。');
  await choose(page, [await photo(page, 'late.jpg')]);
  await pictures(shown(page), 1);
  await finish(page).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(sync(page)).toContainText('照片1张待传');

  const office = await (await desk()).newPage();
  await office.clock.install();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /现场照片随后到/ }).click();
  await expect(office.getByText('照片还在路上')).toBeVisible();
  // No timer of the office's page runs out any more: what it does it does because it is told.
  await office.clock.pauseAt((await office.evaluate(() => Date.now())) + 10_000);
  await expect(office.getByText('照片还在路上')).toBeVisible();
  const asked: string[] = [];
  office.on('request', (request) => asked.push(new URL(request.url()).pathname));
  held = false;
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(sync(page)).toContainText('已全部送达');
  // Time enough to look once for all that came, and no more.
  await expect
    .poll(async () => {
      await office.clock.runFor(100);
      return office.locator('.desk-visit .photo img').count();
    })
    .toBe(1);
  await pictures(office.locator('.desk-visit .photo img'), 1);
  expect(asked.filter((path) => path.startsWith('/api/v1/blobs/')).length).toBeLessThanOrEqual(2);
});

test('a photo that should not be there is taken away again, without network too, and the office sees it no more', async ({ phone, desk }) => {
  test.slow();
  const context = await phone();
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await begin(page, '拍进了不该拍的图纸。');
  await choose(page, [await photo(page, 'one.jpg', 640, 480), await photo(page, 'two.jpg', 640, 480)]);
  await pictures(shown(page), 2);
  const paper = { name: '园区图.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\n%%EOF\n') };
  await choose(page, [paper], '添加文件');
  await expect(page.getByRole('button', { name: '移除 园区图.pdf' })).toBeVisible();
  await finish(page).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(sync(page)).toContainText('已全部送达');
  const visit = page.url();

  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /拍进了不该拍的图纸/ }).click();
  const seen = office.locator('.desk-visit .photo img');
  await pictures(seen, 2);
  await expect(office.getByRole('button', { name: /^移除/ })).toHaveCount(0);
  const [gone] = await seen.evaluateAll((images) => images.map((image) => new URL((image as HTMLImageElement).src).pathname));

  await context.setOffline(true);
  await page.getByRole('button', { name: '移除 照片 1' }).click();
  const asking = page.getByRole('dialog', { name: '确定移除这个附件？' });
  await axeIsClean(page);
  await asking.getByRole('button', { name: '保留' }).click();
  await pictures(shown(page), 2);
  for (const name of ['移除 照片 1', '移除 园区图.pdf']) {
    await page.getByRole('button', { name }).click();
    await asking.getByRole('button', { name: '移除' }).click();
    await expect(asking).toBeHidden();
  }
  await pictures(shown(page), 1);
  await expect(page.getByRole('link', { name: '园区图.pdf' })).toHaveCount(0);
  await expect(sync(page)).toContainText('2条待发');
  await page.goto('/me');
  await expect(page.getByText('移除附件 园区图.pdf')).toBeVisible();
  await page.goto(visit);
  await pictures(shown(page), 1);

  await context.setOffline(false);
  await expect(sync(page)).toContainText('已全部送达');
  await pictures(seen, 1);
  await expect(office.getByRole('link', { name: '园区图.pdf' })).toHaveCount(0);
  expect((await office.request.get(gone ?? '')).status(), 'nor is it given to who knows its address').toBe(404);
  await pictures(shown(page), 1);
});

test('a photo that is taken away before it was sent is not sent', async ({ phone, desk }) => {
  const context = await phone();
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') sent.push(request.url());
  });
  await context.setOffline(true);
  await begin(page, '拍错了，没发出去就撤回。');
  await choose(page, [await photo(page, 'wrong.jpg', 640, 480)]);
  await pictures(shown(page), 1);
  await finish(page).click();
  await expect(sync(page)).toContainText('1条待发 · 照片1张待传');
  await page.getByRole('button', { name: '移除 照片 1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
  await expect(shown(page)).toHaveCount(0);
  await expect(sync(page)).toContainText('2条待发');
  await expect(sync(page)).not.toContainText('照片');
  await context.setOffline(false);
  await expect(sync(page)).toContainText('已全部送达');
  expect(await stored(page, 'uploads')).toEqual([]);
  expect(sent).toEqual([]);
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /拍错了/ }).click();
  await expect(office.locator('.desk-visit')).toContainText('拍错了，没发出去就撤回。');
  await expect(office.getByRole('heading', { name: '照片和附件' })).toHaveCount(0);
});

test('a photo that is taken away in the middle of its way is sent no further', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  let [cut, mended] = ['', false];
  const sent: string[] = [];
  await page.route('**/api/v1/blobs/**', (route) => {
    const request = route.request();
    if (request.headers()['upload-offset'] === String(PIECE)) cut ||= request.url();
    if (cut && !mended) return route.abort();
    if (mended) sent.push(request.url());
    return route.continue();
  });
  await begin(page, '传到一半发现拍错了。');
  await choose(page, [await photo(page, 'half.jpg')]);
  await pictures(shown(page), 1);
  await finish(page).click();
  await expect.poll(() => cut).not.toBe('');
  await page.getByRole('button', { name: '移除 照片 1' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '移除' }).click();
  await expect(shown(page)).toHaveCount(0);
  mended = true;
  // Within the same page, where the sending would go on.
  await page.getByRole('link', { name: '记走访' }).first().click();
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill('重拍了一张。');
  await choose(page, [await photo(page, 'right.jpg', 640, 480)]);
  await pictures(shown(page), 1);
  await finish(page).click();
  await expect(page.getByRole('button', { name: '移除 照片 1' })).toBeVisible();
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect.poll(() => sent.length).toBeGreaterThan(1);
  await expect(sync(page)).toContainText('已全部送达');
  expect(sent).not.toContain(cut);
});

test('an upload that is cut goes on where it was, and nothing of it tells where it was taken', async ({ phone, desk }) => {
  const context = await phone();
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  let cut = false;
  let mended = false;
  const sent: Request[] = [];
  await page.route('**/api/v1/blobs/**', async (route) => {
    const request = route.request();
    // In the middle of the photo the line breaks, and stays broken.
    cut ||= request.method() === 'PATCH' && request.headers()['upload-offset'] === String(PIECE);
    if (cut && !mended) return route.abort();
    if (request.method() === 'PATCH') sent.push(request);
    return route.continue();
  });
  await begin(page, '上传到一半断网。');
  const taken = await photo(page, 'half.jpg');
  expect(taken.buffer.includes(PLACE)).toBe(true);
  await choose(page, [taken]);
  await pictures(shown(page), 1);
  await finish(page).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await page.getByRole('link', { name: '我的' }).click();
  await expect(page.getByText(/照片 1 张，已传 [1-9]\d?%/)).toBeVisible();
  await expect.poll(() => cut).toBe(true);

  await page.reload();
  await expect(page.getByText(/照片 1 张，已传 [1-9]\d?%/)).toBeVisible();
  // No app stands while the line is mended: a piece under way would be cut by the reload.
  const address = page.url();
  await page.goto('about:blank');
  mended = true;
  await page.goto(address);
  await expect(sync(page)).toContainText('已全部送达');
  await expect(page.getByText('没有待发内容')).toBeVisible();

  const pieces = sent.map((request) => `${new URL(request.url()).pathname} ${request.headers()['upload-offset']}`);
  expect(new Set(pieces).size, 'no piece was sent twice').toBe(pieces.length);
  const contents = new Map(sent.map((request) => [new URL(request.url()).pathname, Number(request.headers()['upload-length'])]));
  expect(contents.size).toBe(2);
  const [small = 0, whole = 0] = [...contents.values()];
  expect(small, 'the small picture goes first').toBeLessThanOrEqual(30_000);
  expect(whole).toBeGreaterThan(2 * PIECE);
  expect(pieces.length).toBe(1 + Math.ceil(whole / PIECE));
  for (const request of sent) {
    const bytes = request.postDataBuffer();
    expect(bytes?.length).toBeGreaterThan(0);
    for (const word of ['GPS', 'Exif']) expect(bytes?.includes(word), 'from the phone').toBe(false);
  }

  const office = await desk();
  const reader = await office.newPage();
  await signIn(reader, 'office');
  for (const [path, length] of contents) {
    const served = await office.request.get(path);
    expect(served.status()).toBe(200);
    const bytes = await served.body();
    expect(bytes.length).toBe(length);
    for (const word of ['GPS', 'Exif']) expect(bytes.includes(word), 'from the server').toBe(false);
  }
});

test('what cannot be attached is told where it happened, and costs nothing that was typed', async ({ phone }, info) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await begin(page, '带了几样不合适的东西。');
  const broken = { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('no picture at all') };
  const heic = { name: 'IMG_1.HEIC', mimeType: 'image/heic', buffer: Buffer.from('....ftypheic') };
  await choose(page, [broken, await photo(page, 'good.jpg', 64, 48), heic]);
  await expect(page.getByRole('alert').filter({ hasText: 'broken.jpg：图片打不开，可能已损坏' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'IMG_1.HEIC：这张照片的格式浏览器打不开' })).toBeVisible();
  await pictures(shown(page), 1);

  const contents = { 'plan.pdf': Buffer.alloc(30 * 1024 * 1024), 'list.xlsx': 'PK', '园区图.pdf': '%PDF-1.4\n%%EOF\n' };
  const files = Object.entries(contents).map(([name, bytes]) => ({ path: info.outputPath(name), bytes }));
  for (const { path, bytes } of files) await writeFile(path, bytes);
  await chooseFiles(page, files.map(({ path }) => path), '添加文件');
  await expect(page.getByRole('alert').filter({ hasText: 'plan.pdf：超过 20 MB' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'list.xlsx：只能添加 PDF' })).toBeVisible();
  await expect(page.getByRole('button', { name: '移除 园区图.pdf' })).toBeVisible();
  await axeIsClean(page);
  await expect(page.getByLabel('谈了什么')).toHaveValue('带了几样不合适的东西。');
  await finish(page).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(sync(page)).toContainText('已全部送达');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '园区图.pdf' }).click()]);
  expect(download.suggestedFilename()).toBe('园区图.pdf');
});

test('fifty photos at once: as many as a form holds are taken one after the other, and the rest is told', async ({ phone }) => {
  test.slow();
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await begin(page, '一次选了五十张。');
  const small = await photo(page, 'one.jpg', 320, 240);
  await choose(page, Array.from({ length: 50 }, (_, place) => ({ ...small, name: `${place}.jpg` })));
  await expect(page.getByText(/正在处理第 \d+ 个，共 30 个/)).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: '一次走访最多 30 个附件，还有 20 个没有添加' })).toBeVisible();
  await pictures(shown(page), 30);
  await expect(page.getByText(/正在处理/)).toHaveCount(0);
});

test('a photo of 30 MB is made small as every other', async ({ phone }, info) => {
  test.slow();
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  const { buffer } = await photo(page, 'huge.jpg', 1200, 900);
  // What stands behind the end of a picture is of no matter to anybody who opens it; motion photos are kept so.
  const taken = info.outputPath('huge.jpg');
  await writeFile(taken, Buffer.concat([buffer, Buffer.alloc(30 * 1024 * 1024 - buffer.length)]));
  await begin(page, '相机拍的大图。');
  await chooseFiles(page, [taken]);
  await pictures(shown(page), 1);
  await finish(page).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(sync(page)).toContainText('已全部送达');
});

/** From now on every transaction that writes ends as on a disk without room. */
function fillTheDisk(): void {
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>) {
    const begun = transaction.apply(this, args);
    if (args[1] === 'readwrite') {
      // The same entry added twice: the browser takes everything back. Only the reason it gives is put on.
      const table = begun.objectStore(begun.objectStoreNames[0] ?? '');
      table.add({ k: 'twice', t: '' });
      table.add({ k: 'twice', t: '' });
      Object.defineProperty(begun, 'error', { get: () => new DOMException('no room', 'QuotaExceededError') });
    }
    return begun;
  };
}

test('a full disk is told beside the photo, which is not shown as kept; what was typed stays', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await begin(page, '空间不够了。');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  const [kept, taken] = [await photo(page, 'kept.jpg', 640, 480), await photo(page, 'full.jpg', 640, 480)];
  await choose(page, [kept]);
  await pictures(shown(page), 1);
  await expect(page.getByText(/正在处理/)).toHaveCount(0);
  await page.evaluate(fillTheDisk);
  await choose(page, [taken, { ...taken, name: 'second.jpg' }, { ...taken, name: 'third.jpg' }]);
  await expect(page.getByRole('alert').filter({ hasText: 'full.jpg：没有存上。本机空间已满' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: '后面的 2 个也没有添加' })).toBeVisible();
  await pictures(shown(page), 1);
  await expect(page.getByLabel('谈了什么')).toHaveValue('空间不够了。');
  await page.reload();
  await expect(page.getByLabel('谈了什么')).toHaveValue('空间不够了。');
  await pictures(shown(page), 1);
});

test('a device of the version before photos keeps what waits on it, and takes photos from then on', async ({ phone }) => {
  const context = await phone();
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await context.setOffline(true);
  await begin(page, '升级之前记的。');
  await finish(page).click();
  await expect(sync(page)).toContainText('1条待发');
  await begin(page, '升级之前没写完的。');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  const form = page.url();
  // A page of ours that opens no store, so that nothing of the version of today is written meanwhile.
  await page.goto('/manifest.webmanifest');
  await layOutAsBefore(page, 2, ['meta', 'rows', 'outbox', 'drafts'], 1);

  await page.goto(form);
  await expect(sync(page)).toContainText('1条待发');
  await expect(page.getByLabel('谈了什么')).toHaveValue('升级之前没写完的。');
  await choose(page, [await photo(page, 'new.jpg', 640, 480)]);
  await pictures(shown(page), 1);
  await finish(page).click();
  await expect(sync(page)).toContainText('2条待发 · 照片1张待传');
  await context.setOffline(false);
  await expect(sync(page)).toContainText('已全部送达');
});
