import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';

import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { held, received } from './support/received.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';
import { choose, photo, pictures } from './support/photos.ts';

const shown = (page: Page) => page.getByRole('main').locator('.photo img');
const alert = (page: Page, words: string) => page.getByRole('alert').filter({ hasText: words });

async function begin(page: Page, content: string): Promise<void> {
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill(content);
}

test('a photo that came in half, or with nothing in it, is told by its name, and those beside it are taken', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await begin(page, '传了一半的照片。');
  const whole = await photo(page, 'whole.jpg', 1200, 900);
  const cut = (name: string, bytes: number) => ({ ...whole, name, buffer: whole.buffer.subarray(0, bytes) });
  const half = Math.floor(whole.buffer.length / 2);
  await choose(page, [cut('half.jpg', half), whole, cut('empty.jpg', 0), cut('head.jpg', 600)]);
  for (const name of ['half.jpg', 'empty.jpg', 'head.jpg']) await expect(alert(page, `${name}：图片打不开，可能已损坏，请换一张。`)).toBeVisible();
  await pictures(shown(page), 1);
  await expect(page.getByLabel('谈了什么')).toHaveValue('传了一半的照片。');
});

test('an HEIC that calls itself a JPEG is told for what it is', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await begin(page, '手机改了照片的名字。');
  const heic = Buffer.concat([Buffer.from('000000186674797068656963000000006d69663168656963', 'hex'), Buffer.alloc(4_000, 7)]);
  await choose(page, [{ name: 'IMG_2.jpg', mimeType: 'image/jpeg', buffer: heic }]);
  await expect(alert(page, 'IMG_2.jpg：这张照片的格式浏览器打不开，请在相机设置中改为“兼容性最佳”后重拍，或换一张。')).toBeVisible();
});

test('a file that the server does not take is told, and nobody says that all was delivered', async ({ phone }) => {
  const page = await (await phone()).newPage();
  await begin(page, '资料是改了名的表格。');
  await choose(page, [{ name: '方案.pdf', mimeType: 'application/pdf', buffer: Buffer.from('PK not what its name says') }], '添加文件');
  await expect(page.getByRole('button', { name: '移除 方案.pdf' })).toBeVisible();
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(page.getByRole('status', { name: '同步' })).toHaveText(/1个附件未能送达/);
  await page.goto('/me');
  await expect(page.getByRole('listitem').filter({ hasText: '方案.pdf' })).toContainText('服务器不接收这种文件，原件仍在本机。');
  await expect(page.getByRole('status', { name: '同步' })).toHaveText(/1个附件未能送达/);
});

test('a document loses the places that it tells of before it leaves the phone, packed or not', async ({ server, phone }) => {
  const context = await phone();
  const page = await context.newPage();
  await begin(page, '园区图里带着坐标。');
  const place = Buffer.from('<rdf:RDF><exif:GPSLatitude>34,45.00N</exif:GPSLatitude></rdf:RDF>');
  const stream = (told: string, said: Buffer) =>
    Buffer.concat([Buffer.from(`1 0 obj<</Type/Metadata${told}>>stream\n`), said, Buffer.from('\nendstream endobj\n')]);
  const packed = deflateSync(place);
  const parts = [Buffer.from('%PDF-1.7\n'), stream('', place), stream('/Filter/FlateDecode', packed), Buffer.from('%%EOF')];
  const buffer = Buffer.concat(parts);
  await choose(page, [{ name: '园区图.pdf', mimeType: 'application/pdf', buffer }], '添加文件');
  await expect(page.getByRole('button', { name: '移除 园区图.pdf' })).toBeVisible();
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(page.getByRole('status', { name: '同步' })).toHaveText('已全部送达');
  const row = (await received(server, 'attachment')).find((row) => held(row, 'name') === '园区图.pdf');
  const hash = held(row, 'blob');
  const served = await context.request.get(`/api/v1/blobs/${String(hash)}`);
  expect(served.status()).toBe(200);
  const content = await served.body();
  // Were anything left for the server to take off, it would not be what its name says any more.
  expect(createHash('sha256').update(content).digest('hex')).toBe(hash);
  expect(content.length).toBe(buffer.length);
  expect(content.includes('GPS')).toBe(false);
  const unpacked = inflateSync(content.subarray(buffer.indexOf(packed)), { finishFlush: 2 });
  expect(unpacked.toString()).toBe(`<rdf:RDF>${' '.repeat(place.length - 19)}</rdf:RDF>`);
});

test('of fifty photos, no two alike, thirty are taken and all thirty arrive', async ({ server, phone }) => {
  test.slow();
  const context = await phone();
  const page = await context.newPage();
  await begin(page, '一次五十张。');
  const fifty = [];
  for (let place = 0; place < 50; place += 1) fifty.push(await photo(page, `${place}.jpg`, 320, 240));
  await choose(page, fifty);
  await expect(alert(page, '一次走访最多 30 个附件，还有 20 个没有添加')).toBeVisible();
  await expect(page.getByText(/正在处理/)).toHaveCount(0);
  await pictures(shown(page), 30);
  // More than it holds it does not take later either.
  await choose(page, fifty.slice(-1));
  await expect(alert(page, '一次走访最多 30 个附件，还有 1 个没有添加')).toBeVisible();
  await pictures(shown(page), 30);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await expect(page.getByRole('status', { name: '同步' })).toHaveText('已全部送达', { timeout: 60_000 });
  expect(await stored(page, 'uploads')).toEqual([]);
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const kept = (await received(server, 'attachment')).filter((row) => held(row, 'of') === id);
  expect(kept.map((row) => held(row, 'name')).sort()).toEqual(fifty.slice(0, 30).map(({ name }) => name).sort());
  const served = await Promise.all(kept.map(async (row) => (await context.request.get(`/api/v1/blobs/${String(held(row, 'blob'))}`)).status()));
  expect(served).toEqual(Array.from({ length: 30 }, () => 200));
});
