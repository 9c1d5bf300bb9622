import { addApplication } from '../../src/actions/applications/add';
import type { Actor } from '../../src/actions/deps';
import { suspendUser, unsuspendUser } from '../../src/actions/users/suspend';
import { updateUser } from '../../src/actions/users/update';
import { buildApp } from '../../src/app';
import type { User } from '../../src/core/user';
import type { Simulator } from '../../src/dev/simulator/types';
import { findLink } from '../../src/store/provisioning/links';
import { addMember, integrate, startSp, type Integrated } from '../support/integration';
import { addAdmin, profileOf, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from './browser-session';

let passo: TestPasso;
let sp: Simulator;
let actor: Actor;
let browser: BrowserSession;
let atlas: Integrated;
let noor: User;

const page = (tab: string, user: User = noor): string => `/admin/users/${user.id}/${tab}`;
const retryPath = (): string => `${page('applications')}/${atlas.application.slug}/retry`;
const main = (html: string): string => wordsOf(html.slice(html.indexOf('<main')));

beforeAll(async () => {
  passo = await startPasso();
  sp = await startSp();
  const { context } = passo;
  ({ actor } = await addAdmin(context));
  context.worker.start();
  browser = new BrowserSession(buildApp(context));
  await browser.signIn();
});

afterAll(async () => {
  await passo.stop();
  await sp.stop();
});

test('the first page begins with the steps that are left', async () => {
  const words = main(await browser.open('/admin'));
  expect(words).toContain('Your account (done)');
  expect(words).toContain('Your first application Pick it from the catalogue');
  expect(words).not.toContain('Your first application (done)');
  expect(words).toContain('1 People 0 User Groups 0 Applications 0 Need attention');
  expect(words).toContain('0 sign-ons to applications today');
  // The tests come by another address than the one that is published.
  expect(words).toContain('Broken Public address');
});

test('the first steps can be put away by an admin, and come back', async () => {
  await browser.open('/admin');
  const away = main(await browser.sendAndFollow('/admin/first-steps', { action: 'hide' }));
  expect(away).toContain('The first steps are put away');
  expect(away).not.toContain('Your account (done)');
  expect(main(await browser.open('/admin'))).toContain('Show the first steps again');
  expect(main(await browser.sendAndFollow('/admin/first-steps', { action: 'show' }))).toContain('Your account (done)');
});

test('the steps follow what is there', async () => {
  const general = { showInPortal: true, variables: { YOURDOMAIN: 'fernhill' } };
  await addApplication(passo.context, actor, { ...general, connectorId: 'robin', label: 'Robin' });
  const html = await browser.open('/admin');
  expect(main(html)).toContain('Your first application (done)');
  expect(html).toContain('href="/admin/applications/robin/user-groups"');
  atlas = await integrate(passo.context, actor, sp);
  expect(main(await browser.open('/admin'))).toContain('Your first User Group (done)');
});

test('an account that is in step is In sync, with its group and its event', async () => {
  const { context } = passo;
  noor = await addMember(context, actor, atlas.group, 'n.abadi', { displayName: 'Noor Abadi' });
  await context.worker.idle();
  const html = await browser.open(page('applications'));
  expect(main(html)).toContain('Atlas by Atlas people In sync');
  const link = await findLink(context.db, atlas.application.id, noor.id);
  expect(html).toContain(`href="/admin/insights/${link?.eventId}"`);
  expect(html).not.toContain('/retry"');
});

test('suspending and deleting say first what happens to the account', async () => {
  for (const deed of ['suspension', 'deletion']) {
    expect(main(await browser.open(page(deed)))).toContain('Atlas : The account is set inactive.');
  }
});

test('a refused account needs attention with the reason, and Retry sends it again', async () => {
  const { context } = passo;
  sp.setDefects({ failUser: 'n.abadi' });
  await updateUser(context, actor, noor.id, profileOf('n.abadi', { displayName: 'Noor B. Abadi' }));
  await context.worker.idle();
  const link = await findLink(context.db, atlas.application.id, noor.id);
  expect(link?.status).toBe('attention');
  const html = await browser.open(page('applications'));
  expect(main(html)).toContain('Needs attention');
  expect(main(html)).toContain(link?.sentence ?? 'no sentence');
  const home = await browser.open('/admin');
  expect(main(home)).toContain('1 person needs attention');
  expect(home).toContain(`href="/admin/applications/${atlas.application.slug}/identity-management?status=attention"`);
  sp.setDefects({});
  await browser.open(page('applications'));
  expect(main(await browser.sendAndFollow(retryPath(), {}))).toContain('Trying Atlas again');
  await context.worker.idle();
  expect(main(await browser.open(page('applications')))).toContain('In sync');
});

test('Retry without the token of a page sends nothing (W3)', async () => {
  const before = sp.requests.length;
  await browser.agent.post(retryPath()).type('form').send({}).expect(403);
  await passo.context.worker.idle();
  expect(sp.requests).toHaveLength(before);
});

test('a held integration is on the first page, and the account waits', async () => {
  const { context } = passo;
  sp.setDefects({ rejectToken: true });
  await updateUser(context, actor, noor.id, profileOf('n.abadi', { displayName: 'Noor C. Abadi' }));
  await context.worker.idle();
  const home = await browser.open('/admin');
  expect(main(home)).toContain('Changes for Atlas are held back Atlas refused the Token Key.');
  expect(home).toContain('class="banner bad"');
  expect(home).toContain(`href="/admin/applications/${atlas.application.slug}/identity-management"`);
  expect(main(await browser.open(page('applications')))).toContain('Waiting');
  expect(main(await browser.open(page('deletion')))).toContain(
    'The account is set inactive. Changes are held back there, so this follows later.',
  );
  sp.setDefects({});
  await browser.open(page('applications'));
  await browser.sendAndFollow(retryPath(), {});
  await context.worker.idle();
  expect(await browser.open('/admin')).not.toContain('class="banner bad"');
});

test('a suspended person’s account is Deactivated, and deleting changes nothing more there', async () => {
  const { context } = passo;
  await suspendUser(context, actor, noor.id);
  await context.worker.idle();
  expect(main(await browser.open(page('applications')))).toContain('Deactivated');
  expect(main(await browser.open(page('deletion')))).toContain('No application is affected.');
  await unsuspendUser(context, actor, noor.id);
  await context.worker.idle();
  expect(main(await browser.open(page('applications')))).toContain('In sync');
});

test('the Activity tab lists what happened to the person', async () => {
  const words = main(await browser.open(page('activity')));
  expect(words).toContain('sam.okafor suspended');
  expect(words).toContain('was created in Atlas.');
});
