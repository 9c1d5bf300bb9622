import { addApplication } from '../../src/actions/applications/add';
import type { Actor } from '../../src/actions/deps';
import { buildApp } from '../../src/app';
import type { Application } from '../../src/core/application';
import type { Simulator } from '../../src/dev/simulator/types';
import { listApplications } from '../../src/store/applications';
import { listEvents } from '../../src/store/events';
import { addMember, integrate, startSp, type Integrated } from '../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from './browser-session';

const LIST = '/admin/applications';

let passo: TestPasso;
let sp: Simulator;
let actor: Actor;
let browser: BrowserSession;
let atlas: Integrated;

const add = (label: string): Promise<Application> =>
  addApplication(passo.context, actor, {
    connectorId: 'robin',
    label,
    showInPortal: true,
    variables: { YOURDOMAIN: 'fernhill' },
  });

const labels = async (): Promise<string[]> => (await listApplications(passo.context.db)).map(({ label }) => label);

/** The row of the list that leads to an application. */
const rowOf = (html: string, slug: string): string =>
  html.split('<tr').find((row) => row.includes(`href="${LIST}/${slug}/general"`)) ?? '';

beforeAll(async () => {
  passo = await startPasso();
  sp = await startSp();
  browser = new BrowserSession(buildApp(passo.context));
  ({ actor } = await addAdmin(passo.context));
  await browser.signIn();
});

afterAll(async () => {
  await passo.stop();
  await sp.stop();
});

test('a directory without applications says what to do', async () => {
  const words = wordsOf(await browser.open(LIST));
  expect(words).toContain('No applications yet');
  expect(words).toContain('+ Add New Application');
});

test('each row leads to its application, has a check box and its badges (M-040, M-044 to M-047)', async () => {
  await add('Robin');
  const custom = { showInPortal: true, variables: {}, connectorId: 'custom-saml' };
  await addApplication(passo.context, actor, { ...custom, label: 'Handmade', slug: 'handmade' });
  atlas = await integrate(passo.context, actor, sp);
  await addMember(passo.context, actor, atlas.group, 'n.abadi');
  const html = await browser.open(LIST);
  const robin = rowOf(html, 'robin');
  expect(robin).toContain('class="stretch"');
  expect(robin).toContain('type="checkbox" name="id"');
  expect(wordsOf(robin)).toContain('SSO , active Provisioning , available, not active');
  expect(wordsOf(rowOf(html, atlas.application.slug))).toContain('Provisioning , active');
  expect(wordsOf(rowOf(html, 'handmade'))).not.toContain('Provisioning');
});

test('the list is searched by name (M-041)', async () => {
  const html = await browser.open(`${LIST}?q=ROB`);
  expect(rowOf(html, 'robin')).not.toBe('');
  expect(rowOf(html, 'handmade')).toBe('');
  expect(wordsOf(html)).toContain('1 of 3 applications');
  expect(wordsOf(await browser.open(`${LIST}?q=nothing-of-ours`))).toContain('No configured application matches');
});

test('Delete without a selection says what to do', async () => {
  await browser.agent.get(`${LIST}/deletion`).expect(303);
  expect(wordsOf(await browser.open(LIST))).toContain('Nothing is selected');
});

test('the question names what is deleted, what is still active, and that both sides count (M-204, M-207, A-17)', async () => {
  const [robin] = await listApplications(passo.context.db, 'robin');
  const words = wordsOf(await browser.open(`${LIST}/deletion?id=${robin?.id}&id=${atlas.application.id}`));
  expect(words).toContain('Delete 2 applications');
  expect(words).toContain('Identity Management is still active for Atlas');
  expect(words).toContain('1 person loses access');
  expect(words).toContain('people may lose access if it is removed on one side alone');
  expect(words).toContain('Enter the number of the applications you are deleting');
  expect(words).toContain('Delete Application');
});

test.each(['', '1', '3', '02', 'two', '2.0'])(
  '"%s" is not the number of two applications, so nothing is deleted (M-208)',
  async (typed) => {
    const ids = (await listApplications(passo.context.db)).slice(0, 2).map(({ id }) => id);
    const before = await labels();
    await browser.open(`${LIST}/deletion?id=${ids.join('&id=')}`);
    const response = await browser.send(`${LIST}/deletion`, { id: ids, count: typed });
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain('Enter 2 to delete them. Nothing was deleted.');
    expect(await labels()).toEqual(before);
  },
);

test('an id that is named twice counts once (M-208)', async () => {
  const [robin] = await listApplications(passo.context.db, 'robin');
  const id = robin?.id ?? '';
  await browser.open(`${LIST}/deletion?id=${id}`);
  const response = await browser.send(`${LIST}/deletion`, { id: [id, id], count: '2' });
  expect(response.status).toBe(422);
  expect(await labels()).toContain('Robin');
});

test('the right number deletes them, confirms, and records the integration that was active (M-207, M-208, A-17)', async () => {
  const [robin] = await listApplications(passo.context.db, 'robin');
  const ids = [robin?.id ?? '', atlas.application.id];
  await browser.open(`${LIST}/deletion?id=${ids.join('&id=')}`);
  const html = await browser.sendAndFollow(`${LIST}/deletion`, { id: ids, count: '2' });
  expect(wordsOf(html)).toContain('Robin and Atlas were deleted');
  expect(await labels()).toEqual(['Handmade']);
  const events = await listEvents(passo.context.db, { applicationId: atlas.application.id, take: 10 });
  expect(events.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['idm_integration_delete', 'application_delete']),
  );
});

test('an application that is gone already is not found', async () => {
  await browser.open(`${LIST}/deletion?id=${atlas.application.id}`, 404);
});

test('strangers are sent to sign in, for the pages and for the images', async () => {
  const stranger = new BrowserSession(buildApp(passo.context));
  const response = await stranger.agent.get(LIST).expect(303);
  expect(response.headers['location']).toContain('/login');
  await stranger.agent.get('/apps/handmade/image').expect(303);
});
