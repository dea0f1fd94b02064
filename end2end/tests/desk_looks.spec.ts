import { expect, test } from './support/fixtures.ts';
import { ready, signIn } from './support/people.ts';

const STYLE = /\/pkg\/desk\.[0-9a-f]+\.css/;

test('the style of the desk comes with the desk: by the server, and by the way from another page; a phone never asks for it', async ({ phone, desk }) => {
  const field = await (await phone()).newPage();
  const asked: string[] = [];
  field.on('request', (request) => asked.push(request.url()));
  await signIn(field, 'member');
  await ready(field);
  expect(asked.filter((url) => STYLE.test(url))).toEqual([]);

  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  const [head] = (await (await office.request.get('/desk')).text()).split('</head>');
  expect(head, 'before anything is drawn').toMatch(STYLE);
  await expect(office.locator('.desk-main')).toHaveCSS('display', 'grid');

  await office.goto('/me');
  await expect(office.getByRole('status', { name: '同步' })).not.toBeEmpty();
  await office.getByRole('main').getByRole('link', { name: '打开工作台' }).first().click();
  await expect(office.locator('.desk-main')).toHaveCSS('display', 'grid');
});

test('what stands open is in sight in the list beside it, and what has a list of its own stands alone', async ({ desk }) => {
  const office = await (await desk()).newPage();
  await signIn(office, 'office');
  const last = office.locator('.desk-line').last();
  await expect(last).not.toBeInViewport();
  await office.goto((await last.getAttribute('href')) ?? '');
  const open = office.locator('.desk-line[aria-current]');
  await expect(open).toHaveCount(1);
  await expect(open).toBeInViewport();
  await office.goto('/desk/quarantine');
  await expect(office.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(office.locator('.desk-list')).toBeHidden();
});
