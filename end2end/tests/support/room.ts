import { readFile } from 'node:fs/promises';

import type { Page } from '@playwright/test';

/** What a phone without room gives an origin. */
export const ROOM = 20_000_000;

/** Takes all the room that the browser has left for this origin, down to the last bytes. Runs in the page. */
export async function takeAllRoom(): Promise<void> {
  const opening = indexedDB.open('somebody-else');
  opening.onupgradeneeded = () => opening.result.createObjectStore('all', { autoIncrement: true });
  const database = await new Promise<IDBDatabase>((opened) => (opening.onsuccess = () => opened(opening.result)));
  for (let bytes = 4 << 20; bytes >= 64; ) {
    const content = new Uint8Array(bytes);
    // The store packs what repeats itself.
    for (let from = 0; from < bytes; from += 65_536) crypto.getRandomValues(content.subarray(from, from + 65_536));
    const fitted = await new Promise<boolean>((ended) => {
      const begun = database.transaction('all', 'readwrite', { durability: 'strict' });
      begun.objectStore('all').add(content);
      begun.oncomplete = () => ended(true);
      begun.onabort = () => ended(false);
    });
    if (!fitted) bytes >>= 1;
  }
  database.close();
}

/** As when somebody throws away what took the room. Runs in the page. */
export async function giveRoomBack(): Promise<void> {
  const gone = indexedDB.deleteDatabase('somebody-else');
  await new Promise((done) => (gone.onsuccess = done));
}

/** What is in the file that the phone writes of all that was not sent. */
export async function exported(page: Page): Promise<string> {
  await page.getByRole('button', { name: '导出未发送的内容' }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: '保存文件' }).click();
  return readFile(await (await saving).path(), 'utf8');
}
