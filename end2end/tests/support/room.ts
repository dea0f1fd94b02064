import { readFile } from 'node:fs/promises';

import { expect, type CDPSession, type Page } from '@playwright/test';

/** What an origin may store at first; much more than the stories need. */
const AMPLE = 20_000_000;

/** The room that a phone's browser has left for the app. */
export class Room {
  private constructor(
    private readonly page: Page,
    private readonly browser: CDPSession,
    private readonly origin: string,
  ) {}

  /** Before anything is stored: what the browser has found to be free it goes on giving for a while, however much. */
  static async of(page: Page, origin: string): Promise<Room> {
    const room = new Room(page, await page.context().newCDPSession(page), origin);
    await room.grant(AMPLE);
    return room;
  }

  /** From now on the disk takes nothing: less is granted than lies there, so that nothing the browser tidies up makes room. */
  async take(): Promise<void> {
    await this.grant(1);
    // That ends what it found before: more than that is asked for.
    expect(await this.page.evaluate(fits, AMPLE)).toBe(false);
  }

  /** As when somebody throws away what took the room. */
  async giveBack(): Promise<void> {
    await this.grant(AMPLE);
  }

  private async grant(bytes: number): Promise<void> {
    await this.browser.send('Storage.overrideQuotaForOrigin', { origin: this.origin, quotaSize: bytes });
  }
}

/** Whether the browser stores so much in one go. Runs in the page. */
async function fits(bytes: number): Promise<boolean> {
  const opening = indexedDB.open('somebody-else');
  opening.onupgradeneeded = () => opening.result.createObjectStore('all', { autoIncrement: true });
  const database = await new Promise<IDBDatabase | undefined>((opened) => {
    opening.onsuccess = () => opened(opening.result);
    opening.onerror = () => opened(undefined);
  });
  if (!database) return false;
  const content = new Uint8Array(bytes);
  // The store packs what repeats itself.
  for (let from = 0; from < bytes; from += 65_536) crypto.getRandomValues(content.subarray(from, from + 65_536));
  const fitted = await new Promise<boolean>((ended) => {
    const begun = database.transaction('all', 'readwrite');
    begun.objectStore('all').add(content);
    begun.oncomplete = () => ended(true);
    begun.onabort = () => ended(false);
  });
  database.close();
  return fitted;
}

/** What is in the file that the phone writes of all that was not sent. */
export async function exported(page: Page): Promise<string> {
  await page.getByRole('button', { name: '导出未发送的内容' }).click();
  const saving = page.waitForEvent('download');
  await page.getByRole('link', { name: '保存文件' }).click();
  return readFile(await (await saving).path(), 'utf8');
}
