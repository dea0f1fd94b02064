import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { expect, test as base } from './support/fixtures.ts';
import { ENGINES, Handset } from './support/handset.ts';
import { signIn } from './support/people.ts';
import { photo, pictures } from './support/photos.ts';
import { Secured } from './support/secured.ts';

type Engine = keyof typeof ENGINES;

const test = base.extend<{ line: Secured; handset: (engine: Engine) => Promise<Handset> }>({
  line: async ({ server }, use) => {
    const line = await Secured.before(server.url, join(server.folder, 'line'));
    await use(line);
    await line.cut();
  },
  handset: async ({ server, line, faults }, use, info) => {
    const opened: Handset[] = [];
    await use(async (engine) => {
      const handset = await Handset.open(engine, join(server.folder, engine), line.url);
      opened.push(handset);
      return handset;
    });
    for (const handset of opened) {
      if (info.status !== info.expectedStatus) {
        await writeFile(info.outputPath('screen.png'), await handset.picture());
        await info.attach('browser.log', { body: handset.output });
      }
      await handset.kill();
      faults.push(...handset.faults);
    }
  },
});

for (const engine of Object.keys(ENGINES) as Engine[]) {
  test(`the main job in ${engine}: a visit and its photo recorded without network, sent, questioned, amended`, async ({ server, line, handset, desk }) => {
    test.slow();
    const phone = await handset(engine);
    await signInOn(phone);
    await hasEverything(phone);
    await phone.reopen();

    // The network is really gone: nobody listens at the address any more.
    const office = await (await desk()).newPage();
    const file = join(server.folder, 'hall.jpg');
    await writeFile(file, (await photo(office, 'hall.jpg')).buffer);
    await line.cut();
    await server.stop();
    await phone.goto('/companies');
    await phone.reload();
    await phone.type(/^企业名称/, '澄光');
    await phone.press('link', /澄光/);
    await phone.shows('main', '历次走访');
    await phone.press('link', '记走访');
    await phone.type('谈了什么', '企业计划在中部布局第二生产基地，关');
    await phone.shows('[aria-label=保存状态]', '已存本机');
    await phone.tells('location.pathname.endsWith("/edit")', true);
    const form = await phone.run<string>('return location.pathname');

    // Killed in mid-sentence.
    await phone.kill();
    await phone.reopen();
    await phone.goto(form);
    await phone.tells('document.querySelector("textarea")?.value', '企业计划在中部布局第二生产基地，关');
    await phone.type('谈了什么', '注工业用地与产业基金。');
    await phone.type('意向投资', '12.5');
    await phone.type('拍照或选图片', file);
    // The right side up, as its camera has noted.
    await phone.tells('document.querySelector("main .photo img")?.naturalHeight', 320);
    await phone.press('button', '完成');
    await phone.shows('main', '待发送');
    await phone.shows('[aria-label=同步]', '1条待发');

    await server.restart();
    await signIn(office, 'office');
    await line.mend();
    await phone.shows('main', '已收');
    await phone.shows('[aria-label=同步]', '已全部送达');
    await office.locator('.desk-lines').getByRole('link', { name: /第二生产基地，关注工业用地与产业基金/ }).click();
    await expect(office.getByText('12.50').first()).toBeVisible();
    await pictures(office.getByRole('main').locator('.photo img'), 1);

    // It comes back with a question, which shows without a reload.
    await office.getByRole('button', { name: '退回 R' }).click();
    await office.getByRole('textbox', { name: /退回的问题/ }).fill('投资额是固定资产投资还是总投资？');
    await office.getByRole('button', { name: '退回补充' }).click();
    await phone.shows('main', '投资额是固定资产投资还是总投资？');
    await phone.press('link', '补充修改');
    await phone.clear('意向投资');
    await phone.type('意向投资', '10');
    await phone.press('button', '完成');
    await phone.shows('main', '已收');
    const changes = office.getByRole('region', { name: '补充后的变化' });
    await expect(changes.locator('ins')).toContainText('10.00');
    await office.getByRole('button', { name: '已阅', exact: true }).click();
    await phone.shows('main', '已阅');
  });
  test(`a phone with ${engine} has a lock: killed and opened without network it asks for the PIN`, async ({ server, line, handset }) => {
    test.slow();
    const phone = await handset(engine);
    await signInOn(phone);
    await hasEverything(phone);
    await phone.goto('/me');
    await phone.press('button', '启用应用锁');
    await phone.type('数字密码（6至12位）', '135790');
    await phone.type('再次输入', '135790');
    await phone.press('button', '启用应用锁');
    await phone.shows('main', '应用锁已启用');
    await phone.goto('/visits/new');
    await phone.type('数字密码', '135790');
    await phone.press('button', '解锁');
    await phone.type('谈了什么', '扩产计划还没有公开');
    await phone.shows('[aria-label=保存状态]', '已存本机');
    await phone.tells('location.pathname.endsWith("/edit")', true);
    const form = await phone.run<string>('return location.pathname');

    await line.cut();
    await server.stop();
    await phone.kill();
    await phone.reopen();
    await phone.goto(form);
    await phone.shows('h1', '应用已锁定');
    await phone.type('数字密码', '246801');
    await phone.press('button', '解锁');
    await phone.shows('main', '数字密码不对');
    await phone.type('数字密码', '135790');
    await phone.press('button', '解锁');
    await phone.tells('document.querySelector("textarea")?.value', '扩产计划还没有公开');
  });
  test(`a page of ${engine} that is left in the middle of its work leaves the device's store to the next`, async ({ handset }) => {
    test.slow();
    const phone = await handset(engine);
    await signInOn(phone);
    for (let round = 0; round < 5; round += 1) {
      await phone.goto('/companies');
      await phone.shows('main', '雁矶新能源');
      await phone.goto('/visits');
      await phone.shows('main', '澄光智装');
    }
    await phone.shows('[aria-label=同步]', '已全部送达');
  });
}

/** Until the app opens without network, with all of its pages. */
async function hasEverything(phone: Handset): Promise<void> {
  await phone.tells('navigator.serviceWorker.controller !== null', true);
  const kept = 'caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys()))))';
  for (const file of ['/split_field', '/split_pin', '/readings.txt']) await phone.tells(`${kept}.then((files) => files.flat().some(({ url }) => url.includes('${file}')))`, true);
}

async function signInOn(phone: Handset): Promise<void> {
  await phone.goto('/sign-in');
  await phone.type('账号', 'member');
  await phone.type('密码', 'zoufang-member');
  await phone.press('button', '登录');
  await phone.tells('location.pathname', '/');
  await phone.shows('[aria-label=同步]', '已全部送达');
}
