import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { test } from '../tests/support/fixtures.ts';
import { figure } from './figures.ts';

const SITE = resolve(import.meta.dirname, '../../target/site');

test('bytes of a first use', async ({ server }) => {
  const { precache, parts } = JSON.parse(await readFile(`${SITE}/assets.json`, 'utf8')) as { precache: string[]; parts: string[] };
  const first = await told(precache);
  const shell = await fetch(`${server.url}/_shell`, { headers: { 'accept-encoding': 'br' } });
  const all = first + (await shell.arrayBuffer()).byteLength;
  figure("first use of the field app until today's page is usable, all bytes, brotli", all / 1024, 'KB', { most: 400 });
  const behind = await told(parts);
  figure('what follows while that page stands: all other pages of the field', behind / 1024, 'KB');
  figure('both together', (all + behind) / 1024, 'KB');
});

/** Tells of each file, and sums them up. */
async function told(paths: string[]): Promise<number> {
  const sizes = await Promise.all(paths.map(async (path) => [path, await compressed(path)] as const));
  for (const [path, bytes] of sizes) figure(`  ${path}`, bytes / 1024, 'KB');
  return sizes.reduce((sum, [, bytes]) => sum + bytes, 0);
}

/** As it travels: the builder's brotli file where there is one. */
async function compressed(path: string): Promise<number> {
  const brotli = await stat(`${SITE}${path}.br`).catch(() => undefined);
  return (brotli ?? (await stat(`${SITE}${path}`))).size;
}
