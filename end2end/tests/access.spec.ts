import { look, looks, named, set } from './support/access.ts';
import { expect, test } from './support/fixtures.ts';
import { fill, first, firstRecord } from './support/corners.ts';
import { ready, signIn } from './support/people.ts';

/** A narrow phone; the one that most have. */
const PHONES = [320, 390];
/** A page of the desk magnified fourfold; a desk. */
const DESKS = [320, 1280];

for (const way of [...looks('light'), ...looks('dark')]) {
  test(`every page of the phone is for everybody, ${named(way)}`, async ({ phone }) => {
    test.slow();
    const page = await (await phone({ colorScheme: way.theme })).newPage();
    await page.goto('/sign-in');
    await set(page, way);
    await look(page, '/sign-in', way, PHONES);
    await page.evaluate(() => localStorage.clear());
    await signIn(page, 'member');
    await ready(page);
    await fill(page);
    const returned = await first(page, '/', /去补充/);
    const [visit, company] = [await first(page, '/visits', /已收/), await first(page, '/companies')];
    const [trip, plan] = [await firstRecord(page, '/trips', '/trips/'), await firstRecord(page, '/trips', '/plans/')];
    const [contact, material] = [await firstRecord(page, '/contacts', '/contacts/'), await firstRecord(page, '/library', '/library/')];
    await set(page, way);
    const visits = ['/', '/visits', visit, returned, `${visit}/edit`, '/visits/new', '/follow-ups?of=team'];
    const known = ['/companies', company, '/contacts', contact, `${contact}/edit`, '/library', material, '/me'];
    const travel = ['/trips', trip, `${trip}/edit`, `${trip}/report`, plan, `${plan}/edit`];
    for (const address of [...visits, ...known, ...travel]) await look(page, address, way, PHONES);
  });
}

for (const theme of ['light', 'dark'] as const) {
  test(`every page of the desk is for everybody, ${theme}`, async ({ phone, desk }) => {
    test.slow();
    const field = await (await phone()).newPage();
    await signIn(field, 'member');
    await ready(field);
    await fill(field);
    const page = await (await desk({ colorScheme: theme })).newPage();
    await signIn(page, 'admin');
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    const line = page.locator('.desk-lines').getByRole('link', { name: /已退回/ }).first();
    const visit = (await line.getAttribute('href')) ?? '';
    const aside = await first(page, '/desk/quarantine', /不符合要求/);
    for (const way of looks(theme)) {
      await set(page, way);
      for (const address of ['/desk', visit, '/desk/quarantine', aside, '/desk/devices']) await look(page, address, way, DESKS);
    }
  });
}
