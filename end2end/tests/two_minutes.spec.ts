import { expect, test } from './support/fixtures.ts';
import { Hand, type Spelled } from './support/hand.ts';
import { ready, signIn } from './support/people.ts';

const SAID: Spelled[] = [
  ['qiye', '企业'], ['jihua', '计划'], ['zai', '在'], ['zhongbu', '中部'], ['jianshe', '建设'], ['dier', '第二'], ['shengchan', '生产'],
  ['jidi', '基地'], [',', '，'], ['niannei', '年内'], ['dingdian', '定点'], ['.', '。'],
];
const PROMISED: Spelled[] = [['tigong', '提供'], ['changfang', '厂房'], ['qingdan', '清单']];

const said = (words: Spelled[]) => words.map(([, word]) => word).join('');

test('a visit is written down in under two minutes, every tap and every key counted', async ({ device }, info) => {
  const phone = await device();
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await phone.context.setOffline(true);
  await page.goto('/');

  const hand = await Hand.at(page);
  const main = page.getByRole('main');
  await hand.tap(page.getByRole('navigation', { name: '主要页面' }).getByRole('link', { name: '记走访' }));
  await hand.type(page.getByRole('searchbox', { name: '企业' }), 'cgzz');
  await hand.tap(main.locator('.suggestions').getByRole('button', { name: /澄光智装/ }));
  await hand.tap(page.getByRole('button', { name: '添加 董事长' }));
  await hand.write(page.getByLabel('谈了什么'), SAID);
  await hand.tap(main.locator('label', { hasText: /^厂房$/ }));
  await hand.type(page.getByLabel('意向投资'), '1.5');
  await hand.tap(page.getByRole('button', { name: '添加下一步' }));
  await hand.write(page.getByLabel('做什么'), PROMISED);
  await hand.tap(page.getByRole('button', { name: '一周内' }));
  await hand.tap(page.getByRole('button', { name: '完成', exact: true }));

  await expect(main.getByText('待发送')).toBeVisible();
  for (const words of ['澄光智装', '董事长', said(SAID), '厂房', '1.50', said(PROMISED)]) await expect(main).toContainText(words);
  info.annotations.push({ type: 'counted', description: hand.told });
  expect(hand.taps, hand.told).toBeLessThanOrEqual(11);
  expect(hand.keys, hand.told).toBeLessThanOrEqual(100);
  expect(hand.seconds, hand.told).toBeLessThan(120);
});
