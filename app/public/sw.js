// The service worker: opens the app without a network. It reads and writes nothing of the user's,
// and never handles anything but GET.
//
// The server puts four constants before this file:
//   VERSION   names this release
//   PRECACHE  every file that today's page needs
//   PARTS     what the other pages of the field need besides
//   CONSOLE   path prefixes of the pages that are read online
/* global VERSION, PRECACHE, PARTS, CONSOLE */

const SHELL = '/_shell'; // the page without content and without a person's data: the app fills it
const PREFIX = 'zoufang-';
const CACHE = PREFIX + VERSION;
const MARK = '/_activated'; // an entry that tells a release that was in use from one that only waited
const PATIENCE = 3000; // ms that a console page may take before the shell is shown instead

const TYPES = {
  css: 'text/css',
  js: 'text/javascript',
  png: 'image/png',
  svg: 'image/svg+xml',
  txt: 'text/plain',
  wasm: 'application/wasm',
  webmanifest: 'application/manifest+json',
};

self.addEventListener('install', (event) => event.waitUntil(install()));
self.addEventListener('activate', (event) => event.waitUntil(activate()));

async function install() {
  await fill();
  // Who had every page without network has them in the new version too.
  if (self.registration.active) await keepParts();
  // An update waits until a page says that no form is open; the very first worker has nobody to wait for.
  if (!self.registration.active) await self.skipWaiting();
}

/** Fills this release's cache. The shell goes in last: where it is found, everything it needs is there too. */
async function fill() {
  const files = await Promise.all([...PRECACHE.map(fileFromNetwork), shellFromNetwork()]);
  const cache = await caches.open(CACHE);
  for (const { path, response } of files) await cache.put(path, response);
}

/** A first use does not wait for the other pages: the app asks for them at each start, once a page stands. */
async function keepParts() {
  const cache = await caches.open(CACHE);
  for (const path of PARTS) {
    if (!(await cached(path))) await cache.put(path, (await fileFromNetwork(path)).response);
  }
}

/** The shell must be ours and of this release, or it would ask for files that are not in the cache. */
async function shellFromNetwork() {
  const response = await fetch(SHELL, { cache: 'reload' });
  const script = (await response.clone().text()).match(/data-js="([^"]+)"/)?.[1];
  if (!genuine(response, 'text/html') || !PRECACHE.includes(script)) throw new Error(`${SHELL}: not the shell of ${VERSION}`);
  return { path: SHELL, response };
}

async function fileFromNetwork(path) {
  // Under /pkg/ the name is the hash of the content: what the previous release or the browser's own cache
  // holds is the same file, and need not be downloaded again.
  const hashed = path.startsWith('/pkg/');
  const kept = hashed && (await caches.match(path, { ignoreVary: true }));
  const response = kept || (await fetch(path, { cache: hashed ? 'default' : 'reload' }));
  if (!genuine(response, TYPES[path.split('.').pop()])) throw new Error(`${path}: not what was asked for`);
  return { path, response };
}

/** A hotel's sign-in page also comes with status 200: such an answer must never be kept. */
function genuine(response, type) {
  const found = response.headers.get('content-type') ?? '';
  return response.ok && response.type === 'basic' && !response.redirected && type !== undefined && found.startsWith(type);
}

async function activate() {
  await (await caches.open(CACHE)).put(MARK, new Response(null));
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  const used = await Promise.all(others.map((name) => caches.match(MARK, { cacheName: name })));
  // Pages still open run the release before this one: its files stay. Caches are listed in order of creation.
  const previous = others.filter((_, i) => used[i]).pop();
  await Promise.all(others.filter((name) => name !== previous).map((name) => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('message', (event) => {
  if (event.data?.type === 'take-over') event.waitUntil(self.skipWaiting());
  if (event.data?.type === 'claim') event.waitUntil(self.clients.claim());
  if (event.data?.type === 'parts') event.waitUntil(keepParts().catch(() => {})); // asked again at the next start
  if (event.data?.type === 'version') (event.ports[0] ?? event.source)?.postMessage({ type: 'version', version: VERSION });
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin || under('/api', pathname)) return;
  if (pathname.startsWith('/pkg/') || [...PRECACHE, ...PARTS].includes(pathname)) event.respondWith(file(request, pathname));
  else if (request.mode !== 'navigate' || /\.\w+$/.test(pathname)) return; // a name with an ending is a file, not a page
  else if (['/sign-in', ...CONSOLE].some((prefix) => under(prefix, pathname))) event.respondWith(onlinePage(request));
  else event.respondWith(fieldPage(event));
});

/** Whether `path` is `prefix` or below it: /desk and /desk/visits, but not /desktop. */
function under(prefix, path) {
  return path === prefix || path.startsWith(`${prefix}/`);
}

function cached(path) {
  return caches.match(path, { cacheName: CACHE, ignoreVary: true });
}

/** Also looks into the previous release's cache, for the pages that still run it. What was fetched once,
 * such as the console's part of the bundle, is there the next time. */
async function file(request, path) {
  const kept = (await cached(path)) ?? (await caches.match(path, { ignoreVary: true }));
  if (kept) return kept;
  const response = await fetch(request);
  if (path.startsWith('/pkg/') && genuine(response, TYPES[path.split('.').pop()])) {
    const copy = response.clone();
    caches.open(CACHE).then((cache) => cache.put(path, copy)).catch(() => {}); // full: the network has it
  }
  return response;
}

/** The field's pages start from the device, the same with and without a network. */
async function fieldPage(event) {
  const shell = await cached(SHELL);
  if (shell) return shell;
  event.waitUntil(fill().catch(() => {})); // the browser emptied the cache: mend it for the next time
  return fetch(event.request);
}

/** The console and sign-in come from the server; when it is away, slow or broken, the shell tells the user so. */
async function onlinePage(request) {
  const answer = fetch(request).catch((error) => error);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  const first = await Promise.race([answer, late]);
  if (first instanceof Response && first.status < 500) return first;
  const shell = await cached(SHELL);
  if (shell) return shell;
  const last = await answer;
  if (last instanceof Response) return last;
  throw last;
}
