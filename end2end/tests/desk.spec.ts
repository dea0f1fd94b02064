import { expect, test } from './support/fixtures.ts';
import { signIn, stored } from './support/people.ts';

test('the desk reads without JavaScript', async ({ desk }) => {
  const signed = await desk();
  await signIn(await signed.newPage(), 'office');
  const plain = await desk({ javaScriptEnabled: false, storageState: await signed.storageState() });
  const page = await plain.newPage();
  await page.goto('/desk?state=returned');
  const lines = page.locator('.desk-lines > li');
  await expect(lines).toHaveCount(3);
  await expect(lines.filter({ hasText: '已退回' })).toHaveCount(3);
});

test('filters narrow the list, by address', async ({ desk }) => {
  const page = await (await desk()).newPage();
  await signIn(page, 'office');
  await page.goto('/desk?state=reviewed');
  await expect(page.getByText('已阅').first()).toBeVisible();
  await page.goto('/desk?text=澄光');
  await expect(page.getByRole('link', { name: /澄光/ }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: /揽岳/ })).toHaveCount(0);
});

test('a form that the app has not taken over yet sends nothing', async ({ desk }) => {
  const page = await (await desk()).newPage();
  let deliver = () => {};
  const late = new Promise<void>((delivered) => (deliver = delivered));
  await page.route('**/*.wasm', async (route) => {
    await late;
    await route.continue();
  });
  await page.goto('/sign-in', { waitUntil: 'domcontentloaded' });
  const button = page.getByRole('button', { name: '登录' });
  await page.getByLabel('账号').fill('office');
  await page.getByLabel('密码').fill('zoufang-office');
  await page.getByLabel('密码').press('Enter');
  await expect(button).toBeDisabled();
  deliver();
  await button.click();
  await expect(page).toHaveURL(/\/desk/);
});

test('whoever is not signed in is asked to, and comes back to where they wanted to go', async ({ desk }) => {
  const page = await (await desk()).newPage();
  await page.goto('/desk?state=returned');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await page.getByLabel('账号').fill('office');
  await page.getByLabel('密码').fill('wrong');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page.getByRole('alert')).toContainText('账号或密码不对');
  await expect(page.getByLabel('账号')).toHaveValue('office');
  await page.getByLabel('密码').fill('zoufang-office');
  await page.getByRole('button', { name: '登录' }).click();
  await expect(page).toHaveURL(/\/desk\?state=returned/);
});

test('while a visit is on its way nobody judges the one before it', async ({ desk }) => {
  const page = await (await desk()).newPage();
  await signIn(page, 'office');
  await page.goto('/desk?state=received');
  const lines = page.locator('.desk-lines').getByRole('link');
  const reviewed = page.getByRole('button', { name: '已阅', exact: true });
  await expect(reviewed).toBeVisible();
  const [first, third] = [await lines.nth(0).getAttribute('href'), await lines.nth(2).getAttribute('href')];
  let deliver = () => {};
  const late = new Promise<void>((delivered) => (deliver = delivered));
  await page.route(/\/api\/fn\/visit\?/, async (route) => {
    await late;
    await route.continue();
  });
  // As fast as one types: the keys count from where one is going.
  for (const key of ['j', 'j', 'Enter', 'r']) await page.keyboard.press(key);
  await expect(page).toHaveURL(third ?? '');
  await expect(reviewed).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByRole('textbox', { name: /退回的问题/ })).toHaveCount(0);
  expect(await stored(page, 'outbox')).toEqual([]);

  deliver();
  await expect(reviewed).not.toHaveAttribute('aria-disabled');
  await reviewed.click();
  await expect(reviewed).toHaveCount(0);
  await page.goto('/desk');
  const line = (href: string | null) => page.locator(`.desk-lines a[href="${href?.split('?')[0]}"]`);
  await expect(line(third)).toContainText('已阅');
  await expect(line(first)).toContainText('已收');
});
