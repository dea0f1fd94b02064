import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { held, received } from './support/received.ts';
import { putOn, unlock } from './support/lock.ts';
import { chooseCompany, ready, signIn } from './support/people.ts';

const PIN = '135790';
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

/** Plays the note where it is shown: the sound goes on, and is as long as it was spoken. */
async function played(page: Page, seconds: number, press: (play: Locator) => Promise<void>): Promise<void> {
  const play = main(page).getByRole('button', { name: /^播放 录音/ });
  const box = await play.boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0), 'large enough for a thumb').toBeGreaterThanOrEqual(48);
  await press(play);
  await expect(main(page).getByRole('button', { name: /^暂停 录音/ })).toBeVisible();
  const sound = main(page).locator('audio');
  const at = () => sound.evaluate((audio: HTMLAudioElement) => audio.currentTime);
  await expect.poll(at, 'it goes on').toBeGreaterThan(0.3);
  const position = main(page).getByRole('slider', { name: /^录音.* 播放进度$/ });
  await expect(position).toHaveAttribute('aria-valuetext', /^0:\d\d \/ 0:\d\d$/);
  expect(Math.abs(Number(await position.getAttribute('max')) / 10 - seconds), 'it ends when what was said ends').toBeLessThan(0.2);
  // It plays to its end, and then offers to play again.
  await expect(play).toBeVisible();
  expect(await at()).toBeGreaterThan(seconds - 0.3);
}

const byThumb = (play: Locator) => play.tap();
const byKey = (play: Locator) => play.press('Enter');

test('a voice note sounds after the browser was killed without network, and the server has the same bytes', async ({ server, device, phone: phones, desk }) => {
  test.slow();
  const phone = await device({ permissions: ['microphone'] });
  const first = await phone.context.newPage();
  await signIn(first, 'member');
  await ready(first);
  await phone.reopen();
  await phone.context.setOffline(true);
  const page = await phone.context.newPage();
  await page.goto('/visits/new');
  await chooseCompany(page, 'cgzz');
  await page.getByLabel('谈了什么').fill('详见录音。');
  await page.getByRole('button', { name: '录音', exact: true }).click();
  await page.getByRole('button', { name: /^停止录音 0:(0[2-9]|[1-5])/ }).click();
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
  await played(again, seconds, byKey);
  // From a place that was chosen, without a thumb.
  const position = main(again).getByRole('slider', { name: /播放进度$/ });
  await position.press('Home');
  await expect(position).toHaveAttribute('aria-valuetext', /^0:00 /);

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
  await office.locator('.desk-lines').getByRole('link', { name: /详见录音/ }).click();
  await played(office, seconds, byKey);

  // Another phone hears it from the server, and says why it cannot without network.
  const visit = again.url();
  const other = await phones();
  const colleague = await other.newPage();
  await signIn(colleague, 'leader');
  await ready(colleague);
  await colleague.goto(visit);
  await played(colleague, seconds, byThumb);
  await other.setOffline(true);
  await colleague.reload();
  await expect(main(colleague).getByText('这段录音不在本机，联网后可以播放。')).toBeVisible();
  await expect(main(colleague).getByRole('button', { name: /^播放/ })).toHaveCount(0);
  await other.setOffline(false);
  await played(colleague, seconds, byThumb);
});

test('a voice note is heard in its form and on its visit while it lies sealed and nobody is online', async ({ phone }) => {
  test.slow();
  const context = await phone({ permissions: ['microphone'] });
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await putOn(page, PIN);
  await context.setOffline(true);
  await page.goto('/visits/new');
  await unlock(page, PIN);
  await chooseCompany(page, 'cgzz');
  await page.getByLabel('谈了什么').fill('详见录音。');
  await page.getByRole('button', { name: '录音', exact: true }).click();
  await page.getByRole('button', { name: /^停止录音 0:(0[2-9]|[1-5])/ }).click();
  const position = main(page).getByRole('slider', { name: /播放进度$/ });
  await expect(position).toBeEnabled();
  const seconds = Number(await position.getAttribute('max')) / 10;
  expect(seconds, 'as long as it was spoken').toBeGreaterThan(1.5);
  await played(page, seconds, byThumb);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).getByText('待发送')).toBeVisible();
  await page.reload();
  await unlock(page, PIN);
  await played(page, seconds, byThumb);
});
