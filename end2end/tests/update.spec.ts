import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';
import { choose, photo } from './support/photos.ts';

test('a new version waits until the form is done, and then takes over by itself', async ({ server, device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/companies');
  await page.getByRole('main').getByRole('link').first().click();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
  const content = page.getByLabel('谈了什么');
  await content.fill('更新前写了一半，');
  const begun = await page.evaluate(() => performance.timeOrigin);

  await server.upgrade('next');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(page.getByRole('status').filter({ hasText: '新版本' })).toBeVisible();
  await content.press('End');
  await content.pressSequentially('更新后接着写。');
  await expect(content).toHaveValue('更新前写了一半，更新后接着写。');
  expect(await page.evaluate(() => performance.timeOrigin), 'nothing was reloaded under the writer').toBe(begun);

  await page.getByRole('button', { name: '完成', exact: true }).click();
  await page.waitForFunction((begun) => performance.timeOrigin !== begun, begun);
  await expect(page.getByRole('main')).toContainText('更新前写了一半，更新后接着写。');
  await expect(page.getByRole('main').getByText('已收')).toBeVisible();
  const runs = await page.evaluate(async () => {
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((told) => (port1.onmessage = ({ data }) => told(data.version)));
    navigator.serviceWorker.controller?.postMessage({ type: 'version' }, [port2]);
    return answer;
  });
  expect(runs).toBe('next');
});

test('a new version waits for a photo that is still being taken in when its form is left', async ({ server, device }) => {
  const phone = await device();
  // A slow phone: it takes seconds to reckon by what a photo is named.
  await phone.context.addInitScript(() => {
    // An empty page has none.
    if (!('SubtleCrypto' in window)) return;
    const { digest } = SubtleCrypto.prototype;
    SubtleCrypto.prototype.digest = async function (this: SubtleCrypto, ...what: Parameters<SubtleCrypto['digest']>) {
      await new Promise((passed) => setTimeout(passed, 3_000));
      return digest.apply(this, what);
    };
  });
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill('更新前拍了一张。');
  const begun = await page.evaluate(() => performance.timeOrigin);
  await server.upgrade('next');
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  await expect(page.getByRole('status').filter({ hasText: '新版本' })).toBeVisible();

  await choose(page, [await photo(page, 'site.jpg', 800, 600)]);
  await expect(page.getByText('正在处理第 1 个，共 1 个')).toBeVisible();
  await page.getByRole('link', { name: '今日' }).click();
  await page.waitForFunction((begun) => performance.timeOrigin !== begun, begun);
  await page.getByRole('link', { name: /继续写/ }).click();
  await expect(page.getByLabel('谈了什么')).toHaveValue('更新前拍了一张。');
  await expect(page.locator('.kept-photo')).toHaveCount(1);
});
