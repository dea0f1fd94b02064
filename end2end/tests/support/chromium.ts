import type { LaunchOptions } from '@playwright/test';

import { installed } from './installed.ts';

/** Where there is none, Playwright looks for its own. */
const executablePath = installed('CHROMIUM', ['chromium', 'chromium-browser', 'google-chrome']);

export const chromium: LaunchOptions = {
  ...(executablePath ? { executablePath } : {}),
  args: [
    '--no-sandbox', // tests also run as root, in containers
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    // Nothing but the pages under test may use the network.
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // A microphone that hums; whether a page may listen to it is asked as ever.
    '--use-fake-device-for-media-stream',
  ],
};
