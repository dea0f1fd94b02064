import type { BrowserContext, Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

const POLICY = '招商引资项目要素保障若干措施';

interface Phone extends Window {
  sent: ShareData[];
  answer: string;
}

/**
 * The phone's share sheet is the system's, and Chromium without one has no `navigator.share`: this is the one part of
 * the way that cannot run here. What stands in its place notes what it is given, and answers as browsers do: nothing
 * where it was sent, `AbortError` where somebody closed the sheet, another error where the system would not.
 */
async function withShareSheet(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const phone = window as unknown as Phone;
    [phone.sent, phone.answer] = [[], ''];
    const share = async (data: ShareData) => {
      if (!navigator.userActivation.isActive) throw new DOMException('without a tap', 'NotAllowedError');
      phone.sent.push({ ...data });
      if (phone.answer) throw new DOMException('no', phone.answer);
    };
    Object.defineProperty(Navigator.prototype, 'share', { value: share, configurable: true });
  });
}

async function openPolicy(page: Page): Promise<void> {
  await page.goto('/library');
  await page.getByRole('searchbox').fill('先租后让');
  await page.locator('.materials').getByRole('link', { name: new RegExp(POLICY) }).click();
  await expect(page.getByRole('button', { name: '发送文字' })).toBeVisible();
}

const sent = (page: Page) => page.evaluate(() => (window as unknown as Phone).sent);
const answer = (page: Page, name: string) => page.evaluate((name) => void ((window as unknown as Phone).answer = name), name);

test('a policy goes to the share sheet as text, closing the sheet is no failure, and where it fails the text is copied', async ({ phone }) => {
  const context = await phone({ permissions: ['clipboard-read', 'clipboard-write'] });
  await withShareSheet(context);
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await context.setOffline(true);
  await openPolicy(page);
  const share = page.getByRole('button', { name: '发送文字' });
  const told = page.getByText('已复制，可粘贴发送。').or(page.getByText('没有复制成功'));
  await page.evaluate(() => navigator.clipboard.writeText('别的'));

  await share.click();
  await expect.poll(() => sent(page)).toHaveLength(1);
  const [data] = await sent(page);
  expect(Object.keys(data ?? {}).sort(), 'a text and no address: whoever gets it has no account').toEqual(['text', 'title']);
  expect(data?.title).toBe(POLICY);
  expect(data?.text).toMatch(new RegExp(`^${POLICY}\n文号：演政办〔2026〕12号\n`));
  expect(data?.text).toMatch(/本资料有效期至\d{4}年\d+月\d+日。$/);

  await answer(page, 'AbortError');
  await share.click();
  await expect.poll(() => sent(page)).toHaveLength(2);
  await expect(told, 'who changed their mind is left alone').toHaveCount(0);
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('别的');

  await answer(page, 'NotAllowedError');
  await share.click();
  await expect(page.getByText('已复制，可粘贴发送。')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(data?.text);

  // From then on it is sent: what was told before is told no more.
  await answer(page, '');
  await share.click();
  await expect.poll(() => sent(page)).toHaveLength(4);
  await expect(told).toHaveCount(0);
});

test('where a text can neither be sent nor copied, the page says what to do', async ({ phone }) => {
  const context = await phone();
  await context.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException('no', 'NotAllowedError'));
    // Pages that are not served securely, the empty one before all others among them, have none.
    if (window.isSecureContext) Object.defineProperty(Clipboard.prototype, 'writeText', { value: refuse, configurable: true });
  });
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await openPolicy(page);
  expect(await page.evaluate(() => 'share' in navigator), 'this browser has no share sheet').toBe(false);
  await page.getByRole('button', { name: '发送文字' }).click();
  await expect(page.getByText('没有复制成功，请长按正文选取。')).toBeVisible();
});
