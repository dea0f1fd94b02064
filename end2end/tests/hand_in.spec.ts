import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

import type { BrowserContext, Page, TestInfo } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { chooseCompany, ready, record, signIn, stored } from './support/people.ts';
import { choose, photo, pictures } from './support/photos.ts';
import { held, received } from './support/received.ts';
import { long } from './support/words.ts';

const WORDS = '地下车间没有信号，对方要150亩地。';

const sync = (page: Page) => page.getByRole('status', { name: '同步' });

/** A phone that has everything, its key included, and is cut off then. */
async function cutOff(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await expect.poll(async () => (await stored(page, 'meta')).join()).toMatch(/"seal_key":"[0-9a-f]{64}"/);
  await context.setOffline(true);
  return page;
}

async function recordWithPhoto(page: Page): Promise<void> {
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill(WORDS);
  await choose(page, [await photo(page, '车间.jpg', 1200, 900)]);
  await pictures(page.locator('.kept-photo img'), 1);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
}

/** Saves the file as its author does; tells where it lies. */
async function exported(page: Page, info: TestInfo, what: RegExp): Promise<string> {
  await page.goto('/me');
  await page.getByRole('button', { name: '导出未发送的内容' }).click();
  await expect(page.getByRole('status').filter({ hasText: '文件已备好' })).toHaveText(what);
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: '保存文件' }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toMatch(/^走访_未发送_长三角小分队队员甲_\d{8}-\d{4}\.zfw$/);
  const path = info.outputPath('unsent.zfw');
  await download.saveAs(path);
  return path;
}

async function chooseFile(page: Page, path: string): Promise<void> {
  await page.getByLabel('导入文件').setInputFiles(path);
}

async function imported(page: Page, path: string): Promise<void> {
  await page.goto('/me');
  await chooseFile(page, path);
  await page.getByRole('button', { name: '导入并提交' }).click();
}

/** The same file with another manifest, which its first line tells rightly. */
async function altered(path: string, alter: (manifest: string) => string, version = 1): Promise<Buffer> {
  const file = await readFile(path);
  const line = file.indexOf('\n') + 1;
  const bytes = Number(file.subarray(0, line).toString().split(' ')[2]);
  const manifest = Buffer.from(alter(file.subarray(line, line + bytes).toString()));
  const hash = createHash('sha256').update(manifest).digest('hex');
  return Buffer.concat([Buffer.from(`zoufang-unsent ${version} ${manifest.length} ${hash}\n`), manifest, file.subarray(line + bytes)]);
}

/** What a file says of its contents. */
async function contentsOf(path: string): Promise<{ bytes: number }[]> {
  const file = await readFile(path);
  const line = file.indexOf('\n') + 1;
  const bytes = Number(file.subarray(0, line).toString().split(' ')[2]);
  return (JSON.parse(file.subarray(line, line + bytes).toString()) as { contents: { bytes: number }[] }).contents;
}

test('what a phone without network exports, a colleague hands in, and nothing is doubled', async ({ phone, desk }, info) => {
  test.slow();
  const mine = await phone();
  const page = await cutOff(mine);
  await recordWithPhoto(page);
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill('写到一半');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  const path = await exported(page, info, /记录1条、照片和附件1个、草稿1份/);

  const colleague = await (await phone()).newPage();
  await signIn(colleague, 'leader');
  await ready(colleague);
  await colleague.goto('/me');
  await chooseFile(colleague, path);
  await expect(colleague.getByText(/^长三角小分队队员甲（.+）.+ 导出：记录1条、照片和附件1个、草稿1份$/)).toBeVisible();
  await expect(colleague.getByText('记录人仍为长三角小分队队员甲')).toBeVisible();
  expect(await stored(colleague, 'entrusted'), 'nothing is taken before that').toEqual([]);
  await colleague.getByRole('button', { name: '导入并提交' }).click();
  const entrusted = colleague.getByRole('listitem').filter({ hasText: '长三角小分队队员' }).filter({ hasText: '导出' });
  await expect(entrusted).toContainText('已全部提交');
  await expect.poll(() => stored(colleague, 'uploads')).toEqual([]);
  await expect(sync(colleague)).toContainText('已全部送达');
  expect((await stored(colleague, 'drafts')).join(), 'drafts are for their author').not.toContain('写到一半');
  // Once more does no harm.
  await imported(colleague, path);
  await expect(colleague.getByText('已导入本机，联网后自动提交。')).toBeVisible();
  await expect(entrusted).toContainText('已全部提交');
  await expect.poll(() => stored(colleague, 'uploads')).toEqual([]);

  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  const line = office.locator('.desk-lines').getByRole('link', { name: /地下车间没有信号/ });
  await expect(line).toHaveCount(1);
  await line.click();
  await pictures(office.locator('.desk-visit .photo img'), 1);
  await expect(office.locator('.desk-visit')).toContainText('长三角小分队队员');

  await mine.setOffline(false);
  await expect(sync(page)).toContainText('已全部送达');
  expect(await stored(page, 'outbox')).toEqual([]);
  expect(await stored(page, 'uploads')).toEqual([]);
  await page.goto('/visits');
  await expect(page.getByRole('link', { name: /地下车间没有信号/ })).toHaveCount(1);
  await expect(page.getByRole('link', { name: /地下车间没有信号/ })).toContainText('已收');
  await office.goto('/desk/quarantine');
  await expect(office.getByText('没有待处理的数据。')).toBeVisible();
  await office.goto('/desk');
  await expect(line).toHaveCount(1);
  await entrusted.getByRole('button', { name: '从列表移除' }).click();
  await expect(entrusted).toHaveCount(0);
});

test('a phone that is switched off before the photos of a file came says that they are missing, and goes on with the same file', async ({ phone, device, desk }, info) => {
  test.slow();
  const mine = await phone();
  const page = await cutOff(mine);
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill(WORDS);
  await choose(page, [await photo(page, '车间.jpg', 1200, 900), await photo(page, '厂区.jpg', 1000, 700)]);
  await pictures(page.locator('.kept-photo img'), 2);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  const path = await exported(page, info, /记录1条、照片和附件2个/);

  const other = await device();
  const colleague = await other.context.newPage();
  await signIn(colleague, 'leader');
  await ready(colleague);
  await colleague.goto('/me');
  await chooseFile(colleague, path);
  const take = colleague.getByRole('button', { name: '导入并提交' });
  await expect(take).toBeVisible();
  // The last of its contents is being looked at, and there it ends.
  const bytes = (await contentsOf(path)).at(-1)?.bytes;
  await colleague.evaluate((last) => {
    const { digest } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.digest = function (way, data) {
      return data.byteLength === last ? new Promise(() => {}) : digest.call(this, way, data);
    };
  }, bytes);
  await take.click();
  const entrusted = (page: Page) => page.getByRole('listitem').filter({ hasText: '长三角小分队队员' }).filter({ hasText: '导出' });
  await expect(entrusted(colleague)).toHaveText(/^.*还有1个照片和附件没有导入本机；如导入已中断，请再次导入同一文件$/);
  await expect(sync(colleague)).toContainText('已全部送达');
  await other.kill();
  await other.reopen();

  const again = await other.context.newPage();
  await again.goto('/me');
  await expect(entrusted(again)).toContainText('还有1个照片和附件没有导入本机');
  await expect(entrusted(again)).not.toContainText('已全部提交');
  await expect(entrusted(again).getByRole('button', { name: '从列表移除' })).toHaveCount(0);
  // A browser that is killed forgets its cookies of the last half minute, if it did not write them just then.
  await other.context.clearCookies();
  await signIn(again, 'leader');
  await imported(again, path);
  await expect(entrusted(again)).toContainText('已全部提交');
  expect(await stored(again, 'uploads'), 'that is said when it is so').toEqual([]);

  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /地下车间没有信号/ }).click();
  await pictures(office.locator('.desk-visit .photo img'), 2);
});

test('on another phone of its author the file goes on, its drafts too', async ({ phone }, info) => {
  test.slow();
  const mine = await phone();
  const page = await cutOff(mine);
  await record(page, WORDS);
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill('写到一半，对方');
  await choose(page, [await photo(page, '草稿.jpg', 800, 600)]);
  await pictures(page.locator('.kept-photo img'), 1);
  await expect(page).toHaveURL(/\/edit$/);
  const form = new URL(page.url()).pathname;
  const path = await exported(page, info, /记录1条、草稿1份/);

  const other = await (await phone()).newPage();
  await signIn(other, 'member');
  await ready(other);
  await imported(other, path);
  await expect(other.getByText('已全部提交', { exact: true })).toBeVisible();
  await other.goto('/visits');
  await expect(other.getByRole('link', { name: /地下车间没有信号/ })).toContainText('已收');
  await other.goto(form);
  await expect(other.getByLabel('谈了什么')).toHaveValue('写到一半，对方');
  await pictures(other.locator('.kept-photo img'), 1);

  await mine.setOffline(false);
  await expect(sync(page)).toContainText('已全部送达');
  await page.goto('/visits');
  await expect(page.getByRole('link', { name: /地下车间没有信号/ })).toHaveCount(1);
});

test('ten thousand characters and rare ones pass through the file untouched', async ({ server, phone }, info) => {
  test.slow();
  const page = await cutOff(await phone());
  const [finished, begun] = [long(10_000), long(9_999)];
  await record(page, finished);
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill(begun);
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  const form = new URL(page.url()).pathname;
  const path = await exported(page, info, /记录1条、草稿1份/);

  const other = await (await phone()).newPage();
  await signIn(other, 'member');
  await ready(other);
  await imported(other, path);
  await expect(other.getByText('已全部提交', { exact: true })).toBeVisible();
  await other.goto(form);
  await expect(other.getByLabel('谈了什么')).toHaveValue(begun);
  const contents = (await received(server, 'visit')).map((row) => held(row, 'content'));
  expect(contents).toContain(finished);
});

test('what somebody wrote into the file waits for the office, and the author is not kept out by it', async ({ phone, desk }, info) => {
  test.slow();
  const mine = await phone();
  const page = await cutOff(mine);
  await record(page, WORDS);
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  const path = await exported(page, info, /记录1条/);
  await writeFile(path, await altered(path, (manifest) => manifest.replace('150亩', '900亩')));

  const colleague = await (await phone()).newPage();
  await signIn(colleague, 'leader');
  await ready(colleague);
  await imported(colleague, path);
  await expect(colleague.getByText('已全部提交，其中1项待开放办核对')).toBeVisible();

  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.goto('/desk/quarantine');
  const aside = office.getByRole('main').getByRole('link', { name: /来源未经验证/ });
  await expect(aside).toContainText('由长三角小分队队长代交');
  await aside.click();
  await expect(office.getByText('900亩').first()).toBeVisible();
  await expect(office.getByText('由长三角小分队队长代交，请向作者核实后处理')).toBeVisible();

  await mine.setOffline(false);
  await expect(sync(page)).toContainText('已全部送达');
  await office.goto('/desk');
  await office.locator('.desk-lines').getByRole('link', { name: /地下车间没有信号/ }).click();
  await expect(office.getByText('150亩').first()).toBeVisible();
});

test('a file that cannot be taken says why, and changes nothing', async ({ phone }, info) => {
  test.slow();
  const context = await phone();
  const page = await cutOff(context);
  await recordWithPhoto(page);
  const path = await exported(page, info, /记录1条、照片和附件1个/);
  const whole = await readFile(path);
  const flipped = (place: number) => Buffer.concat([whole.subarray(0, place), Buffer.from([(whole[place] ?? 0) ^ 1]), whole.subarray(place + 1)]);
  const cases: [Buffer, string][] = [
    [Buffer.from(''), '这不是走访应用导出的文件'],
    [Buffer.from('PK\x03\x04 something else'), '这不是走访应用导出的文件'],
    [whole.subarray(0, 60), '文件不完整或已损坏'],
    [whole.subarray(0, whole.length - 1), '文件不完整或已损坏'],
    [Buffer.concat([whole, Buffer.from('x')]), '文件不完整或已损坏'],
    [flipped(whole.indexOf('150亩')), '文件不完整或已损坏'],
    [flipped(whole.length - 9), '文件不完整或已损坏'],
    [await altered(path, (manifest) => manifest, 2), '请先更新应用再导入'],
    [
      await altered(path, (manifest) => {
        const told = JSON.parse(manifest) as Record<string, unknown>;
        return JSON.stringify({ ...told, tenant: '0193aaaa-0000-7000-8000-000000000001', tenant_name: '别的市' });
      }),
      '这个文件属于别的市',
    ],
  ];
  const other = await (await phone()).newPage();
  await signIn(other, 'leader');
  await ready(other);
  await other.goto('/me');
  for (const [bytes, words] of cases) {
    await writeFile(path, bytes);
    await chooseFile(other, path);
    await expect(other.getByText(words)).toBeVisible();
    await expect(other.getByRole('button', { name: '导入并提交' })).toHaveCount(0);
  }
  expect(await stored(other, 'entrusted')).toEqual([]);
  expect(await stored(other, 'uploads')).toEqual([]);
  // The very phone that wrote it has all of it.
  await writeFile(path, whole);
  await imported(page, path);
  await expect(page.getByText('没有可以导入的新内容。')).toBeVisible();
  expect(await stored(page, 'entrusted')).toEqual([]);
});
