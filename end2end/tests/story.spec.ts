import { expect, test } from './support/fixtures.ts';
import { ready, signIn, stored } from './support/people.ts';

/** The main job: a visit recorded without network reaches the office, comes back with a question, and is reviewed. */
test('a visit recorded without network reaches the office, is questioned, amended and reviewed', async ({ server, device, desk }) => {
  test.slow();
  const phone = await device();
  const first = await phone.context.newPage();
  await signIn(first, 'member');
  await expect(first.getByRole('heading', { name: '今日行程' })).toBeVisible();
  await ready(first);

  // The network is really gone: the phone is cut off and nobody listens at the server's address.
  await phone.context.setOffline(true);
  await server.stop();

  // The browser is closed and any address of the app opened again.
  await phone.reopen();
  await phone.context.setOffline(true);
  const page = await phone.context.newPage();
  await page.goto('/companies');
  await page.getByRole('searchbox').fill('澄光');
  await page.getByRole('link', { name: /澄光/ }).first().click();
  await expect(page.getByRole('heading', { name: '历次走访' })).toBeVisible();
  await expect(page.getByText('回访').or(page.getByText('澄光')).first()).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: '记走访' }).click();

  await page.getByLabel('谈了什么').pressSequentially('企业计划在中部布局第二生产基地，三城比选，关');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await expect(page).toHaveURL(/\/visits\/[0-9a-f-]{36}\/edit$/);
  const address = page.url();

  // Killed in mid-sentence.
  await phone.kill();
  await phone.reopen();
  await phone.context.setOffline(true);
  const again = await phone.context.newPage();
  await again.goto(address);
  const content = again.getByLabel('谈了什么');
  await expect(content).toHaveValue('企业计划在中部布局第二生产基地，三城比选，关');
  await content.press('End');
  await content.pressSequentially('注工业用地与产业基金。');
  await again.getByLabel('意向投资').fill('12.5');
  await again.getByRole('radio', { name: 'A', exact: true }).press('Space');
  await again.getByRole('checkbox', { name: '土地' }).press('Space');
  await again.getByRole('button', { name: '添加人员' }).click();
  await again.getByRole('textbox', { name: '姓名' }).last().fill('战略部负责人');
  await again.getByRole('button', { name: '添加下一步' }).click();
  await again.getByLabel('做什么').fill('提供地块与厂房资料');
  await again.getByRole('button', { name: '一周内' }).click();
  await again.getByRole('button', { name: '完成', exact: true }).click();
  await expect(again.getByRole('main').getByText('待发送')).toBeVisible();
  await expect(again.getByRole('status', { name: '同步' })).toContainText('1条待发');

  // The office is open before the visit comes, and never reloads.
  await server.restart();
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  await expect(office.getByRole('heading', { level: 1 })).toBeVisible();
  const before = await office.evaluate(() => performance.timeOrigin);

  await phone.context.setOffline(false);
  await expect(again.getByRole('main').getByText('已收')).toBeVisible();
  await expect(again.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  const line = office.locator('.desk-lines').getByRole('link', { name: /第二生产基地，三城比选/ });
  // It is told: the desk itself asks once a minute, and nobody reloads.
  await expect(line).toContainText('已收');
  await line.click();
  const open = office.locator('.desk-visit');
  await expect(open.getByText('关注工业用地与产业基金').first()).toBeVisible();
  await expect(open.getByText('12.50').first()).toBeVisible();

  // It goes back with a question …
  await office.getByRole('button', { name: '退回 R' }).click();
  await office.getByRole('textbox', { name: /退回的问题/ }).fill('投资额是固定资产投资还是总投资？');
  await office.getByRole('button', { name: '退回补充' }).click();
  await expect(again.getByRole('main').getByText('已退回')).toBeVisible();
  await expect(again.getByText('投资额是固定资产投资还是总投资？').first()).toBeVisible();

  // … is amended by its author …
  await again.getByRole('link', { name: '补充修改' }).click();
  await again.getByLabel('意向投资').fill('10');
  await again.getByRole('button', { name: '完成', exact: true }).click();
  await expect(again.getByRole('main').getByText('已收')).toBeVisible();

  // … and the office sees what changed, by whom, and marks it reviewed.
  const changes = office.getByRole('region', { name: '补充后的变化' });
  await expect(changes).toContainText('意向投资');
  await expect(changes.locator('del')).toContainText('12.50');
  await expect(changes.locator('ins')).toContainText('10.00');
  await expect(changes).toContainText('长三角小分队队员');
  await office.getByRole('button', { name: '已阅', exact: true }).click();
  await expect(again.getByRole('main').getByText('已阅')).toBeVisible();
  expect(await office.evaluate(() => performance.timeOrigin), 'the office never reloaded').toBe(before);
  expect(await stored(again, 'outbox'), 'nothing waits').toEqual([]);
});
