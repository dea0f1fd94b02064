import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { LaunchOptions } from '@playwright/test';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The browser of the machine; where there is none, Playwright looks for its own. */
function installed(): string | undefined {
  const folders = ['/usr/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return process.env['CHROMIUM'] ?? candidates.find((path) => existsSync(path));
}

const executablePath = installed();

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
