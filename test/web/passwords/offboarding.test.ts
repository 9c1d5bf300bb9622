import { addMember, integrate, startSp, type Integrated } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import type { Actor } from '../../../src/actions/deps';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import { buildApp } from '../../../src/app';
import type { User } from '../../../src/core/user';
import type { Simulator } from '../../../src/dev/simulator/types';
import { listEvents } from '../../../src/store/events';
import { BrowserSession, wordsOf } from '../browser-session';

let passo: TestPasso;
let actor: Actor;
let good: Simulator;
let bad: Simulator;
let atlas: Integrated;
let beacon: Integrated;
let dele: User;
let browser: BrowserSession;

const path = (tab: string): string => `/admin/users/${dele.id}/${tab}`;
const main = (html: string): string => wordsOf(html.slice(html.indexOf('<main')));

beforeAll(async () => {
  passo = await startPasso();
  [good, bad] = [await startSp(), await startSp({ name: 'Beacon' })];
  const { context } = passo;
  ({ actor } = await addAdmin(context));
  context.worker.start();
  browser = new BrowserSession(buildApp(context));
  await browser.signIn();
  atlas = await integrate(context, actor, good);
  beacon = await integrate(context, actor, bad, 'Beacon');
  await setGroupsOfApplication(context, actor, beacon.application.id, [atlas.group.id]);
  // A name that a spreadsheet would run.
  dele = await addMember(context, actor, atlas.group, 'dele.wright', { displayName: '=HYPERLINK("x";"y")' });
  await context.worker.idle();
});

afterAll(async () => {
  await passo.stop();
  await good.stop();
  await bad.stop();
});

test('before: the page says what happens everywhere, in a line and by application, and changes nothing', async () => {
  const words = main(await browser.open(path('suspension')));
  expect(words).toContain('out everywhere. Sets the account inactive in Atlas and Beacon.');
  expect(words).toContain('Beacon : The account is set inactive.');
  expect(good.accounts().every(({ active }) => active)).toBe(true);
});

test('M-095: after: one application has followed, one failed and is tried again from the list, until all is done', async () => {
  const { context } = passo;
  bad.setDefects({ failUser: 'dele.wright' });
  await browser.open(path('suspension'));
  const first = await browser.sendAndFollow(path('suspension'), {});
  expect(main(first)).toContain('Below stands how each account follows.');
  await context.worker.idle();
  const half = await browser.open(path('offboarding'));
  expect(main(half)).toMatch(/Atlas Done .*Beacon Failed/);
  expect(main(half)).toContain('1 application of 2 not done yet.');
  expect(good.accounts().find(({ userName }) => userName === 'dele.wright')?.active).toBe(false);
  expect(bad.accounts().find(({ userName }) => userName === 'dele.wright')?.active).toBe(true);
  bad.setDefects({});
  const retried = await browser.sendAndFollow(path(`applications/${beacon.application.slug}/retry`), {
    back: 'offboarding',
  });
  expect(main(retried)).toContain('Trying Beacon again');
  await context.worker.idle();
  const done = await browser.open(path('offboarding'));
  expect(main(done)).toContain('Every application has followed.');
  expect(done).not.toContain('data-live');
  expect(bad.accounts().find(({ userName }) => userName === 'dele.wright')?.active).toBe(false);
  const names = (await listEvents(context.db, { userId: dele.id, take: 20 })).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['user_suspend', 'user_deprovision']));
});

test('A8: the report holds a line for each application, and nothing that a spreadsheet would run', async () => {
  const report = await browser.agent.get(path('offboarding.csv')).expect(200);
  expect(report.headers['content-disposition']).toBe('attachment; filename=offboarding-dele.wright.csv');
  const lines = report.text.trim().split('\r\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toMatch(/^"'=HYPERLINK\(""x"";""y""\)","dele\.wright","\d{4}-.*","Atlas","Done",/);
  expect(lines[2]).toContain('"Beacon","Done"');
});

test('what Passo can’t deactivate is said to be seen to by hand, and never called done', async () => {
  const { context } = passo;
  await context.db('applications').where({ id: atlas.application.id }).update({ idm_state: 'inactive' });
  const words = main(await browser.open(path('offboarding')));
  expect(words).toContain('Atlas See to it');
  expect(words).toContain('Deactivate it by hand.');
  await context.db('applications').where({ id: atlas.application.id }).update({ idm_state: 'active' });
});

test('letting the person in again ends the page of the offboarding', async () => {
  await browser.open(path('offboarding'));
  await browser.sendAndFollow(path('unsuspension'), {});
  const answer = await browser.agent.get(path('offboarding')).expect(303);
  expect(answer.headers['location']).toBe(path('applications'));
});
