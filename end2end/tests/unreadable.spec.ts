import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { contents, lose, pdf } from './support/blobs.ts';
import { Client } from './support/client.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';
import { putOn, unlock } from './support/lock.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';
import { choose } from './support/photos.ts';
import type { Server } from './support/server.ts';

const PIN = '135790';
const [LOST, OTHER] = ['园区图册.pdf', '投资方案.pdf'];

const sync = (page: Page) => page.getByRole('status', { name: '同步' });

/** On a phone without network: a visit with two files, not finished yet. */
async function begun(phone: Device, lost: Buffer, other: Buffer): Promise<Page> {
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill('对方给了两份资料。');
  for (const [name, buffer] of [[LOST, lost], [OTHER, other]] as const) {
    await choose(page, [{ name, mimeType: 'application/pdf', buffer }], '添加文件');
    await expect(page.getByRole('button', { name: `移除 ${name}` })).toBeVisible();
  }
  return page;
}

async function served(server: Server, content: Buffer): Promise<Buffer | number> {
  const office = await Client.signIn(server.url, 'office');
  const hash = createHash('sha256').update(content).digest('hex');
  const response = await fetch(`${server.url}/api/v1/blobs/${hash}`, { headers: { cookie: office.cookie } });
  return response.ok ? Buffer.from(await response.arrayBuffer()) : response.status;
}

test('one file that the browser cannot read keeps back none of the others, is named, and goes when it can be read', async ({ device, server }) => {
  test.slow();
  const phone = await device();
  const [lost, other] = [pdf(randomBytes(300_000)), pdf(randomBytes(200_000))];
  const page = await begun(phone, lost, other);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await phone.close();
  const putBack = await lose(phone, lost);
  await phone.reopen();
  await phone.context.setOffline(true);
  const again = await phone.context.newPage();
  await again.goto('/me');
  expect(await contents(again), 'the browser itself says so').toEqual(['open', 'unreadable']);

  // What can be read is in the file, and what cannot is told.
  await again.getByRole('button', { name: '导出未发送的内容' }).click();
  await expect(again.getByText(/^文件已备好：记录1条、照片和附件1个。$/)).toBeVisible();
  await expect(again.getByText(`以下附件本机暂时读不出，没有写入文件；原件仍保留在本机，请稍后重新导出：${LOST}。`)).toBeVisible();
  const saving = again.waitForEvent('download');
  await again.getByRole('link', { name: '保存文件' }).click();
  const file = await readFile(await (await saving).path());
  expect([file.includes(other), file.includes(lost.subarray(100, 164))]).toEqual([true, false]);

  await phone.context.setOffline(false);
  await expect(sync(again)).toContainText('1个附件未能送达');
  const told = again.getByRole('listitem').filter({ hasText: LOST });
  await expect(told).toContainText('本机暂时读不出这个附件，还没有发送；原件仍保留在本机，系统会自动重试。');
  await expect.poll(async () => (await stored(again, 'uploads')).length, 'it waits').toBe(1);
  expect(await served(server, other)).toEqual(other);
  expect(await served(server, lost)).toBe(404);

  await putBack();
  await again.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(sync(again)).toContainText('已全部送达');
  await expect(told).toHaveCount(0);
  expect(await stored(again, 'uploads')).toEqual([]);
  expect(await served(server, lost)).toEqual(lost);
});

test('a lock takes in all but the file that cannot be read, says which that is, and takes it in when it can be', async ({ device, server }) => {
  test.slow();
  const phone = await device();
  const [lost, other] = [pdf(randomBytes(300_000)), pdf(randomBytes(200_000))];
  const page = await begun(phone, lost, other);
  await expect(page).toHaveURL(/\/edit$/);
  const form = new URL(page.url()).pathname;
  await phone.close();
  const putBack = await lose(phone, lost);
  await phone.reopen();
  const again = await phone.context.newPage();
  await again.goto('/');
  await expect(sync(again)).toContainText('已全部送达');
  await putOn(again, PIN);
  const told = again.getByRole('alert').filter({ hasText: '尚未加密' });
  await expect(told).toContainText(`以下附件本机暂时读不出，尚未加密；原件仍保留在本机，每次打开应用时自动重试：${LOST}。`);
  expect(await contents(again)).toEqual(['sealed', 'unreadable']);

  await putBack();
  expect(await contents(again)).toEqual(['open', 'sealed']);
  await again.goto('/me');
  await unlock(again, PIN);
  await expect.poll(() => contents(again)).toEqual(['sealed', 'sealed']);
  await expect(told).toHaveCount(0);
  await again.goto(form);
  await unlock(again, PIN);
  await again.getByRole('button', { name: '完成', exact: true }).click();
  await expect(again.getByRole('main').getByText('已收')).toBeVisible();
  await expect.poll(() => stored(again, 'uploads')).toEqual([]);
  await expect(sync(again)).toContainText('已全部送达');
  expect([await served(server, lost), await served(server, other)]).toEqual([lost, other]);
});
