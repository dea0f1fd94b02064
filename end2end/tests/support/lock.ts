import { expect, type Page } from '@playwright/test';

import { teachRows, type Place } from './rows.ts';

/** Puts a lock on the phone and waits until everything on it is sealed. */
export async function putOn(page: Page, pin: string): Promise<void> {
  await page.goto('/me');
  await page.getByRole('button', { name: '启用应用锁' }).click();
  await choosePin(page, pin);
  await expect(page.getByText('应用锁已启用')).toBeVisible();
}

export async function choosePin(page: Page, pin: string): Promise<void> {
  await page.getByLabel(/数字密码（6至12位）/).fill(pin);
  await page.getByLabel('再次输入').fill(pin);
  await page.getByRole('button', { name: /^(启用应用锁|保存)$/ }).click();
}

/** Types the PIN where the app asks for it. */
export async function tryPin(page: Page, pin: string): Promise<void> {
  await expect(page.getByRole('heading', { name: '应用已锁定' })).toBeVisible();
  await page.getByLabel(/数字密码/).fill(pin);
  await page.getByRole('button', { name: '解锁' }).click();
}

export async function unlock(page: Page, pin: string): Promise<void> {
  await tryPin(page, pin);
  await expect(page.getByRole('heading', { name: '应用已锁定' })).toBeHidden();
}

interface Lying {
  /** Texts and lines of all tables, but for the lock. */
  texts: string[];
  /** How each content begins. */
  contents: string[];
}

/** Everything that lies in the account's database, as whoever copied it off the phone would find it. */
export async function lying(page: Page): Promise<Lying> {
  await teachRows(page);
  return page.evaluate(async () => {
    const found: Lying = { texts: [], contents: [] };
    const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('zoufang-'));
    for (const name of names) {
      const opened = indexedDB.open(name);
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        opened.onsuccess = () => resolve(opened.result);
        opened.onerror = () => reject(opened.error);
      });
      for (const table of database.objectStoreNames) {
        const asked = database.transaction(table).objectStore(table).getAll();
        const places = await new Promise<Place[]>((resolve) => (asked.onsuccess = () => resolve(asked.result as Place[])));
        for (const { k, t, l, b } of places.flatMap(rowsOf)) {
          if (table === 'meta' && k === 'lock') continue;
          if (t) found.texts.push(t);
          if (l) found.texts.push(l);
          if (b) found.contents.push(new TextDecoder('latin1').decode(b.slice(0, 16)));
        }
      }
      database.close();
    }
    return found;
  });
}

/** That nothing which lies there can be read. */
export async function isSealed(page: Page): Promise<void> {
  const { texts, contents } = await lying(page);
  expect(texts.length).toBeGreaterThan(0);
  expect(texts.filter((text) => !/^\u0001[A-Za-z0-9+/]+$/.test(text)).map((text) => text.slice(0, 60))).toEqual([]);
  expect(contents.filter((begin) => begin !== '\u0001zoufang sealed\u0001')).toEqual([]);
}
