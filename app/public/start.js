// Starts the app and its service worker. A file of its own, because the content policy allows no inline script.
//
// The page names the two files that the bundle begins with: <meta name="zoufang-assets" data-js="…" data-wasm="…">.
// With the app it speaks through events on `window`:
//   zoufang:update      a new version lies ready, or has come into use (also kept as <html data-update="ready">, for a
//                       listener that comes late)
//   zoufang:take-over   the app asks for it, at a moment when nothing would be lost: one that lies ready comes into use,
//                       for one that is in use the page reloads
//   zoufang:parts       a page stands: what the other pages need may be fetched and kept
//   zoufang:installable the browser would install the app, or would not any more (kept as <html data-install="ready">)
//   zoufang:install     the user has asked for it

const HOUR = 60 * 60 * 1000;

async function startApp() {
  const { js, wasm } = document.querySelector('meta[name="zoufang-assets"]').dataset;
  const [{ default: init, start }, module_or_path] = await Promise.all([import(js), fetch(wasm)]);
  await init({ module_or_path });
  start();
}

/** A page that the server rendered stays as it is: it can be read without the app. */
function sayThatItFailed(error) {
  console.error(error);
  if (document.body.innerText.trim() !== '') return;
  for (const [lang, text] of [
    ['zh-CN', '应用没能启动。请关闭后重新打开，或更新浏览器。已经保存在本机的内容不会丢。'],
    ['en', 'The app could not start. Close it and open it again, or update the browser. What is saved on this device is not lost.'],
  ]) {
    const sentence = document.createElement('p');
    sentence.lang = lang;
    sentence.textContent = text;
    document.body.append(sentence);
  }
}

async function registerWorker() {
  const container = navigator.serviceWorker;
  const registration = await container.register('/sw.js', { updateViaCache: 'none' });

  let first = !registration.active; // what the first visit installs is not an update
  let spokenFor = Boolean(container.controller);
  const announce = () => {
    document.documentElement.dataset.update = 'ready';
    window.dispatchEvent(new Event('zoufang:update'));
  };
  const watch = () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && !first) announce();
    });
  };
  if (registration.waiting) announce();
  watch();
  registration.addEventListener('updatefound', watch);
  container.addEventListener('controllerchange', () => {
    // Another tab may have asked, or a form was opened since this one did: the app says when the page may reload.
    if (spokenFor) announce();
    spokenFor = true;
    first = false;
  });
  window.addEventListener('zoufang:take-over', () => {
    if (registration.waiting) registration.waiting.postMessage({ type: 'take-over' });
    else location.reload();
  });

  // An installed app may stay open for days without a navigation, so the browser would not look by itself.
  let looked = Date.now();
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || Date.now() - looked < HOUR) return;
    looked = Date.now();
    registration.update().catch(() => {}); // offline: next time
  });

  // A page that was on its way while the worker came into use, or was reloaded past it, would do without until the next one.
  const { active } = await container.ready;
  if (!container.controller) active.postMessage({ type: 'claim' });
}

// The browser tells this once, and maybe before the app is here to hear it.
function keepInstallOffer() {
  let offer;
  const tell = (kept) => {
    offer = kept;
    if (kept) document.documentElement.dataset.install = 'ready';
    else delete document.documentElement.dataset.install;
    window.dispatchEvent(new Event('zoufang:installable'));
  };
  window.addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault(); // not over a page where somebody writes: 我的 has a button
    tell(event);
  });
  window.addEventListener('appinstalled', () => tell(undefined));
  window.addEventListener('zoufang:install', () => {
    const asked = offer;
    tell(undefined); // an offer can be taken up once
    asked?.prompt();
  });
}

keepInstallOffer();

// Missing where the page is not served securely; the app then works online only.
if ('serviceWorker' in navigator) {
  const register = () => registerWorker().catch((error) => console.warn('no service worker:', error));
  // Heard from the beginning: the page may stand before the worker does.
  window.addEventListener('zoufang:parts', async () => (await navigator.serviceWorker.ready).active.postMessage({ type: 'parts' }));
  // After `load`, so that filling the cache does not compete with the first paint.
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}

startApp().catch(sayThatItFailed);
