import type { Page } from '@playwright/test';

import { LANGUAGES, look, lookHere, speak } from './support/access.ts';
import { expect, test } from './support/fixtures.ts';
import { fill, first, firstRecord } from './support/corners.ts';
import { putOn } from './support/lock.ts';
import { ready, signIn } from './support/people.ts';

/** A narrow phone; the one that most have. */
const PHONES = [320, 390];
/** A page of the desk magnified fourfold; a desk. */
const DESKS = [320, 1280];

/** Pages of the phone, by what one does there: each part finds the addresses of its own. */
const PARTS: Record<string, (page: Page) => Promise<string[]>> = {
  recording: async (page) => {
    const [visit, returned] = [await first(page, '/visits', /已收/), await first(page, '/', /去补充/)];
    return ['/', '/visits', visit, returned, `${visit}/edit`, '/visits/new', '/follow-ups?of=team'];
  },
  looking_up: async (page) => {
    const [company, contact] = [await first(page, '/companies'), await firstRecord(page, '/contacts', '/contacts/')];
    const material = await firstRecord(page, '/library', '/library/');
    return ['/companies', company, '/contacts', contact, `${contact}/edit`, '/library', material, '/me'];
  },
  travelling: async (page) => {
    const [trip, plan] = [await firstRecord(page, '/trips', '/trips/'), await firstRecord(page, '/trips', '/plans/')];
    return ['/trips', trip, `${trip}/edit`, `${trip}/report`, plan, `${plan}/edit`];
  },
};

for (const language of LANGUAGES) {
  test(`signing in is for everybody, in each look, ${language}`, async ({ phone }) => {
    const page = await (await phone()).newPage();
    await page.goto('/sign-in');
    await speak(page, language);
    await look(page, '/sign-in', language, PHONES);
  });

  for (const [part, addresses] of Object.entries(PARTS)) {
    test(`every page of the phone is for everybody, in each look, ${part}, ${language}`, async ({ phone }) => {
      test.slow();
      const page = await (await phone()).newPage();
      await signIn(page, 'member');
      await ready(page);
      await fill(page);
      const pages = await addresses(page);
      await speak(page, language);
      for (const address of pages) await look(page, address, language, PHONES);
    });
  }

  test(`a locked phone is for everybody, in each look, ${language}`, async ({ phone }) => {
    test.slow();
    const page = await (await phone()).newPage();
    await signIn(page, 'member');
    await ready(page);
    await putOn(page, '135790');
    await speak(page, language);
    await page.goto('/me');
    const pin = page.locator('#pin');
    await pin.fill('246801');
    await pin.press('Enter');
    await expect(page.getByRole('alert').filter({ hasText: /./ })).toBeVisible();
    await lookHere(page, 'a wrong PIN', language, PHONES);
    await page.getByRole('button', { name: /忘记|Forgot/ }).click();
    await expect(page.locator('#lock-password')).toBeVisible();
    await lookHere(page, 'a forgotten PIN', language, PHONES);
    await page.getByRole('button', { name: /返回|Back/ }).click();
    await pin.fill('135790');
    await pin.press('Enter');
    await page.getByRole('button', { name: /修改数字密码|Change the PIN/ }).click();
    await expect(pin).toBeVisible();
    await lookHere(page, '/me with a lock', language, PHONES);
  });

  for (const part of ['reviewing', 'putting in order'] as const) {
    test(`every page of the desk is for everybody, in each look, ${part}, ${language}`, async ({ phone, desk }) => {
      test.slow();
      const field = await (await phone()).newPage();
      await signIn(field, 'member');
      await ready(field);
      await fill(field);
      const page = await (await desk()).newPage();
      await signIn(page, 'admin');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      const line = page.locator('.desk-lines').getByRole('link', { name: /已退回/ }).first();
      const visit = (await line.getAttribute('href')) ?? '';
      const aside = await first(page, '/desk/quarantine', /不符合要求/);
      const addresses = part === 'reviewing' ? ['/desk', visit] : ['/desk/quarantine', aside, '/desk/devices'];
      await speak(page, language);
      for (const address of addresses) await look(page, address, language, DESKS);
    });
  }

  test(`the library at the desk is for everybody, in each look, ${language}`, async ({ desk }) => {
    test.slow();
    const page = await (await desk()).newPage();
    await signIn(page, 'office');
    const material = await first(page, '/desk/materials', /租金补贴/);
    await speak(page, language);
    for (const address of ['/desk/materials', material, `${material}/edit`]) await look(page, address, language, DESKS);
    await page.goto('/desk/materials/new?sort=chain_note');
    await page.getByRole('button', { name: /^(发布|Publish)$/ }).click();
    await expect(page.getByRole('alert')).toBeVisible();
    await lookHere(page, 'a material with mistakes', language, DESKS);
  });
}
