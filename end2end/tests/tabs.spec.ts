import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

test('two tabs of one phone tell each other, and when the one that syncs is closed the other goes on', async ({ phone }) => {
  const context = await phone();
  const first = await context.newPage();
  await signIn(first, 'member');
  await ready(first);
  const second = await context.newPage();
  await second.goto('/companies');
  await expect(second.getByRole('status', { name: '同步' })).toContainText('已全部送达');

  await context.setOffline(true);
  await first.goto('/visits');
  await second.getByRole('main').getByRole('link').first().click();
  await second.getByRole('main').getByRole('link', { name: '记走访' }).click();
  await second.getByLabel('谈了什么').fill('在第二个窗口里写的。');
  await second.getByRole('button', { name: '完成', exact: true }).click();
  await expect(second.getByRole('main').getByText('待发送')).toBeVisible();
  for (const page of [first, second]) await expect(page.getByRole('status', { name: '同步' })).toContainText('1条待发');
  await expect(first.getByRole('link', { name: /在第二个窗口里写的/ })).toContainText('待发送');

  await first.close();
  await context.setOffline(false);
  await expect(second.getByRole('main').getByText('已收')).toBeVisible();
  await expect(second.getByRole('status', { name: '同步' })).toContainText('已全部送达');
});
