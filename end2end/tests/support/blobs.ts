import { readdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';

import type { Page } from '@playwright/test';

import type { Device } from './device.ts';

/** Well formed as far as anybody here looks, not to be packed any smaller, and too large to lie within the browser's database. */
export function pdf(bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from('%PDF-1.4\n'), bytes, Buffer.from('\n%%EOF\n')]);
}

/**
 * Takes away the file in which a browser that is closed keeps a large content, as a damaged disk does: the browser itself
 * then says that it cannot read this one. Tells how to put it back.
 */
export async function lose(device: Device, content: Buffer): Promise<() => Promise<void>> {
  const beginning = content.subarray(100, 164);
  const names = (await readdir(device.profile, { recursive: true })).filter((name) => /indexeddb\.blob.+\/[0-9a-f]+$/.test(name));
  for (const path of names.map((name) => join(device.profile, name))) {
    const file = await readFile(path).catch(() => Buffer.alloc(0)); // some of the names are folders
    if (!file.includes(beginning)) continue;
    await rename(path, `${path}.away`);
    return () => rename(`${path}.away`, path);
  }
  throw new Error(`no file of the browser holds the content: ${names.join()}`);
}

/** How each content lies on the device. */
export async function contents(page: Page): Promise<('open' | 'sealed' | 'unreadable')[]> {
  return page.evaluate(async () => {
    const name = (await indexedDB.databases()).map(({ name }) => name ?? '').find((name) => name.startsWith('zoufang-')) ?? '';
    const opened = indexedDB.open(name);
    const database = await new Promise<IDBDatabase>((done) => (opened.onsuccess = () => done(opened.result)));
    const ask = <T>(ask: (table: IDBObjectStore) => IDBRequest<T>) =>
      new Promise<T | undefined>((done) => {
        const asked = ask(database.transaction('blobs').objectStore('blobs'));
        asked.onsuccess = () => done(asked.result);
        asked.onerror = () => done(undefined);
      });
    const found: ('open' | 'sealed' | 'unreadable')[] = [];
    for (const key of (await ask((table) => table.getAllKeys())) ?? []) {
      const content = (await ask((table) => table.get(key) as IDBRequest<{ b: ArrayBuffer }>))?.b;
      const begins = content && new TextDecoder('latin1').decode(content.slice(0, 16));
      found.push(begins === undefined ? 'unreadable' : begins === '\u0001zoufang sealed\u0001' ? 'sealed' : 'open');
    }
    database.close();
    return found.sort();
  });
}
