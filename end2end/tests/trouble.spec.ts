import { expect, test } from './support/fixtures.ts';
import { ready, record, signIn, stored } from './support/people.ts';

test('a server that is killed with a visit on its way loses nothing and doubles nothing', async ({ server, device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await server.kill();
  await record(page, '服务器停机期间写的内容。');
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await expect(page.getByRole('status', { name: '同步' })).toContainText('1条待发');
  await server.restart();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  await page.goto('/visits');
  await expect(page.getByRole('link', { name: /服务器停机期间写的内容/ })).toHaveCount(1);
});

test('an answer that is lost after the server has stored the visit does no harm', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  let lost = 0;
  // The service worker leaves pushes alone, so the page's own requests are met here.
  await page.route('**/api/v1/sync/push', async (route) => {
    if (lost > 0) return route.continue();
    lost += 1;
    await route.fetch(); // the server stores it …
    await route.abort('connectionreset'); // … and the phone never hears of it
  });
  await record(page, '回执丢失的一次走访。');
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  expect(lost).toBe(1);
  await page.goto('/visits');
  await expect(page.getByRole('link', { name: /回执丢失的一次走访/ })).toHaveCount(1);
});

test('a captive portal and a server in trouble are told, and the visit waits', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.route('**/api/v1/sync/push', (route) => route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Hotel</h1>' }));
  await record(page, '在酒店网络里写的。');
  await expect(page.getByRole('status', { name: '同步' })).toContainText('1条待发');
  expect(await stored(page, 'outbox')).toHaveLength(1);
  await page.unroute('**/api/v1/sync/push');
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
});

test('a session that ended keeps everything and sends it after the next sign-in', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.clearCookies();
  await record(page, '登录过期后写的内容。');
  await expect(page.getByRole('alert')).toContainText('登录已过期');
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await page.getByRole('link', { name: '重新登录' }).click();
  await page.getByLabel('账号').fill('member');
  await page.getByLabel('密码').fill('zoufang-member');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
});

test('a session that ended at the desk keeps what was typed there, and sends it after the next sign-in', async ({ desk }) => {
  const context = await desk();
  const page = await context.newPage();
  await signIn(page, 'office');
  await page.locator('.desk-lines').getByRole('link', { name: /已收/ }).first().click();
  await page.getByRole('textbox', { name: '批注' }).fill('请补充用地面积。');
  await context.clearCookies();
  await page.getByRole('button', { name: '提交批注', exact: true }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '请补充用地面积。' })).toContainText('待发送');
  await page.getByRole('link', { name: '重新登录' }).first().click();
  await page.getByLabel('账号').fill('office');
  await page.getByLabel('密码').fill('zoufang-office');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: '请补充用地面积。' })).toHaveCount(1);
  await expect(page.getByRole('listitem').filter({ hasText: '请补充用地面积。' })).not.toContainText('待发送');
});
