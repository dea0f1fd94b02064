import { Client, visits, type Change } from './support/client.ts';
import { first } from './support/corners.ts';
import { expect, test } from './support/fixtures.ts';
import { signIn } from './support/people.ts';

/** The places of the desk by their links; devices are the administrator's. */
const PLACES = { office: ['审阅', '资料库', '待处理数据'], admin: ['审阅', '设备', '待处理数据'] };

for (const [login, places] of Object.entries(PLACES) as ['office' | 'admin', string[]][]) {
  test(`from each page of the desk the way to each place is open, ${login}`, async ({ desk, server }) => {
    test.slow();
    const sender = await Client.signIn(server.url, 'member');
    const [visit] = visits(sender, 1) as [Change];
    await sender.push([visit]);
    await expect(sender.push([sender.amendment(visit, { 'intent/grade': '很好' })])).rejects.toThrow(/quarantined/);
    const page = await (await desk()).newPage();
    await signIn(page, login);
    const entry = await first(page, '/desk/quarantine', /有一项内容不符合要求 · 意向等级/);
    const pages = ['/desk', `/desk/visits/${visit.record}`, '/desk/quarantine', '/desk/quarantine?decided=1', entry];
    if (login === 'admin') pages.push('/desk/devices');
    else {
      const material = await first(page, '/desk/materials');
      pages.push('/desk/materials', material, `${material}/edit`, '/desk/materials/new');
    }
    for (const from of pages) {
      for (const name of places) {
        await page.goto(from);
        // Else the browser itself would follow the link.
        await expect(page.getByRole('status', { name: '同步' })).not.toBeEmpty();
        const link = page.getByRole('navigation').getByRole('link', { name });
        await link.click();
        await expect(link, `${from} to ${name}`).toHaveAttribute('aria-current', /./);
      }
    }
  });
}
