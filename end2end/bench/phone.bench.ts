import { writeFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

import { processesOf } from '../tests/support/device.ts';
import { expect, test } from '../tests/support/fixtures.ts';
import { ready, signIn } from '../tests/support/people.ts';
import { chooseFiles, photo, pictures } from '../tests/support/photos.ts';
import { Client, companies, visits } from '../tests/support/client.ts';
import { figure, percentile } from './figures.ts';
import { moments, noteMoments } from './moments.ts';
import { peakMemory } from './work.ts';

const COMPANIES = 20_000;
const VISITS = 10_000;
/** How often the browser is opened anew: a single time tells what else the machine did. */
const OPENINGS = 5;

/** Times every write to the device's store, from the call to the end of its transaction. */
function timeWrites(): void {
  const times: Record<string, number[]> = {};
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (this: IDBObjectStore, ...args: [unknown, IDBValidKey?]) {
    const begun = performance.now();
    const table = this.name;
    const completed = () => {
      (times[table] ??= []).push(performance.now() - begun);
      window.dispatchEvent(new Event('bench:written'));
    };
    this.transaction.addEventListener('complete', completed, { once: true });
    return put.apply(this, args);
  };
  Object.assign(window, { writes: times });
}

/** The times so far; the next begin anew. */
async function writes(page: Page, table: string): Promise<number[]> {
  return page.evaluate((table) => {
    const { writes } = window as unknown as { writes: Record<string, number[]> };
    const times = writes[table] ?? [];
    delete writes[table];
    return times;
  }, table);
}

async function slowdown(page: Page, rate: number): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate });
}

test('a first sync of 20,000 records', async ({ server, device }) => {
  const loader = await Client.signIn(server.url, 'member');
  await loader.pushAll(companies(loader, 10_000));
  await loader.pushAll(visits(loader, 10_000));
  const phone = await device();
  await noteMoments(phone.context);
  const page = phone.context.pages()[0] ?? (await phone.context.newPage());
  await signIn(page, 'member');
  await ready(page);
  const { pressed, today, synced } = await moments(page);
  figure('first sync: from the press of 登录 to today usable', today - pressed, 'ms', { most: 500 });
  figure('first sync: until all 20,000 records are in IndexedDB', (synced - pressed) / 1_000, 's', { most: 3 });
  const [browser, ...pages] = await Promise.all(
    [...(await processesOf(phone.context, 'browser')), ...(await processesOf(phone.context, 'renderer'))].map(peakMemory),
  );
  figure("  memory at its peak: the page's process", Math.max(...pages), 'MB');
  figure("  the browser's own, which keeps IndexedDB", browser as number, 'MB');
});

test('the phone with 10,000 visits and 20,000 companies', async ({ server, device }) => {
  const loader = await Client.signIn(server.url, 'member');
  await loader.pushAll(companies(loader, COMPANIES));
  await loader.pushAll(visits(loader, VISITS));
  const phone = await device();
  const page = phone.context.pages()[0] ?? (await phone.context.newPage());
  await signIn(page, 'member');
  await ready(page);

  const opens: number[] = [];
  let reopened = page;
  for (let i = 0; i < OPENINGS; i += 1) {
    await phone.context.setOffline(true);
    await phone.reopen();
    await phone.context.setOffline(true);
    reopened = phone.context.pages()[0] as Page;
    await slowdown(reopened, 4);
    await noteMoments(phone.context);
    await reopened.goto('/');
    await reopened.getByRole('heading', { name: '今日行程' }).waitFor();
    opens.push((await moments(reopened)).today);
  }
  figure('open to usable, offline, 4× CPU slowdown, median of five', percentile(opens, 0.5), 'ms', { most: 1_500 });
  figure('  the slowest of them', Math.max(...opens), 'ms');

  const list = reopened.getByRole('navigation').getByRole('link', { name: '企业' });
  await reopened.evaluate(noteLongTasks);
  await list.evaluate(searchWhileTheyAreRead, 'yxzz');
  await expect(reopened.getByRole('main').getByRole('status')).toContainText(/^共200家/);
  figure('longest task while 20,000 companies are read and searched, 4× slowdown', await longestTask(reopened), 'ms', { most: 50 });
  const times: number[] = [];
  for (const word of ['yxzz', 'linchuan', '听澜精工', '南浦 suzhou', '霁月传动6', 'zhixingyx']) {
    for (let typed = 1; typed <= word.length; typed += 1) times.push(await timeToPaint(reopened, word.slice(0, typed)));
  }
  figure('search per keystroke to the list, 20,000 companies, 4× slowdown, median', percentile(times, 0.5), 'ms', { most: 50 });
  figure('  the same, p95', percentile(times, 0.95), 'ms', { most: 50 });
  figure('  longest task while typing (0 where none takes 50 ms)', await longestTask(reopened), 'ms', { most: 50 });

  const lists: number[] = [];
  for (let i = 0; i < 10; i += 1) {
    await reopened.getByRole('navigation').getByRole('link', { name: '今日' }).click();
    await reopened.getByRole('heading', { name: '最近走访' }).waitFor();
    // Today's page has come to rest when somebody taps on.
    await reopened.evaluate(() => new Promise((rests) => requestIdleCallback(rests)));
    lists.push(await reopened.getByRole('navigation').getByRole('link', { name: '走访', exact: true }).evaluate(untilListed));
  }
  figure('list of 10,000 visits, from the tap to its first screen, 4× slowdown, median', percentile(lists, 0.5), 'ms', { most: 100 });
});

/** From the tap on the way to the list until the frame that shows its lines: 12, more than a screen has room for. */
async function untilListed(link: Element): Promise<number> {
  const begun = performance.now();
  const listed = new Promise<void>((resolve) => {
    const observer = new MutationObserver(() => {
      if (document.querySelectorAll('main ul.lines a[href^="/visits/"]').length < 12) return;
      observer.disconnect();
      resolve();
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
  (link as HTMLElement).click();
  await listed;
  await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
  return performance.now() - begun;
}

/** Opens the list and looks for something until all are there. From within: what finds things from outside takes long itself. */
async function searchWhileTheyAreRead(link: Element, text: string): Promise<void> {
  const until = async <T extends Element>(selector: string) =>
    new Promise<T>((found) => {
      const look = () => {
        const element = document.querySelector<T>(selector);
        if (!element) return;
        observer.disconnect();
        found(element);
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { childList: true, subtree: true });
      look();
    });
  (link as HTMLElement).click();
  const search = await until<HTMLInputElement>('main input[type=search]');
  await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(search, text);
  search.dispatchEvent(new InputEvent('input', { bubbles: true }));
  // Stands when all have been read.
  await until('main button.quiet');
}

/** Tasks of 50 ms and more, as the browser tells of them. */
function noteLongTasks(): void {
  const tasks: number[] = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ entryTypes: ['longtask'] });
  Object.assign(window, { longTasks: tasks });
}

/** The longest of those since the last time. */
async function longestTask(page: Page): Promise<number> {
  return page.evaluate(async () => {
    // The browser tells of a task in a later one.
    await new Promise((told) => requestAnimationFrame(() => setTimeout(told)));
    const { longTasks } = window as unknown as { longTasks: number[] };
    return Math.max(0, ...longTasks.splice(0));
  });
}

/** From the input event to the frame that shows what it found. */
async function timeToPaint(page: Page, text: string): Promise<number> {
  return page.getByRole('searchbox').evaluate(async (input: HTMLInputElement, text) => {
    const begun = performance.now();
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
    input.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await new Promise((painted) => requestAnimationFrame(() => setTimeout(painted)));
    return performance.now() - begun;
  }, text);
}

test('typing and saving', async ({ device }) => {
  const phone = await device();
  await phone.context.addInitScript(timeWrites);
  const page = await phone.context.newPage();
  await signIn(page, 'member');
  await ready(page);
  await page.goto('/visits/new');
  const content = page.getByLabel('谈了什么');
  // Twenty letters a second: faster than thumbs, slow enough that each write is one keystroke's.
  await content.pressSequentially('The company considers a second base in central China and compares three cities.', { delay: 50 });
  await expect(page.getByRole('status', { name: '保存状态' })).toContainText('已存本机');
  figure('draft: one keystroke to durable, frames drawn in between, p95', percentile(await writes(page, 'drafts'), 0.95), 'ms', { most: 250 });
  await content.evaluate(typeAtOnce, 200);
  figure('  the write itself, p95', percentile(await writes(page, 'drafts'), 0.95), 'ms', { most: 5 });
  figure('  a bare write of the same size in the same page, p95', percentile(await page.evaluate(bareWrites, 200), 0.95), 'ms');

  const saves: number[] = [];
  for (let i = 0; i < 20; i += 1) {
    await page.goto('/companies');
    await page.getByRole('main').getByRole('link').nth(i % 5).click();
    await page.getByRole('main').getByRole('link', { name: '记走访' }).click();
    await page.getByLabel('谈了什么').fill(`第${i + 1}次，量一量保存要多久。`);
    await phone.context.setOffline(true);
    saves.push(await page.getByRole('button', { name: '完成', exact: true }).evaluate(untilWaiting));
    await phone.context.setOffline(false);
  }
  figure('save of a visit to 待发送 on the screen, p95', percentile(saves, 0.95), 'ms', { most: 50 });
});

test('taking photos', async ({ phone }, info) => {
  const page = await (await phone()).newPage();
  await signIn(page, 'member');
  await ready(page);
  const taken = info.outputPath('taken.jpg');
  await writeFile(taken, (await photo(page, 'taken.jpg', 4032, 3024)).buffer);
  await page.goto('/visits/new');
  await expect(page.getByLabel('拍照或选图片')).toBeEnabled();
  await page.evaluate(watchForStandstill);
  const begun = performance.now();
  await chooseFiles(page, [taken]);
  await pictures(page.getByRole('main').locator('.photo img'), 1);
  figure('a photo of 12 megapixels, until it is on the disk and shown', performance.now() - begun, 'ms');
  const standstill = await page.evaluate(() => (window as unknown as { standstill: () => number }).standstill());
  figure('  the longest that the page stood still meanwhile', standstill, 'ms', { most: 50 });
});

/** Passes itself messages without end: the longest time between two of them is that of the longest task. */
function watchForStandstill(): void {
  let [last, longest] = [performance.now(), 0];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    port2.postMessage(null);
  };
  port2.postMessage(null);
  Object.assign(window, { standstill: () => longest });
}

/** Keystrokes by the program, each after the last one's write. */
async function typeAtOnce(area: Element, count: number): Promise<void> {
  const write = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set;
  for (let i = 0; i < count; i += 1) {
    const written = new Promise((resolve) => window.addEventListener('bench:written', resolve, { once: true }));
    write?.call(area, `${(area as HTMLTextAreaElement).value}企`);
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
    await written;
  }
}

/** What the browser and the disk need at least: a text under one key, flushed to the disk. */
async function bareWrites(count: number): Promise<number[]> {
  const opening = indexedDB.open('bench');
  opening.onupgradeneeded = () => opening.result.createObjectStore('bare');
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    const begun = performance.now();
    const transaction = opening.result.transaction('bare', 'readwrite', { durability: 'strict' });
    transaction.objectStore('bare').put({ text: 'x'.repeat(900) }, 'key');
    transaction.commit();
    await new Promise((resolve) => (transaction.oncomplete = resolve));
    times.push(performance.now() - begun);
  }
  return times;
}

/** From the press of the button until the page says that the visit waits. */
async function untilWaiting(button: Element): Promise<number> {
  const begun = performance.now();
  const waiting = new Promise<number>((resolve) => {
    const observer = new MutationObserver(() => {
      if (!document.querySelector('main')?.textContent?.includes('待发送')) return;
      observer.disconnect();
      resolve(performance.now() - begun);
    });
    observer.observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  (button as HTMLElement).click();
  return waiting;
}
