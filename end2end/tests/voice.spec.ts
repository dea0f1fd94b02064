import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { held, received } from './support/received.ts';
import { ready, signIn } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');

/** The note as whoever taps it gets it, and for how many seconds it sounds. */
async function heard(page: Page): Promise<{ hash: string; seconds: number }> {
  const note = main(page).locator('.files').getByRole('link', { name: /录音/ });
  // From the device: with the network away nothing else could give it.
  await expect(note).toHaveAttribute('href', /^blob:/);
  const [download] = await Promise.all([page.waitForEvent('download'), note.click()]);
  const content = await readFile(await download.path());
  const seconds = await page.evaluate(async (content) => {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    const sound = await new AudioContext().decodeAudioData(bytes.buffer);
    const loudest = sound.getChannelData(0).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return loudest > 0.01 ? sound.duration : 0;
  }, content.toString('base64'));
  return { hash: createHash('sha256').update(content).digest('hex'), seconds };
}

test('a voice note sounds after the browser was killed without network, and the server has the same bytes', async ({ server, device, desk }) => {
  test.slow();
  const phone = await device({ permissions: ['microphone'] });
  const first = await phone.context.newPage();
  await signIn(first, 'member');
  await ready(first);
  await phone.reopen();
  await phone.context.setOffline(true);
  const page = await phone.context.newPage();
  await page.goto('/visits/new');
  await page.getByRole('searchbox', { name: '企业' }).fill('cgzz');
  await main(page).locator('.suggestions').getByRole('button').first().click();
  await page.getByLabel('谈了什么').fill('详见录音。');
  await page.getByRole('button', { name: '录音', exact: true }).click();
  await page.getByRole('button', { name: /^停止录音 0:0[2-9]/ }).click();
  await expect(page.locator('.kept-photo .file')).toContainText('录音');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  const form = page.url();

  await phone.kill();
  await phone.reopen();
  await phone.context.setOffline(true);
  const again = await phone.context.newPage();
  await again.goto(form);
  await expect(again.locator('.kept-photo .file')).toContainText('录音');
  await again.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(again).getByText('待发送')).toBeVisible();
  await again.reload();
  const { hash, seconds } = await heard(again);
  expect(seconds, 'as long as it was spoken').toBeGreaterThan(1.5);

  await phone.context.setOffline(false);
  await expect(again.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  const [note] = (await received(server, 'attachment')).filter((row) => String(held(row, 'name')).startsWith('录音'));
  expect(held(note, 'blob'), 'it is named by what the phone gave').toBe(hash);
  const context = await desk();
  const office = await context.newPage();
  await signIn(office, 'office');
  const served = await context.request.get(`/api/v1/blobs/${hash}`);
  expect(served.status(), 'the server took it').toBe(200);
  expect(createHash('sha256').update(await served.body()).digest('hex')).toBe(hash);
});
