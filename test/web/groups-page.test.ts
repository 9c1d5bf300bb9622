import type { Actor } from '../../src/actions/deps';
import { buildApp } from '../../src/app';
import { listEvents } from '../../src/store/events';
import { openGroupsBench, startGroupsPasso, type GroupsBench, type Sent } from '../support/provisioning/groups-bench';
import type { TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from './browser-session';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let at: GroupsBench & { end(): Promise<Sent[]> };
let path: string;

beforeAll(async () => {
  ({ passo, actor } = await startGroupsPasso(undefined));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());
beforeEach(async () => {
  at = await openGroupsBench(passo, actor, { groups: false });
  path = `/admin/applications/${at.application.slug}/identity-management`;
});
afterEach(async () => {
  expect(await at.end()).toEqual([]);
});

const BOX = 'Enable management of User Groups and Group Membership in this application';

test('M-076, M-106, M-116: the check box on the tab switches groups on and off, and says what becomes of them', async () => {
  const group = await at.group('Design <b>');
  await at.people(group, 'noor', 'dele');
  await at.group('Contractors');
  await at.settle();
  expect(at.sent()).toEqual([]);
  const before = await browser.open(path);
  expect(wordsOf(before)).toContain(BOX);
  const on = await browser.sendAndFollow(`${path}/groups`, { groups: 'on' });
  expect(wordsOf(on)).toContain('User Groups are managed in');
  await at.settle();
  const tab = await browser.open(path);
  expect(tab).not.toContain('Design <b>');
  expect(wordsOf(tab)).toMatch(/Design <b> 2 members/);
  expect(wordsOf(tab)).toMatch(/Contractors Empty, not created/);
  expect(wordsOf(await browser.open(`${path}/groups?page=9999`))).toContain('Showing 1 to 2 of 2');
  const off = await browser.sendAndFollow(`${path}/groups`, {});
  expect(wordsOf(off)).toContain('Groups and members there stay as they are');
  const events = await listEvents(at.context.db, {
    name: 'idm_integration_update',
    applicationId: at.application.id,
    take: 5,
  });
  expect(events.map((event) => event.payload)).toEqual([
    expect.objectContaining({ changed: ['groups'] }),
    expect.objectContaining({ changed: ['groups'] }),
  ]);
});

test('A-12: the page names the members only the application has, and an admin decides', async () => {
  const stranger = (await at.ask('POST', '/Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'stranger',
  })) as { id: string };
  await at.createThere('Takers', [stranger.id]);
  const group = await at.group('Takers');
  await at.people(group, 'noor');
  await browser.open(path);
  await browser.send(`${path}/groups`, { groups: 'on' });
  await at.settle();
  const page = `${path}/groups/${group.id}`;
  const list = wordsOf(await browser.open(`${path}/groups`));
  expect(list).toMatch(/Takers Needs attention/);
  const words = wordsOf(await browser.open(page));
  expect(words).toContain('stranger');
  expect(words).toContain('Keep this member');
  expect((await browser.send(`${page}/foreign`, { foreign: 'sell' })).status).toBe(303);
  await browser.open(page);
  expect(wordsOf(await browser.sendAndFollow(`${page}/foreign`, { foreign: 'remove' }))).toContain('being removed');
  await at.settle();
  expect(at.there('Takers')).toEqual(['noor']);
  expect(wordsOf(await browser.open(page))).toContain('Removed, as decided');
});

test('A-13: the page offers the groups that may be meant', async () => {
  const near = await at.createThere('makers');
  const group = await at.group('Makers');
  await at.people(group, 'noor');
  await browser.open(path);
  await browser.send(`${path}/groups`, { groups: 'on' });
  await at.settle();
  const page = `${path}/groups/${group.id}`;
  const words = wordsOf(await browser.open(page));
  expect(words).toContain('Which group is meant?');
  expect(words).toContain(near);
  await browser.sendAndFollow(`${page}/which`, { remoteId: near });
  await at.settle();
  expect(at.there('Makers')).toEqual(['noor']);
  expect(at.sp.groups()).toHaveLength(1);
});

test('a group that does not exist is not found, whatever stands in the address', async () => {
  for (const id of ['01JDA7Q2M801JDA7Q2M801JDA7', 'x', '%00']) {
    expect(await browser.open(`${path}/groups/${id}`, 404)).not.toContain('Needs attention');
  }
});
