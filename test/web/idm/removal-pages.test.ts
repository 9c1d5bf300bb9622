import { addApplication } from '../../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { Actor } from '../../../src/actions/deps';
import { createGroup } from '../../../src/actions/groups/save';
import { listWaitingRemovals } from '../../../src/actions/provisioning/guard/review';
import { buildApp } from '../../../src/app';
import type { Application } from '../../../src/core/application';
import type { Group } from '../../../src/core/group';
import type { Simulator } from '../../../src/dev/simulator/types';
import { getApplication } from '../../../src/store/applications';
import { listBoundGroupIds } from '../../../src/store/bindings';
import { addMember, startSp, writes } from '../../support/integration';
import { addAdmin, startPasso, type TestPasso } from '../../support/passo';
import { BrowserSession, wordsOf } from '../browser-session';

let passo: TestPasso;
let actor: Actor;
let browser: BrowserSession;
let sp: Simulator;
let application: Application;
let group: Group;
let path: string;
let round = 0;

beforeAll(async () => {
  passo = await startPasso({ pollMs: 60_000 });
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
  for (let place = 0; place < 8; place += 1) await addMember(context, actor, group, `p${place}r${round}`);
  path = `/admin/applications/${application.slug}/identity-management`;
});
afterEach(() => sp.stop());

async function activate(more: Record<string, string> = {}): Promise<string> {
  await browser.open(`${path}?configure=1`);
  const answer = await browser.send(`${path}/activation`, { baseUrl: sp.scimBaseUrl, token: sp.token, ...more });
  expect(answer.status).toBe(303);
  await passo.context.worker.idle();
  return String(answer.headers['location']);
}

async function removalPath(): Promise<string> {
  const [waiting] = await listWaitingRemovals(passo.context.db, application.id);
  return `${path}/removals/${waiting?.removal.id ?? ''}`;
}

const deactivations = (): number => writes(sp).filter(({ method }) => method === 'PATCH').length;

test('R8: a save that will be held says so; the tab, Home and the page name it, and the number allows it', async () => {
  await activate();
  const groupsPath = `/admin/applications/${application.slug}/user-groups`;
  await browser.open(groupsPath);
  const review = wordsOf((await browser.send(groupsPath, { action: 'save' })).text);
  expect(review).toContain('removes 8');
  expect(review).toContain(
    'more than the limit of half of 8 accounts: the accounts stay active until an admin allows it',
  );
  await browser.send(groupsPath, { action: 'save', confirmation: 'groups' });
  await passo.context.worker.idle();
  const held = 'Held: this would deactivate 8 people';
  expect(wordsOf(await browser.open(path))).toContain(`${held}, your limit is 50.`);
  expect(wordsOf(await browser.open('/admin'))).toContain(`${held} in Atlas ${round}`);
  const removal = await removalPath();
  const page = wordsOf(await browser.open(removal));
  expect(page).toContain('Lose access 8');
  expect(page).toContain('Keep access 0');
  expect(page).toContain(`removed People ${round}`);
  expect(wordsOf(await browser.open(`${removal}?q=p3r${round}`))).toContain('Showing 1 to 1 of 1');
  expect(wordsOf(await browser.open(`${removal}?show=keeps`))).toContain('Nobody here');
  await browser.open(removal);
  const wrong = await browser.send(`${removal}/allow`, { count: '80' });
  expect(wrong.status).toBe(422);
  expect(wordsOf(wrong.text)).toContain('Type 8 to allow it. Nothing was sent.');
  expect(deactivations()).toBe(0);
  expect((await browser.send(`${removal}/allow`, { count: '8' })).status).toBe(303);
  await passo.context.worker.idle();
  expect(deactivations()).toBe(8);
  expect(wordsOf(await browser.open(removal))).toContain('Allowed: 8 people could be deactivated');
  const late = await browser.send(`${removal}/reject`, {});
  expect(late.status).toBe(409);
  expect(wordsOf(late.text)).toContain('has allowed this already');
}, 30_000);

test('R8: Reject puts the user group back; another application’s page does not know the removal', async () => {
  await activate();
  await setGroupsOfApplication(passo.context, actor, application.id, []);
  await passo.context.worker.idle();
  const removal = await removalPath();
  const other = await addApplication(passo.context, actor, {
    connectorId: 'custom-scim',
    label: `Other ${round}`,
    showInPortal: true,
    variables: {},
  });
  await browser.open(removal.replace(application.slug, other.slug), 404);
  await browser.open(`${path}/removals/nonsense`, 404);
  await browser.open(removal);
  expect((await browser.send(`${removal}/reject`, {})).status).toBe(303);
  await passo.context.worker.idle();
  expect(deactivations()).toBe(0);
  expect(await listBoundGroupIds(passo.context.db, application.id)).toEqual([group.id]);
  expect(wordsOf(await browser.open(path))).toContain('8 people keep the account');
}, 30_000);

test('the limit is set on the tab; what can’t be one loses nothing that was typed', async () => {
  await activate();
  expect(wordsOf(await browser.open(path))).toContain('over 50 people');
  await browser.open(`${path}/limit`);
  const refused = await browser.send(`${path}/limit`, { people: 'many', percent: '12' });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('value="many"');
  expect(refused.text).toContain('value="12"');
  expect((await browser.send(`${path}/limit`, { people: '1,000', percent: '12' })).status).toBe(303);
  expect((await getApplication(passo.context.db, application.id)).idm.limit).toEqual({ people: 1_000, percent: 12 });
  expect(wordsOf(await browser.open(path))).toContain('over 1,000 people');
}, 30_000);

test('Show me the plan first: nothing is sent before Start, and then exactly the plan', async () => {
  const to = await activate({ plan: '1' });
  expect(to).toContain('/plan?plan=');
  expect(writes(sp)).toEqual([]);
  const page = wordsOf(await browser.open(to));
  expect(page).toContain('8 steps would be sent');
  expect(page).toContain('Create 8');
  expect(wordsOf(await browser.open(path))).toContain('Nothing is sent before you start the plan');
  expect(wordsOf(await browser.open(`${to}&q=p3r${round}`))).toContain('Showing 1 to 1 of 1');
  expect(wordsOf(await browser.open(`${to}&show=conflict`))).toContain('Nothing here');
  const id = new URL(to, 'http://x').searchParams.get('plan') ?? '';
  const csv = await browser.open(`${path}/plan/steps.csv?plan=${id}`);
  expect(csv.split('\r\n')).toHaveLength(10);
  expect(csv).toContain(`"Create","p0r${round}"`);
  await addMember(passo.context, actor, group, `late${round}`);
  await browser.open(to);
  expect((await browser.send(`${path}/plan/application`, { plan: id })).status).toBe(303);
  expect(wordsOf(await browser.open(to))).toContain('1 person changed since the plan was made');
  expect(writes(sp)).toEqual([]);
  expect((await browser.send(`${path}/plan/application`, { plan: id })).status).toBe(303);
  await passo.context.worker.idle();
  expect(wordsOf(await browser.open(to))).toContain('0 deviations: exactly the plan was sent');
  expect(writes(sp)).toHaveLength(9);
  const again = await browser.send(`${path}/plan/application`, { plan: id });
  expect(again.status).toBe(409);
}, 30_000);

test('Preview in the application supposes the user groups as ticked, and saves and sends nothing', async () => {
  await activate();
  const before = writes(sp).length;
  const groupsPath = `/admin/applications/${application.slug}/user-groups`;
  await browser.open(groupsPath);
  const answer = await browser.send(groupsPath, { action: 'plan' });
  expect(answer.status).toBe(303);
  const page = wordsOf(await browser.open(String(answer.headers['location'])));
  expect(page).toContain('Deactivate 8');
  expect(page).toContain('supposes a change that is not saved');
  expect(page).toContain('The deactivations will wait for an admin');
  expect(writes(sp)).toHaveLength(before);
  expect(await listBoundGroupIds(passo.context.db, application.id)).toEqual([group.id]);
}, 30_000);
