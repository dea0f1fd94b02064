import type { Page } from '@playwright/test';

import { Client } from './support/client.ts';
import { expect, test } from './support/fixtures.ts';
import { Line, type Fault } from './support/line.ts';
import { ready, record, signIn, stored } from './support/people.ts';

const PUSH = '/api/v1/sync/push';
const PULL = '/api/v1/sync/pull';

async function wake(page: Page): Promise<void> {
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

/** How the phone fares while the fault lasts: the visit gets through, or waits. */
const FAULTS: [Fault, 'gets through' | 'waits'][] = [
  ['answer lost', 'waits'],
  ['asked twice', 'gets through'],
  ['slow drip', 'gets through'],
  ['cut short', 'waits'],
  ['bad gateway', 'waits'],
  ['captive portal', 'waits'],
];

for (const [fault, fate] of FAULTS) {
  test(`a visit sent and a comment fetched over a line with: ${fault}`, async ({ server, device }) => {
    const line = await Line.to(server.url);
    const phone = await device({ baseURL: line.url });
    const page = await phone.context.newPage();
    await signIn(page, 'member');
    await ready(page);
    const state = page.getByRole('status', { name: '同步' });
    const main = page.getByRole('main');

    line.fault = fault;
    const pushed = line.met(PUSH);
    const content = `线路故障时写的内容：${fault}。`;
    await record(page, content);
    await page.waitForURL(/\/visits\/[0-9a-f-]{36}$/);
    const visit = page.url().slice(-36);
    await pushed;
    if (fate === 'waits') {
      await expect(state).toContainText('1条待发');
      // Whoever opens the app again in the middle of it finds what was written.
      await page.reload();
      await expect(main.getByText(content)).toBeVisible();
      await expect(main.getByText('待发送')).toBeVisible();
      expect((await stored(page, 'outbox')).join()).toContain(content);
      line.fault = undefined;
      await wake(page);
    }
    await expect(main.getByText('已收')).toBeVisible();
    await expect(state).toContainText('已全部送达');

    const office = await Client.signIn(server.url, 'office');
    line.fault = fault;
    const pulled = line.met(PULL);
    await office.push([office.creation('comment', { about: visit, text: '请补充用地面积。' })]);
    await wake(page);
    await pulled;
    line.fault = undefined;
    await wake(page);
    await expect(main.getByText('请补充用地面积。')).toHaveCount(1);

    const kept = (await office.rows()).filter((row) => JSON.stringify(row).includes(content));
    expect(kept, 'the server keeps it once').toHaveLength(1);
    expect(await stored(page, 'outbox')).toHaveLength(0);
    await page.close();
    await line.close();
  });
}
