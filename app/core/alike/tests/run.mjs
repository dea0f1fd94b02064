// Prints what the module makes of the cases, a portion at a time.
import { readFile } from 'node:fs/promises';

const [, , module, count] = process.argv;
const { instance } = await WebAssembly.instantiate(await readFile(module), {});
const { tell, length, memory } = instance.exports;
const PORTION = 500;
for (let first = 0; first < Number(count); first += PORTION) {
  const begin = tell(first, Math.min(PORTION, Number(count) - first));
  process.stdout.write(new Uint8Array(memory.buffer, begin, length()).slice());
}
