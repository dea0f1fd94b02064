import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { test } from '../tests/support/fixtures.ts';
import { figure } from './figures.ts';

const SITE = resolve(import.meta.dirname, '../../target/site');

test('bytes of a first use', async ({ server }) => {
  const { precache } = JSON.parse(await readFile(`${SITE}/assets.json`, 'utf8')) as { precache: string[] };
  const sizes = await Promise.all(precache.map(async (path) => [path, await compressed(path)] as const));
  for (const [path, bytes] of sizes) figure(`  ${path}`, bytes / 1024, 'KB');
  const shell = await fetch(`${server.url}/_shell`, { headers: { 'accept-encoding': 'br' } });
  const all = sizes.reduce((sum, [, bytes]) => sum + bytes, (await shell.arrayBuffer()).byteLength);
  figure('first use of the field app, all bytes, brotli', all / 1024, 'KB', { most: 400 });
});

/** As it travels: the builder's brotli file where there is one. */
async function compressed(path: string): Promise<number> {
  const brotli = await stat(`${SITE}${path}.br`).catch(() => undefined);
  return (brotli ?? (await stat(`${SITE}${path}`))).size;
}
