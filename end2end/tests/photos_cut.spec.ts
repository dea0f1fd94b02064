import { createHash, randomBytes } from 'node:crypto';

import type { Page } from '@playwright/test';

import { Client } from './support/client.ts';
import { expect, test } from './support/fixtures.ts';
import { Line } from './support/line.ts';
import { ready, signIn, stored } from './support/people.ts';
import { choose, PIECE } from './support/photos.ts';

const CUTS = 20;
const CONTENT = /^PATCH \/api\/v1\/blobs\//;

/** Well formed as far as anybody here looks, and not to be packed any smaller. */
function pdf(bytes: number): Buffer {
  const [head, end] = [Buffer.from('%PDF-1.4\n'), Buffer.from('\n%%EOF\n')];
  return Buffer.concat([head, randomBytes(bytes - head.length - end.length), end]);
}

/** Whoever waits for a line tries at once when it is back. */
async function wake(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

test('a file of 5 MB over a line that is cut twenty times: each cut costs a piece at most, and it arrives as it was', async ({ server, device }) => {
  const line = await Line.to(server.url);
  const phone = await device({ baseURL: line.url });
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  const file = pdf(5_000_000);
  await page.goto('/companies');
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
  await page.getByLabel('谈了什么').fill('对方给了整本园区图册。');
  await choose(page, [{ name: '园区图册.pdf', mimeType: 'application/pdf', buffer: file }], '添加文件');
  await expect(page.getByRole('button', { name: '移除 园区图册.pdf' })).toBeVisible();

  // By turns in the middle of a piece, and when the piece has come and the phone does not hear of it.
  line.only = CONTENT;
  const done: Promise<void>[] = [];
  for (let cut = 0; cut < CUTS; cut += 1) {
    line.fault = cut % 2 === 0 ? 'broken off' : 'answer lost';
    const met = line.met(CONTENT);
    // Nothing else is waited for: the next request is to meet the next cut.
    done.push(cut === 0 ? page.getByRole('button', { name: '完成', exact: true }).click() : wake(page));
    await met;
  }
  line.fault = undefined;
  await Promise.all([...done, wake(page)]);
  await expect(page.getByRole('status', { name: '同步' })).toHaveText('已全部送达');
  expect(await stored(page, 'uploads')).toEqual([]);

  const sent = line.sent(CONTENT);
  expect(sent, 'what was cut was counted').toBeGreaterThan(file.length);
  expect(sent, 'a cut costs a piece at most').toBeLessThanOrEqual(file.length + CUTS * PIECE);
  const office = await Client.signIn(server.url, 'office');
  const hash = createHash('sha256').update(file).digest('hex');
  const served = await fetch(`${server.url}/api/v1/blobs/${hash}`, { headers: { cookie: office.cookie } });
  expect(served.status).toBe(200);
  expect(Buffer.from(await served.arrayBuffer()).equals(file)).toBe(true);
  await page.close();
  await line.close();
});
