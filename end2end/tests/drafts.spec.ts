import { expect, test } from './support/fixtures.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';

test('each keystroke is on the disk before the page says so', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  const keeping = page.getByRole('status', { name: '保存状态' });
  await expect(keeping).not.toContainText('已存本机');
  const content = page.getByLabel('谈了什么');
  let typed = '';
  for (const letter of '第二生产基地') {
    await content.pressSequentially(letter);
    typed += letter;
    await expect(keeping).toContainText('已存本机');
    const drafts = await stored(page, 'drafts');
    expect(drafts).toHaveLength(1);
    expect(drafts[0]).toContain(typed);
  }
});

test('what an input method is still composing is kept as well, and not disturbed', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  const keeping = page.getByRole('status', { name: '保存状态' });
  const content = page.getByLabel('谈了什么');
  await content.pressSequentially('拟建');
  const keyboard = await phone.context.newCDPSession(page);
  let composed = '';
  for (const letters of ["d", "di", "di'er", "di'er'sheng'chan"]) {
    composed = letters;
    await keyboard.send('Input.imeSetComposition', { text: letters, selectionStart: letters.length, selectionEnd: letters.length });
    await expect(content).toHaveValue(`拟建${letters}`);
  }
  await expect(keeping).toContainText('已存本机');
  expect((await stored(page, 'drafts'))[0]).toContain(`拟建${composed}`);
  await keyboard.send('Input.insertText', { text: '第二生产' });
  await content.pressSequentially('基地');
  await expect(content).toHaveValue('拟建第二生产基地');
  await expect(keeping).toContainText('已存本机');
  await phone.kill();
  await phone.reopen();
  const again = await phone.context.newPage();
  await again.goto('/');
  await again.getByRole('link', { name: /未选企业/ }).click();
  await expect(again.getByLabel('谈了什么')).toHaveValue('拟建第二生产基地');
});

/** While this is on, every transaction that writes is aborted, as on a full disk. */
function refuseWrites(): void {
  const transaction = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args: Parameters<IDBDatabase['transaction']>) {
    const begun = transaction.apply(this, args);
    if (args[1] === 'readwrite') {
      // The same entry added twice: the second request fails, and the browser takes all of it back.
      const table = begun.objectStore(begun.objectStoreNames[0] ?? '');
      table.add({ k: 'twice', t: '' });
      table.add({ k: 'twice', t: '' });
    }
    return begun;
  };
}

test('where the disk refuses, the page says so and never claims to have saved', async ({ phone, faults }) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  const keeping = page.getByRole('status', { name: '保存状态' });
  const content = page.getByLabel('谈了什么');
  await content.pressSequentially('一');
  await expect(keeping).toContainText('已存本机');

  await page.evaluate(refuseWrites);
  await content.pressSequentially('二三');
  await expect(keeping).toContainText('没有存上');
  await expect(keeping).not.toContainText('已存本机');
  await expect(content).toHaveValue('一二三');
  expect((await stored(page, 'drafts'))[0]).not.toContain('一二三');

  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: '没有存上，内容还在屏幕上。' })).toBeVisible();
  await expect(content).toHaveValue('一二三');
  expect(await stored(page, 'outbox')).toEqual([]);
  expect(faults).toEqual([]);
});

test('a company made on the spot costs nothing that was typed, and its code is checked at once', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await page.goto('/visits/new');
  await page.getByLabel('谈了什么').fill('先写内容，再补企业。');
  await page.getByRole('searchbox', { name: '企业' }).fill('望舒储能');
  await page.getByRole('button', { name: /新建企业/ }).click();
  await page.getByLabel('统一社会信用代码').fill('91350100M000100Y44');
  await page.getByLabel('简称').fill('望舒储能');
  await expect(page.getByLabel('统一社会信用代码')).toHaveAttribute('aria-invalid', 'true');
  await expect.poll(async () => (await stored(page, 'drafts')).join()).toContain('91350100M000100Y44');

  await page.reload();
  await expect(page.getByLabel('谈了什么')).toHaveValue('先写内容，再补企业。');
  await page.getByRole('button', { name: /新建企业/ }).click();
  await expect(page.getByLabel('企业全称')).toHaveValue('望舒储能');
  await expect(page.getByLabel('统一社会信用代码')).toHaveValue('91350100M000100Y44');
  await page.getByLabel('统一社会信用代码').fill('91350100M000100Y43');
  await page.getByRole('button', { name: '保存企业' }).click();
  await expect(page.getByRole('button', { name: '更换' })).toBeVisible();
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await expect(page.getByRole('status', { name: '同步' })).toContainText('2条待发');
  await page.goto('/companies');
  await page.getByRole('searchbox').fill('望舒储能');
  await expect(page.getByRole('link', { name: /望舒储能/ })).toBeVisible();
});

test('what is wrong is said beside the field, keeps what was typed and does not hinder the draft', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  const amount = page.getByLabel('意向投资');
  await amount.fill('12e3');
  await amount.blur();
  await expect(amount).toHaveAttribute('aria-invalid', 'true');
  await expect(amount).toHaveAccessibleDescription(/亿/);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: /3处/ })).toBeVisible();
  await page.reload();
  await expect(amount).toHaveValue('12e3');
  await amount.fill('1.5亿');
  await expect(page.getByText('= 1.50 亿元（15,000 万元）')).toBeVisible();
});
