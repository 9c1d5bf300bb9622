import { suspendUser } from '../../src/actions/users/suspend';
import type { Actor } from '../../src/actions/deps';
import { addApplication } from '../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { createGroup } from '../../src/actions/groups/save';
import { buildApp } from '../../src/app';
import type { Application } from '../../src/core/application';
import type { Group } from '../../src/core/group';
import type { Simulator } from '../../src/dev/simulator/types';
import { findSealedToken, getApplication } from '../../src/store/applications';
import { countLinks } from '../../src/store/provisioning/links';
import { listEvents } from '../../src/store/events';
import { addMember, startSp, writes } from '../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../support/passo';
import { BrowserSession, wordsOf } from './browser-session';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let sp: Simulator;
let application: Application;
let group: Group;
let path: string;
let round = 0;

beforeAll(async () => {
  passo = await startPasso();
  ({ actor } = await addAdmin(passo.context));
  browser = new BrowserSession(buildApp(passo.context));
  await browser.signIn();
});
afterAll(() => passo.stop());

beforeEach(async () => {
  round += 1;
  sp = await startSp();
  const { context } = passo;
  const naming = { connectorId: 'custom-scim', label: `Atlas ${round}` };
  application = await addApplication(context, actor, { ...naming, showInPortal: true, variables: {} });
  group = await createGroup(context, actor, { name: `People ${round}` });
  await setGroupsOfApplication(context, actor, application.id, [group.id]);
  path = `/admin/applications/${application.slug}/identity-management`;
});
afterEach(async () => {
  await browser.open(path);
  await browser.send(`${path}/deactivation`, {});
  await sp.stop();
});

const stored = (): Promise<Application> => getApplication(passo.context.db, application.id);
const activate = async (token = sp.token): ReturnType<BrowserSession['send']> => {
  await browser.open(`${path}?configure=1`);
  return browser.send(`${path}/activation`, { baseUrl: sp.scimBaseUrl, token });
};
const add = (name: string): ReturnType<typeof addMember> => addMember(passo.context, actor, group, `${name}${round}`);

test('Test connection shows each step, reads only and stores nothing', async () => {
  await browser.open(`${path}?configure=1`);
  const response = await browser.send(`${path}/test`, { baseUrl: sp.scimBaseUrl, token: sp.token });
  expect(response.status).toBe(200);
  const words = wordsOf(response.text);
  expect(words).toContain('The connection works');
  expect(words).toMatch(/Reach \S+ Done Token Key accepted Done Read accounts Done/);
  expect(response.text).not.toContain(sp.token);
  expect(writes(sp)).toEqual([]);
  expect(await stored()).toEqual(application);
});

test('Activate verifies, confirms and begins the first sync (M-083, M-084)', async () => {
  await add('noor');
  expect((await activate()).status).toBe(303);
  const page = await browser.open(path);
  expect(wordsOf(page)).toContain(`The Identity Management integration of Atlas ${round} was successfully verified`);
  expect((await stored()).idmState).toBe('active');
  await passo.context.worker.idle();
  expect(sp.accounts()).toMatchObject([{ userName: `noor${round}`, active: true }]);
  expect(wordsOf(await browser.open(path))).toMatch(/1 In sync/);
});

test('a token that is refused activates nothing; the page says why, step by step, without the token (M-085, M-086)', async () => {
  const response = await activate('wrong-token-wrong-token');
  expect(response.status).toBe(422);
  const words = wordsOf(response.text);
  expect(words).toContain('The connection could not be verified');
  expect(words).toContain('Token Key accepted Failed Read accounts Not tried');
  expect(words).toContain('Technical detail');
  expect(response.text).not.toContain('wrong-token-wrong-token');
  expect(response.text).toContain(`value="${sp.scimBaseUrl}"`);
  expect((await stored()).idmState).toBe('inactive');
});

test('no page shows the Token Key again, only its last characters (M-086)', async () => {
  await activate();
  for (const page of [
    path,
    `${path}?configure=1`,
    `${path}/deactivation`,
    `/admin/applications/${application.slug}/activity`,
  ]) {
    const html = await browser.open(page);
    expect(html).not.toContain(sp.token);
  }
  expect(await browser.open(path)).toContain(sp.token.slice(-4));
});

test('an active connection is not replaced in passing', async () => {
  await activate();
  const again = await activate('another-token-another');
  expect(again.status).toBe(422);
  expect(wordsOf(again.text)).toContain('Deactivate it to change its connection.');
});

test('Deactivate IdM connection asks on a page of its own, says what stays, and confirms (M-204, M-205, A-16)', async () => {
  await add('noor');
  await activate();
  await passo.context.worker.idle();
  const before = sp.requests.length;
  expect(await browser.open(path)).toMatch(
    new RegExp(`href="${path}/deactivation"[^>]*>[\\s\\S]*?Deactivate IdM connection`),
  );
  const question = wordsOf(await browser.open(`${path}/deactivation`));
  expect(question).toContain('1 account stays active there');
  expect(question).toContain('The Token Key is erased here');
  expect(question).toContain('people may lose access');
  expect((await stored()).idmState).toBe('active');
  const page = wordsOf(await browser.sendAndFollow(`${path}/deactivation`, {}));
  expect(page).toContain(`The IdM connection to Atlas ${round} was deactivated`);
  expect(page).toContain('You can now delete the application.');
  expect(page).toContain('Nothing was sent: 1 account stays active there.');
  expect(await findSealedToken(passo.context.db, application.id)).toBeUndefined();
  await passo.context.worker.idle();
  expect(sp.requests).toHaveLength(before);
  expect(sp.accounts()).toMatchObject([{ active: true }]);
});

test('deactivate, enter the new token, activate: accounts stay linked and nothing is sent twice (M-087, A-03)', async () => {
  await add('noor');
  await activate();
  await passo.context.worker.idle();
  const before = writes(sp).length;
  await browser.open(path);
  await browser.send(`${path}/deactivation`, {});
  const form = await browser.open(`${path}?configure=1`);
  expect(form).toContain(`value="${sp.scimBaseUrl}"`);
  expect(wordsOf(await browser.open(path))).toContain('1 account is known from the connection before');
  expect((await activate()).status).toBe(303);
  await passo.context.worker.idle();
  expect(writes(sp)).toHaveLength(before);
  expect(await countLinks(passo.context.db, application.id)).toMatchObject({ 'in-sync': 1 });
});

test('somebody who never got an account is not counted among those that stay (A-16)', async () => {
  await activate();
  sp.setDefects({ failUser: `noor${round}` });
  await add('noor');
  await add('dele');
  await passo.context.worker.idle();
  expect(wordsOf(await browser.open(`${path}/deactivation`))).toContain('1 account stays active there');
  sp.setDefects({});
});

test('a person the application refuses needs attention: reason, technical detail, Retry', async () => {
  await activate();
  sp.setDefects({ failUser: `noor${round}` });
  const noor = await add('noor');
  await add('dele');
  await passo.context.worker.idle();
  const html = await browser.open(`${path}?status=attention`);
  const words = wordsOf(html);
  expect(words).toContain('1 Needs attention');
  expect(words).toContain('Technical detail POST /Users Status 400');
  expect(words).not.toContain(`dele${round}@`);
  expect(html).toContain(`name="user" value="${noor.id}"`);
  expect(html).not.toContain(sp.token);
  sp.setDefects({});
  const page = wordsOf(await browser.sendAndFollow(`${path}/retry`, { user: noor.id }));
  expect(page).toContain('1 person is tried again');
  await passo.context.worker.idle();
  expect(wordsOf(await browser.open(path))).toMatch(/2 In sync 0 Waiting 0 Needs attention/);
});

test('Retry all names how many, and a made-up person is not found', async () => {
  await activate();
  sp.setDefects({ failUser: `noor${round}` });
  await add('noor');
  await passo.context.worker.idle();
  expect(wordsOf(await browser.open(path))).toContain('Retry all 1');
  expect((await browser.send(`${path}/retry`, { user: '../../etc' })).status).toBe(404);
  expect(wordsOf(await browser.sendAndFollow(`${path}/retry`, {}))).toContain('1 person is tried again');
});

test('a token refused later holds the changes: one banner, when the next try is, Retry now', async () => {
  await activate();
  sp.setDefects({ rejectToken: true });
  await add('noor');
  await passo.context.worker.idle();
  const words = wordsOf(await browser.open(path));
  expect(words).toContain(`Atlas ${round} does not accept the Token Key`);
  expect(words).toContain('Changes wait here and nothing is lost. Next try');
  expect(words).toContain('Retry now');
  sp.setDefects({});
  await browser.sendAndFollow(`${path}/retry`, {});
  await passo.context.worker.idle();
  expect(wordsOf(await browser.open(path))).not.toContain('does not accept the Token Key');
});

test('Run full sync is an event and sends nothing when nothing differs', async () => {
  await add('noor');
  await activate();
  await passo.context.worker.idle();
  const before = writes(sp).length;
  await browser.open(path);
  expect(wordsOf(await browser.sendAndFollow(`${path}/sync`, {}))).toContain('The full sync has begun');
  await passo.context.worker.idle();
  expect(writes(sp)).toHaveLength(before);
  const [event] = await listEvents(passo.context.db, {
    applicationId: application.id,
    name: 'idm_integration_update',
    take: 1,
  });
  expect(event?.actor.name).toBe('sam.okafor');
});

test('the preview shows what would be sent of a person, and says when they have no access', async () => {
  const noor = await add('noor');
  await activate();
  const html = await browser.open(`${path}?person=${noor.id}`);
  expect(html).toContain(`<bdi>noor${round}@fernhill.example</bdi>`);
  expect(wordsOf(html)).toMatch(/Active \S+ \S+ true/i);
  await suspendUser(passo.context, actor, noor.id);
  expect(wordsOf(await browser.open(`${path}?person=${noor.id}`))).toMatch(/Active \S+ \S+ false/i);
  expect(wordsOf(await browser.open(`${path}?person=${actor.id ?? ''}`))).toContain(
    'This person has no access, so nothing is sent.',
  );
});

test.each(['?status=everything', '?page=-1', '?page=1e9', '?status=waiting&page=9999', '?person=%00'])(
  'odd addresses show the tab (%s)',
  async (query) => {
    await activate();
    await browser.open(`${path}${query}`);
  },
);
