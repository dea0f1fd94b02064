import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

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
