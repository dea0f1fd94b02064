import type { Page } from '@playwright/test';

/** An entry of the device's store. */
export interface Lying {
  k: string;
  t?: string;
  l?: string;
  m?: string[];
  b?: ArrayBuffer;
}

/** One place of it: an entry, or rows that lie together, as bytes or as an earlier version laid them. */
export type Place = Lying & { p?: Uint8Array; r?: Lying[] };

declare global {
  /** What lies in a place, for what runs in a page that [`teachRows`] has taught. */
  var rowsOf: (place: Place) => Lying[];
}

function rowsOf(place: Place): Lying[] {
  const { p: packed } = place;
  if (!packed) return place.r ?? [place];
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength);
  const parts: string[] = [];
  for (let at = 0; at < packed.length; ) {
    const length = view.getUint32(at, true);
    parts.push(new TextDecoder().decode(packed.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return Array.from({ length: parts.length / 4 }, (_, row) => {
    const [k = '', t = '', l = '', m = ''] = parts.slice(row * 4, row * 4 + 4);
    return { k, t, ...(l && { l }), ...(m && { m: m.split('\n') }) };
  });
}

export async function teachRows(page: Page): Promise<void> {
  await page.evaluate(`globalThis.rowsOf = ${String(rowsOf)}`);
}

/** Lays the device's store out anew as an earlier version did, with everything that is in these tables; rows
 * alone, or so many together. */
export async function layOutAsBefore(page: Page, version: number, tables: string[], together: number): Promise<void> {
  await teachRows(page);
  await page.evaluate(
    async ([version, tables, together]) => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const layOut = (places: Place[]): Place[] => {
        const laid = places.filter((place) => !place.k.startsWith('+'));
        const rows = places.filter((place) => place.k.startsWith('+')).flatMap(rowsOf);
        if (together === 1) return [...laid, ...rows];
        for (let from = 0; from < rows.length; from += together) {
          const r = rows.slice(from, from + together);
          laid.push({ k: `+${r[0]?.k}`, m: r.flatMap(({ k, m = [] }) => [`row/${k}`, ...m]), r });
        }
        return laid;
      };
      const names = (await indexedDB.databases()).map(({ name }) => name ?? '').filter((name) => name.startsWith('zoufang'));
      for (const name of names) {
        const now = await done(indexedDB.open(name));
        const all = await Promise.all(tables.map((table) => done<Place[]>(now.transaction(table).objectStore(table).getAll())));
        now.close();
        await done(indexedDB.deleteDatabase(name));
        const opening = indexedDB.open(name, version);
        opening.onupgradeneeded = () => {
          tables.forEach((table, place) => {
            const store = opening.result.createObjectStore(table, { keyPath: 'k' });
            store.createIndex('marks', 'm', { multiEntry: true });
            for (const entry of layOut(all[place] ?? [])) store.put(entry);
          });
        };
        (await done(opening)).close();
      }
    },
    [version, tables, together] as const,
  );
}
