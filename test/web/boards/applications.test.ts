import { addApplication } from '../../../src/actions/applications/add';
import type { Actor } from '../../../src/actions/deps';
import { buildApp } from '../../../src/app';
import type { Application } from '../../../src/core/application';
import { getApplication } from '../../../src/store/applications';
import { listEvents } from '../../../src/store/events';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';
import { readForm } from '../read-form';

const LIST = '/admin/applications';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let pages: Application;

const add = (label: string): Promise<Application> =>
  addApplication(passo.context, actor, {
    ...{ connectorId: 'bookmark', label, bookmarkUrl: 'https://pages.example/' },
    ...{ showInPortal: true, variables: {} },
  });

beforeAll(async () => {
  passo = await startPasso();
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
  pages = await add('Pages');
});

afterAll(() => passo.stop());

test('a note is kept for admins, survives other tabs, and is refused when it is too long', async () => {
  const path = `${LIST}/${pages.slug}/general`;
  await browser.open(path);
  await browser.sendAndFollow(path, { label: 'Pages', showInPortal: 'on', note: ' Owned by <Legal>\nsince 2019 ' });
  expect((await getApplication(passo.context.db, pages.id)).note).toBe('Owned by <Legal>\nsince 2019');
  const [event] = await listEvents(passo.context.db, { name: 'application_update', take: 1 });
  expect(event?.payload).toEqual({ changed: ['note'] });
  const bookmark = `${LIST}/${pages.slug}/bookmark`;
  await browser.open(bookmark);
  await browser.sendAndFollow(bookmark, { bookmarkUrl: 'https://pages.example/home', action: 'save' });
  expect((await getApplication(passo.context.db, pages.id)).note).toContain('Owned by');
  await browser.open(path);
  const refused = await browser.send(path, { label: 'Pages', note: 'x'.repeat(4_001) });
  expect(refused.status).toBe(422);
  expect(readForm(refused.text, path)['note']).toHaveLength(4_001);
});

test('an application is duplicated by the wizard, with its values and a name and address of its own', async () => {
  const html = await browser.open(`${LIST}/${pages.slug}/duplicate`);
  const form = readForm(html, LIST);
  expect(form).toMatchObject({
    label: 'Pages (copy)',
    bookmarkUrl: 'https://pages.example/home',
    connectorId: 'bookmark',
  });
  const fields = { connectorId: 'bookmark', label: 'Pages (copy)', bookmarkUrl: 'https://pages.example/home' };
  expect(wordsOf(await browser.sendAndFollow(LIST, fields))).toContain('Pages (copy) was added');
  await browser.open(`${LIST}/nowhere/duplicate`, 404);
});

test('M-041: the list shows a hundred at a time, and a search finds the others', async () => {
  for (let number = 0; number < 105; number += 1) await add(`Site ${String(number).padStart(3, '0')}`);
  const first = await browser.open(LIST);
  expect(wordsOf(first)).toContain('Showing 1 to 100 of 107 applications');
  expect(first).toContain('href="/admin/applications?page=2"');
  expect(wordsOf(await browser.open(`${LIST}?page=2`))).toContain('Showing 101 to 107 of 107 applications');
  const found = wordsOf(await browser.open(`${LIST}?q=site%20104`));
  expect(found).toContain('Site 104');
  expect(found).toMatch(/\b[12] of 107 applications/);
});
