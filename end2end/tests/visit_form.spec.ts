import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');

async function begin(page: Page, company: string): Promise<void> {
  await page.goto('/visits/new');
  await page.getByRole('searchbox', { name: '企业' }).fill(company);
  await main(page).locator('.suggestions').getByRole('button').first().click();
}

test('what held the last time is offered, needs are told exactly, and a tap adds where it was', async ({ device }) => {
  const place = { latitude: 34.7466, longitude: 113.6253, accuracy: 18 };
  const phone = await device({ permissions: ['geolocation'], geolocation: place });
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await begin(page, 'cgzz');
  await page.getByLabel('谈了什么').fill('续谈二期。');

  await page.getByRole('button', { name: '添加 董事长' }).click();
  await expect(page.getByLabel('姓名').last()).toHaveValue('董事长');
  await page.getByRole('button', { name: '沿用上次：6.8' }).click();
  await expect(page.getByLabel('意向投资')).toHaveValue('6.8');
  await page.getByRole('checkbox', { name: '厂房', exact: true }).check();
  await page.getByLabel('厂房诉求说明').fill('单层厂房2万平方米，层高12米');
  await page.getByText(/^更多：/).click();
  await page.getByRole('button', { name: '沿用上次：企业总部会议室' }).click();
  await page.getByLabel('厂房面积').fill('20000');
  await page.getByLabel('计划落地时间').fill('2027-06-30');

  // Nothing of the position before the tap; then how exact it is, and a way back.
  await page.getByRole('button', { name: '记录当前位置' }).click();
  await expect(main(page)).toContainText('已记录当前位置，误差约18米');
  await page.getByRole('button', { name: '去掉位置' }).click();
  await page.getByRole('button', { name: '记录当前位置' }).click();
  await expect(main(page)).toContainText('误差约18米');
  await page.getByRole('button', { name: '完成', exact: true }).click();

  await expect(main(page)).toContainText('单层厂房2万平方米，层高12米');
  await expect(main(page)).toContainText('20,000 平方米');
  await expect(main(page)).toContainText('2027年6月30日');
  await expect(main(page)).toContainText('误差约18米');
  await expect(main(page)).toContainText('企业总部会议室');
});

test('a phone that does not allow position or microphone says so, and the form goes on', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  // Nobody answers the browser's question in a test; a refusal is what an officer taps.
  const session = await phone.context.newCDPSession(page);
  for (const name of ['geolocation', 'microphone']) {
    await session.send('Browser.setPermission', { permission: { name }, setting: 'denied' });
  }
  await signIn(page, 'member');
  await ready(page);
  await begin(page, 'cgzz');
  await page.getByRole('button', { name: '录音' }).click();
  await expect(page.getByRole('alert')).toContainText('没有允许使用麦克风');
  await page.getByText(/^更多：/).click();
  await page.getByRole('button', { name: '记录当前位置' }).click();
  await expect(main(page)).toContainText('手机没有允许定位');
  await page.getByLabel('谈了什么').fill('照样写得下去。');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).getByText('已收')).toBeVisible();
});

test('a voice note is a file of the visit when its speaker stops, or leaves the page', async ({ device, desk }) => {
  const phone = await device({ permissions: ['microphone'] });
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await begin(page, 'cgzz');
  await page.getByLabel('谈了什么').fill('边走边录。');
  await page.getByRole('button', { name: '录音' }).click();
  await page.getByRole('button', { name: /^停止录音 0:(0[1-9]|[1-5])/ }).click();
  const notes = page.locator('.kept-photo .file');
  await expect(notes).toHaveCount(1);
  await expect(notes).toContainText('录音');

  await page.getByRole('button', { name: '录音', exact: true }).click();
  await expect(page.getByRole('button', { name: /^停止录音 0:(0[1-9]|[1-5])/ })).toBeVisible();
  await page.getByRole('link', { name: '今日' }).click();
  await page.getByRole('link', { name: /继续写/ }).click();
  await expect(notes).toHaveCount(2);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).locator('.files a')).toHaveCount(2);

  await phone.context.setOffline(false);
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await office.locator('.desk-lines').getByRole('link', { name: /边走边录/ }).click();
  const [download] = await Promise.all([office.waitForEvent('download'), office.getByRole('link', { name: /录音/ }).first().click()]);
  expect(download.suggestedFilename()).toMatch(/^录音\d{4}\.webm$/);
});
