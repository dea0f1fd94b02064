import type { Page } from '@playwright/test';

import { expect, test } from './support/fixtures.ts';
import { chooseCompany, ready, signIn, stored } from './support/people.ts';

const main = (page: Page) => page.getByRole('main');

async function begin(page: Page, company: string): Promise<void> {
  await page.goto('/visits/new');
  await chooseCompany(page, company);
}

/** Somebody else works on the drafts of the phone's store, until the page has `letGo`. Runs in the page. */
async function holdDrafts(): Promise<void> {
  const name = (await indexedDB.databases()).map(({ name }) => name ?? '').find((name) => name.startsWith('zoufang-'));
  const opening = indexedDB.open(name ?? '');
  const database = await new Promise<IDBDatabase>((opened) => (opening.onsuccess = () => opened(opening.result)));
  const drafts = database.transaction('drafts', 'readwrite').objectStore('drafts');
  const goOn = (): void => {
    if ('letGo' in window) database.close();
    else drafts.count().onsuccess = goOn;
  };
  await new Promise<void>((held) => {
    drafts.count().onsuccess = () => {
      goOn();
      held();
    };
  });
}

/** The same of the records, from when a form is there on. Runs in the page, before all else. */
async function holdRecordsBehindForm(): Promise<void> {
  const name = (await indexedDB.databases()).map(({ name }) => name ?? '').find((name) => name.startsWith('zoufang-'));
  const opening = indexedDB.open(name ?? '');
  const database = await new Promise<IDBDatabase>((opened) => (opening.onsuccess = () => opened(opening.result)));
  new MutationObserver((_, observer) => {
    if (!document.querySelector('main input[type=search]')) return;
    observer.disconnect();
    const rows = database.transaction('rows', 'readwrite').objectStore('rows');
    const goOn = (): void => {
      if ('letGo' in window) database.close();
      else rows.count().onsuccess = goOn;
    };
    goOn();
  }).observe(document, { childList: true, subtree: true });
}

/** What the microphone gives is at hand as `heard`. Runs in the page, before all else. */
function lendMicrophone(): void {
  // An empty page has none.
  if (!('MediaDevices' in window)) return;
  const ask = MediaDevices.prototype.getUserMedia;
  MediaDevices.prototype.getUserMedia = async function (this: MediaDevices, wanted?: MediaStreamConstraints) {
    const stream = await ask.call(this, wanted);
    return Object.assign(window, { heard: stream }).heard;
  };
}

/** As when a headset is unplugged: the browser ends the track, and says so. Runs in the page. */
function unplug(): void {
  const { heard } = window as unknown as { heard: MediaStream };
  for (const track of heard.getTracks()) {
    track.stop();
    track.dispatchEvent(new Event('ended'));
  }
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

test('nobody is offered to make a company as long as those that are there have not been read', async ({ phone }) => {
  const context = await phone();
  const other = await context.newPage();
  await signIn(other, 'member');
  await ready(other);
  await other.close();
  await context.setOffline(true);
  const page = await context.newPage();
  await page.goto('/visits');
  await page.addInitScript(holdRecordsBehindForm);
  await page.goto('/visits/new');
  await page.getByRole('searchbox', { name: '企业' }).fill('鸣渚');
  await expect(page.getByText('正在读取企业…')).toBeVisible();
  await expect(page.locator('.suggestions button')).toHaveCount(0);
  await page.evaluate(() => Object.assign(window, { letGo: true }));
  await expect(page.locator('.suggestions button').first()).toContainText('鸣渚');
  await expect(page.getByRole('button', { name: '新建企业“鸣渚”' })).toBeVisible();
});

test('who came along and what is still open is offered and never filled in unasked', async ({ phone }) => {
  test.slow();
  const context = await phone();
  const page = await context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await context.setOffline(true);
  await begin(page, 'cgzz');
  const form = main(page);
  const colleague = (name: string) => form.getByRole('checkbox', { name, exact: true });
  const along = form.getByRole('button', { name: /^沿用上次同行/ });
  const stillOpen = form.getByRole('button', { name: /^尚未解决：/ });

  // Offered, and nothing else.
  await expect(along).toHaveText('沿用上次同行：长三角小分队队长、长三角小分队队员乙');
  await expect(stillOpen).toHaveText(['能耗', '厂房', '政策', '土地', '用工']);
  await expect(colleague('长三角小分队队长')).not.toBeChecked();
  await expect(colleague('厂房')).not.toBeChecked();

  // Who is at the table by another tap is not offered as well.
  await colleague('长三角小分队队长').check();
  await expect(along).toHaveText('沿用上次同行：长三角小分队队员乙');
  await along.click();
  await expect(along).toHaveCount(0);
  await expect(colleague('长三角小分队队员乙')).toBeChecked();
  await stillOpen.filter({ hasText: '厂房' }).click();
  await expect(colleague('厂房')).toBeChecked();
  await expect(stillOpen).toHaveText(['能耗', '政策', '土地', '用工']);

  // Nothing is known of a company that nobody called on.
  await begin(page, '鸣渚');
  await expect(main(page).locator('.chosen')).toContainText('鸣渚');
  await form.getByRole('button', { name: '其他人员' }).click();
  await form.getByLabel('姓名').last().fill('供电公司经理');
  await form.getByLabel('职务').last().fill('客户经理');
  await colleague('厂房').check();
  await form.getByLabel('厂房诉求说明').fill('单层厂房2万平方米');
  await page.getByLabel('谈了什么').fill('供电公司同去。');
  await expect(along).toHaveCount(0);
  await expect(stillOpen).toHaveCount(0);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(form.getByText('待发送')).toBeVisible();

  // The next time it is offered in the words of this time, and people of ours by name and title.
  await begin(page, '鸣渚');
  await expect(along).toHaveText('沿用上次同行：供电公司经理');
  await along.click();
  await expect(form.getByLabel('姓名')).toHaveValue('供电公司经理');
  await expect(form.getByLabel('职务')).toHaveValue('客户经理');
  await form.getByRole('button', { name: '尚未解决：厂房（单层厂房2万平方米）' }).click();
  await expect(form.getByLabel('厂房诉求说明')).toHaveValue('单层厂房2万平方米');
  await page.getByLabel('谈了什么').fill('还是老问题。');
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(form).toContainText('单层厂房2万平方米');
  await expect(form).toContainText('供电公司经理');

  // What was met is not offered any more.
  await form.getByRole('link', { name: /鸣渚/ }).first().click();
  await form.getByRole('button', { name: '把厂房诉求标为已解决' }).click();
  await expect(form.getByRole('button', { name: '撤销“厂房诉求已解决”' })).toBeVisible();
  await begin(page, '鸣渚');
  await expect(along).toBeVisible();
  await expect(stillOpen).toHaveCount(0);
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

test('a form that is finished while somebody speaks takes what was said', async ({ device }) => {
  const phone = await device({ permissions: ['microphone'] });
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await begin(page, 'cgzz');
  await page.getByLabel('谈了什么').fill('边说边点了完成。');
  await page.getByRole('button', { name: '录音' }).click();
  await expect(page.getByRole('button', { name: /^停止录音 0:(0[1-9]|[1-5])/ })).toBeVisible();
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).getByText('待发送')).toBeVisible();
  await expect(main(page).locator('.files a')).toHaveCount(1);
  expect(await stored(page, 'drafts'), 'all of it is in the visit').toEqual([]);
});

test('a recording that ends by itself is kept, and its speaker is told', async ({ device }) => {
  const phone = await device({ permissions: ['microphone'] });
  await phone.context.addInitScript(lendMicrophone);
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await begin(page, 'cgzz');
  await page.getByLabel('谈了什么').fill('耳机掉了。');
  await page.getByRole('button', { name: '录音' }).click();
  await expect(page.getByRole('button', { name: /^停止录音 0:(0[2-9]|[1-5])/ })).toBeVisible();
  await page.evaluate(unplug);
  await expect(page.getByRole('alert').filter({ hasText: '录音已中断' })).toBeVisible();
  await expect(page.locator('.kept-photo .file')).toHaveCount(1);

  // Nothing stands in the way of the next one, nor of the end.
  await page.getByRole('button', { name: '录音', exact: true }).click();
  await page.getByRole('button', { name: /^停止录音 0:(0[1-9]|[1-5])/ }).click();
  await expect(page.locator('.kept-photo .file')).toHaveCount(2);
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(main(page).locator('.files a')).toHaveCount(2);
});

test('a recording goes on where the phone sets its clock back', async ({ device }) => {
  const phone = await device({ permissions: ['microphone'] });
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await begin(page, 'cgzz');
  await page.getByRole('button', { name: '录音' }).click();
  await expect(page.getByRole('button', { name: /^停止录音 0:0[1-9]/ })).toBeVisible();
  await page.evaluate(() => {
    const { now } = Date;
    Date.now = () => now() - 3_600_000;
  });
  await page.getByRole('button', { name: /^停止录音 0:(0[3-9]|[1-5])/ }).click();
  await expect(page.locator('.kept-photo .file')).toHaveCount(1);
});

test('what was typed last before the form was left is on the disk, also where the disk was slow', async ({ device }) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await begin(page, 'cgzz');
  const content = page.getByLabel('谈了什么');
  await content.fill('先写的，');
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  await page.evaluate(holdDrafts);
  await content.press('End');
  await content.pressSequentially('后写的');
  await page.getByRole('link', { name: '今日' }).click();
  await expect(page).toHaveURL((url) => url.pathname === '/');
  await expect(content).toHaveCount(0);
  await page.evaluate(() => Object.assign(window, { letGo: true }));
  await page.getByRole('link', { name: /继续写/ }).click();
  await expect(content).toHaveValue('先写的，后写的');
  expect((await stored(page, 'drafts')).join()).toContain('先写的，后写的');
});
