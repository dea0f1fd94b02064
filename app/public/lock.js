// A worker that makes a key of a PIN, which is made to take long: the page goes on meanwhile. It runs the
// page's own program, as the page has compiled it. The answer is `null` where that cannot be done here, and then
// the page does it (app/src/browser/lock).

import init, { stretch_pin } from './app.js';

self.onmessage = async ({ data }) => {
  self.postMessage(await stretched(data).catch(() => null));
};

async function stretched({ program, pin, salt, memoryKib, passes }) {
  await init({ module_or_path: program });
  return (await stretch_pin(pin, salt, memoryKib, passes)) ?? null;
}
