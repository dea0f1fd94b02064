import type { Locator, Page } from '@playwright/test';

import { expect } from './fixtures.ts';
import { chooseCompany } from './people.ts';

/** Where a photo was taken, as telephones write it. */
export const PLACE = 'GPSLatitude 34.7579 GPSLongitude 113.6654';

export const PIECE = 256 * 1024;

export interface Photo {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** A photo as a camera takes it: wider than high, lying on its side, and telling where it was taken. No two are alike. */
export async function photo(page: Page, name: string, width = 2400, height = 1800): Promise<Photo> {
  const drawn = await page.evaluate(
    async ([width, height]) => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [width, height];
      const pen = canvas.getContext('2d');
      if (!pen) throw new Error('no pen');
      for (let x = 0; x < width; x += 8) {
        for (let y = 0; y < height; y += 8) {
          pen.fillStyle = `hsl(${Math.floor((x / width) * 300 + Math.random() * 60)} 60% ${Math.floor(20 + Math.random() * 60)}%)`;
          pen.fillRect(x, y, 8, 8);
        }
      }
      return canvas.toDataURL('image/jpeg', 0.9);
    },
    [width, height] as const,
  );
  return { name, mimeType: 'image/jpeg', buffer: told(Buffer.from(drawn.split(',')[1] ?? '', 'base64')) };
}

/** Puts what a camera tells about itself behind the first mark of a JPEG: that the left side is down, and the place. */
function told(jpeg: Buffer): Buffer {
  const leftIsDown = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
  const said = Buffer.concat([Buffer.from('Exif\0\0'), leftIsDown, Buffer.from(PLACE)]);
  const head = Buffer.from([0xff, 0xe1, (said.length + 2) >> 8, (said.length + 2) & 255]);
  return Buffer.concat([jpeg.subarray(0, 2), head, said, jpeg.subarray(2)]);
}

/** Gives files to the form, as after the phone's own chooser. */
export async function choose(page: Page, files: Photo[], button = '拍照或选图片'): Promise<void> {
  await page.getByLabel(button).setInputFiles(files);
}

/** The same from the disk: the page is not kept busy by the test's own hands. */
export async function chooseFiles(page: Page, files: string[], button = '拍照或选图片'): Promise<void> {
  await page.getByLabel(button).setInputFiles(files);
}

interface Traced {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  tdur?: number;
  args: { name?: string };
}

/** The longest task of the page's own thread while `work` is done, in milliseconds that it took of a processor:
 * how busy the machine is with other things does not matter. */
export async function longestTask(page: Page, work: () => Promise<void>): Promise<number> {
  const browser = page.context().browser();
  if (!browser) throw new Error('no browser to trace');
  await browser.startTracing(page, { categories: ['toplevel', '__metadata'] });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: Traced[] };
  const named = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const pages = new Set(named.map(({ pid, tid }) => `${pid} ${tid}`));
  const tasks = traceEvents.filter(({ ph, pid, tid, tdur }) => ph === 'X' && tdur !== undefined && pages.has(`${pid} ${tid}`));
  if (tasks.length === 0) throw new Error('the browser tells of no task');
  return Math.max(...tasks.map(({ tdur }) => (tdur ?? 0) / 1_000));
}

/** Until so many pictures show, each with something in it. */
export async function pictures(place: Locator, count: number): Promise<void> {
  await expect(place).toHaveCount(count);
  const seen = () => place.evaluateAll((images) => images.every((image) => (image as HTMLImageElement).naturalWidth > 0));
  await expect.poll(seen).toBe(true);
}

/** Begins a visit that needs nothing more to be finished. */
export async function begin(page: Page, content: string): Promise<void> {
  await page.goto('/visits/new');
  await chooseCompany(page, '鸣渚');
  await page.getByLabel('谈了什么').fill(content);
}

/** The photos that are shown. */
export const shown = (page: Page) => page.getByRole('main').locator('.photo img');
