import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import { Client } from './support/client.ts';
import { expect, test } from './support/fixtures.ts';
import { Line, type Fault, type Met } from './support/line.ts';
import { ready, record, signIn, stored } from './support/people.ts';
import { choose, photo, pictures } from './support/photos.ts';
import { held, received } from './support/received.ts';
import type { Server } from './support/server.ts';

const PUSH = /^POST \/api\/v1\/sync\/push$/;
const PULL = /^GET \/api\/v1\/sync\/pull$/;
const CONTENT = /^PATCH \/api\/v1\/blobs\//;
const OF_CONTENTS = /^\S+ \/api\/v1\/blobs\//;

async function wake(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

/** How the phone fares while the fault lasts: the visit gets through, or waits. */
const FAULTS: [Fault, 'gets through' | 'waits'][] = [
  ['broken off', 'waits'],
  ['answer lost', 'waits'],
  ['asked twice', 'gets through'],
  ['slow drip', 'gets through'],
  ['cut short', 'waits'],
  ['bad gateway', 'waits'],
  ['captive portal', 'waits'],
];

/** The faults that are told by what they do to an answer were what they say. */
function showsIts(fault: Fault, { down, coding }: Met): void {
  if (fault === 'slow drip') expect(down, 'it came drop by drop').toBeGreaterThanOrEqual(30);
  if (fault === 'cut short') expect(coding, 'what was cut was packed').toMatch(/^(br|gzip|zstd|deflate)$/);
}

for (const [fault, fate] of FAULTS) {
  test(`a visit sent and a comment fetched over a line with: ${fault}`, async ({ server, device }) => {
    const line = await Line.to(server.url);
    const phone = await device({ baseURL: line.url });
    const page = await phone.context.newPage();
    await signIn(page, 'member');
    await ready(page);
    const state = page.getByRole('status', { name: '同步' });
    const main = page.getByRole('main');

    line.fault = fault;
    const pushed = line.met(PUSH);
    const content = `线路故障时写的内容：${fault}。`;
    await record(page, content);
    await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
    const visit = page.url().slice(-36);
    showsIts(fault, await pushed);
    if (fate === 'waits') {
      await expect(state).toContainText('1条待发');
      // Whoever opens the app again in the middle of it finds what was written.
      await page.reload();
      await expect(main.getByText(content)).toBeVisible();
      await expect(main.getByText('待发送')).toBeVisible();
      expect((await stored(page, 'outbox')).join()).toContain(content);
      line.fault = undefined;
      await wake(page);
    }
    await expect(main.getByText('已收')).toBeVisible();
    await expect(state).toContainText('已全部送达');

    const office = await Client.signIn(server.url, 'office');
    line.fault = fault;
    const pulled = line.met(PULL);
    await office.push([office.creation('comment', { about: visit, text: '请补充用地面积。' })]);
    await wake(page);
    showsIts(fault, await pulled);
    line.fault = undefined;
    await wake(page);
    await expect(main.getByText('请补充用地面积。')).toHaveCount(1);

    const kept = (await office.rows()).filter((row) => JSON.stringify(row).includes(content));
    expect(kept, 'the server keeps it once').toHaveLength(1);
    expect(await stored(page, 'outbox')).toHaveLength(0);
    await page.close();
    await line.close();
  });
}

/** The contents that lie on the phone: their hashes, and those that they have. */
async function contents(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const name = (await indexedDB.databases()).map(({ name }) => name ?? '').find((name) => name.startsWith('zoufang-'));
    const opened = indexedDB.open(name ?? '');
    const database = await new Promise<IDBDatabase>((resolve) => (opened.onsuccess = () => resolve(opened.result)));
    const asked = database.transaction('blobs').objectStore('blobs').getAll();
    const lying = await new Promise<{ k: string; b: ArrayBuffer }[]>((resolve) => (asked.onsuccess = () => resolve(asked.result)));
    database.close();
    const hex = (bytes: ArrayBuffer) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    const hashed = lying.map(async ({ k, b }) => [k, hex(await crypto.subtle.digest('SHA-256', b))] as const);
    return Object.fromEntries(await Promise.all(hashed));
  });
}

/** The files below a folder of the server's attachments. */
async function files(server: Server, folder: 'contents' | 'pieces'): Promise<string[]> {
  const found = await readdir(join(server.folder, 'attachments', folder), { recursive: true, withFileTypes: true }).catch(() => []);
  return found.filter((entry) => entry.isFile()).map(({ name }) => name).sort();
}

for (const [fault, fate] of FAULTS) {
  test(`a photo sent over a line with: ${fault}`, async ({ server, device }) => {
    const line = await Line.to(server.url);
    const phone = await device({ baseURL: line.url });
    const page = await phone.context.newPage();
    await signIn(page, 'member');
    await ready(page);
    const state = page.getByRole('status', { name: '同步' });
    const main = page.getByRole('main');
    const before = await files(server, 'contents');
    await page.goto('/companies');
    await main.getByRole('link').first().click();
    await main.getByRole('link', { name: '记走访' }).click();
    await page.getByLabel('谈了什么').fill(`线路故障时拍的照片：${fault}。`);
    await choose(page, [await photo(page, 'plant.jpg')]);
    await pictures(main.locator('.photo img'), 1);
    const taken = await contents(page);
    expect(Object.keys(taken), 'the photo and its small picture').toHaveLength(2);
    for (const [hash, found] of Object.entries(taken)) expect(found).toBe(hash);

    line.fault = fault;
    const [pushed, sent] = [line.met(PUSH), line.met(CONTENT)];
    await page.getByRole('button', { name: '完成', exact: true }).click();
    await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
    const visit = page.url().slice(-36);
    await pushed;
    if (fate === 'waits') {
      await expect(state).toContainText('1条待发 · 照片1张待传');
      // The rows get through, and a piece meets the fault; from then on all does that is about contents.
      line.only = CONTENT;
      await wake(page);
      await sent;
      line.only = OF_CONTENTS;
      await expect(main.getByText('已收')).toBeVisible();
      await expect(state).toContainText('照片1张待传');
      // Whoever opens the app again in the middle of it has the photo.
      const again = line.met(OF_CONTENTS);
      await page.reload();
      await again;
      await expect(main.getByText('已收')).toBeVisible();
      await expect(state).toContainText('照片1张待传');
      expect(await stored(page, 'uploads')).toHaveLength(2);
      expect(await contents(page), 'the phone keeps both').toEqual(taken);
      // Nothing but the phone has it for whoever looks at it now.
      await page.getByRole('button', { name: '查看照片 1' }).click();
      await pictures(page.getByRole('dialog', { name: '照片 1' }).locator('img'), 1);
      line.fault = undefined;
      await wake(page);
    } else if (fault === 'slow drip') {
      expect((await sent).up, 'it went up drop by drop').toBeGreaterThanOrEqual(30);
    } else {
      await sent;
    }
    await expect(state).toHaveText('已全部送达');
    expect(await stored(page, 'uploads')).toEqual([]);
    expect(await stored(page, 'outbox')).toEqual([]);

    const records = (await received(server, 'attachment')).filter((row) => held(row, 'of') === visit);
    expect(records, 'the server keeps it once').toHaveLength(1);
    expect(taken).toHaveProperty([String(held(records[0], 'blob'))]);
    const office = await Client.signIn(server.url, 'office');
    for (const hash of Object.keys(taken)) {
      const served = await fetch(`${server.url}/api/v1/blobs/${hash}`, { headers: { cookie: office.cookie } });
      expect(served.status).toBe(200);
      const bytes = Buffer.from(await served.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex'), 'whole').toBe(hash);
    }
    expect(await files(server, 'contents')).toEqual([...before, ...Object.keys(taken)].sort());
    await expect.poll(() => files(server, 'pieces'), 'nothing is left over').toEqual([]);
    await page.close();
    await line.close();
  });
}
