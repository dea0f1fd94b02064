import { expect, test } from './support/fixtures.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';
import { exported, Room } from './support/room.ts';

declare global {
  interface Window {
    /** Transactions that the disk has refused, and how often what is said of that came and went. */
    tries: { failed: number; moved: number };
  }
}

/** Runs in the page. */
function watchTries(): void {
  const tries = (window.tries = { failed: 0, moved: 0 });
  const said = document.querySelector('.keeping-line');
  if (said) new MutationObserver((changes) => (tries.moved += changes.length)).observe(said, { childList: true, characterData: true, subtree: true });
  const begin = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (...args) {
    const begun = begin.apply(this, args);
    begun.addEventListener('abort', () => (tries.failed += 1));
    return begun;
  };
}

test('a disk that is really full is told loudly in mid-writing, and nothing that was typed is lost', async ({ device, server }) => {
  test.slow();
  const phone = await device();
  const page = await phone.context.newPage();
  const room = await Room.of(page, server.url);
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill('满之前送走的一条。');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();

  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  const content = page.getByLabel('谈了什么');
  const keeping = page.getByRole('status', { name: '保存状态' });
  await content.pressSequentially('空间满之前');
  await expect(keeping).toContainText('已存本机');
  const form = page.url();

  await room.take();
  await content.pressSequentially('，满之后');
  const told = keeping.getByRole('alert');
  await expect(told).toContainText('没有存上！内容还在屏幕上，请不要关闭本页。');
  await expect(told).toContainText('本机空间已满');
  await expect(keeping).not.toContainText('已存本机');
  // It stands there as long as that is so: nothing moves under a finger between one try and the next.
  await page.evaluate(watchTries);
  await page.waitForFunction(() => window.tries.failed > 0);
  expect(await page.evaluate(() => window.tries.moved)).toBe(0);
  // Who asks for a try sees it.
  await told.getByRole('button', { name: '再存一次' }).click();
  await page.waitForFunction(() => window.tries.moved > 0);
  await expect(told.getByRole('button', { name: '再存一次' })).toBeFocused();
  await expect(told).toContainText('本机空间已满');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: '没有存上，内容还在屏幕上。本机空间已满' })).toBeVisible();
  await expect(content).toHaveValue('空间满之前，满之后');
  expect((await stored(page, 'outbox')).join()).not.toContain('空间满之前');

  // What waits can be taken off the phone as long as it is full.
  const other = await phone.context.newPage();
  await other.goto('/me');
  const file = await exported(other);
  for (const words of ['满之前送走的一条。', '空间满之前']) expect(file).toContain(words);
  await other.close();

  // Nobody touches the page: it keeps trying.
  await room.giveBack();
  await expect(keeping).toContainText('已存本机', { timeout: 60_000 });
  await expect(page.getByRole('alert'), 'and nothing is said of the other').toHaveCount(0);
  await page.goto(form);
  await expect(content).toHaveValue('空间满之前，满之后');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.getByRole('main').getByText('待发送')).toBeVisible();
  await phone.context.setOffline(false);
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');
  await expect(page.getByRole('main')).toContainText('空间满之前，满之后');
});

test('whoever goes to export what a full disk did not take finds it in the file, and again in the form', async ({ device, server }) => {
  test.slow();
  const phone = await device();
  const page = await phone.context.newPage();
  const room = await Room.of(page, server.url);
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await page.goto('/visits/new');
  const content = page.getByLabel('谈了什么');
  await content.pressSequentially('存上的');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await room.take();
  await content.pressSequentially('，没存上的');
  await expect(page.getByRole('alert').filter({ hasText: '未发送的内容可在“我的”页导出为文件' })).toBeVisible();
  // As the message says.
  await page.getByRole('link', { name: '我的' }).click();
  expect(await exported(page)).toContain('存上的，没存上的');
  await page.getByRole('link', { name: /未选企业/ }).click();
  await expect(content).toHaveValue('存上的，没存上的');
});

test('a note and the end of a follow-up that a full disk does not take stay on the screen, and it is said what to do', async ({ device, server }) => {
  test.slow();
  const phone = await device();
  const page = await phone.context.newPage();
  const room = await Room.of(page, server.url);
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  const notKept = page.getByRole('alert').filter({ hasText: '没有存上！内容还在屏幕上，请不要关闭本页。' });
  const cases = [
    { at: '/visits', words: '批注', open: page.getByRole('main').getByRole('link', { name: /已收/ }).first(), box: page.getByLabel('写批注'), send: page.getByRole('button', { name: '提交批注' }) },
    {
      at: '/follow-ups',
      words: '情况',
      open: page.getByRole('button', { name: /^办结/ }).first(),
      box: page.getByLabel('办结情况'),
      send: page.getByRole('button', { name: '确认办结' }),
    },
  ];
  for (const { at, words, open, box, send } of cases) {
    const [before, all] = [`${words}：满之前，`, `${words}：满之前，满之后。`];
    await page.goto(at);
    await open.click();
    await box.pressSequentially(before);
    await expect.poll(async () => (await stored(page, 'drafts')).join()).toContain(before);
    await expect(notKept).toHaveCount(0);
    await room.take();
    await box.pressSequentially('满之后。');
    await expect(notKept).toContainText('本机空间已满，请先清理手机空间；未发送的内容可在“我的”页导出为文件');
    await send.click();
    await expect(notKept).toBeVisible();
    await expect(box).toHaveValue(all);
    expect((await stored(page, 'outbox')).join()).not.toContain(before);

    // As the message says; and it is found again.
    const here = new URL(page.url());
    await page.getByRole('link', { name: '我的' }).click();
    expect(await exported(page)).toContain(all);
    await page.goBack();
    await expect(page).toHaveURL(here.href);
    if (at !== '/visits') await open.click();
    await expect(box).toHaveValue(all);

    await room.giveBack();
    await expect.poll(async () => (await stored(page, 'drafts')).join(), { timeout: 60_000 }).toContain(all);
    await expect(page.getByRole('alert').filter({ hasText: '没有存上' })).toHaveCount(0);
    expect((await stored(page, 'outbox')).join(), 'what was refused is not sent later by itself').not.toContain(before);
    await send.click();
    await expect.poll(async () => (await stored(page, 'outbox')).join()).toContain(all);
    expect(await stored(page, 'drafts')).toEqual([]);
  }
  await phone.context.setOffline(false);
  await expect(page.getByRole('status', { name: '同步' })).toContainText('已全部送达');
});
