import { changeMembers } from '../../src/actions/groups/members';
import { runDueDrift } from '../../src/actions/provisioning/drift/run';
import { createGroup } from '../../src/actions/groups/save';
import { createUser } from '../../src/actions/users/create';
import type { Group } from '../../src/core/group';
import type { User } from '../../src/core/user';
import type { Simulator } from '../../src/dev/simulator/types';
import { addMember, startSp, writes } from '../support/integration';
import { profileOf } from '../support/passo';
import { bodyOf, startApi, type ApiBench, type ApiMethod } from './bench';

type Row = Readonly<Record<string, unknown>>;
type Rows = readonly Row[];

let bench: ApiBench;
let sp: Simulator;
let group: Group;
let round = 0;
let path = '';
let idm = '';

beforeAll(async () => {
  bench = await startApi();
});
afterAll(() => bench.stop());
beforeEach(async () => {
  round += 1;
  sp = await startSp();
  const made = await send('post', '/applications', { connector: 'custom-scim', label: `Atlas ${round}` });
  path = `/applications/${bodyOf<{ slug: string }>(made).slug}`;
  idm = `${path}/identity-management`;
  group = await createGroup(bench.context, bench.actor, { name: `People ${round}` });
  await send('put', `${path}/groups/${group.id}`);
});
afterEach(async () => {
  await send('post', `${idm}/deactivate`);
  await sp.stop();
});

const send = (method: ApiMethod, at: string, body?: object, key?: string) => {
  const test = bench.call(method, at, key);
  return body === undefined ? test : test.send(body);
};
const done = async (method: ApiMethod, at: string, body?: object): Promise<Row> => {
  const answer = await send(method, at, body);
  expect([at, bodyOf(answer).detail]).toEqual([at, undefined]);
  return bodyOf<Row>(answer);
};
const add = (name: string): Promise<User> => addMember(bench.context, bench.actor, group, `${name}${round}`);
const connection = (secret = sp.token) => ({ baseUrl: sp.scimBaseUrl, credential: { kind: 'bearer', secret } });
const activate = (more: object = {}) => done('post', `${idm}/activate`, { ...connection(), ...more });
const settle = (): Promise<void> => bench.context.worker.idle();

test('a connection is tried, refused with its reason, activated and read without its secret (M-083 to M-086)', async () => {
  await add('noor');
  const wrong = 'wrong-token-wrong-token';
  const tried = await done('post', `${idm}/test`, connection(wrong));
  expect(tried).toMatchObject({ ok: false, steps: [{ state: 'done' }, { state: 'failed' }, { state: 'skipped' }] });
  const refused = await send('post', `${idm}/activate`, connection(wrong));
  expect([refused.status, bodyOf(refused).errors?.[0]?.pointer]).toEqual([422, '#/credential/secret']);
  expect(bodyOf(refused).detail).toBe(tried['sentence']);
  const away = await send('post', `${idm}/activate`, { ...connection(), baseUrl: 'http://127.0.0.1:9/scim' });
  expect([away.status, bodyOf(away).errors?.[0]?.pointer]).toEqual([422, '#/baseUrl']);
  const form = await send('post', `${idm}/activate`, { ...connection('with a blank'), baseUrl: 'ftp://x' });
  expect(bodyOf(form).errors?.map(({ pointer }) => pointer)).toEqual(['#/baseUrl', '#/credential/secret']);
  expect(await done('get', idm)).toMatchObject({ state: 'inactive' });

  const active = await send('post', `${idm}/activate`, connection());
  expect([active.status, active.headers['location']]).toEqual([202, expect.stringMatching(/\/provisioning$/)]);
  await settle();
  expect(sp.accounts()).toMatchObject([{ userName: `noor${round}`, active: true }]);
  const shown = await send('get', idm);
  expect(bodyOf(shown)).toMatchObject({ state: 'active', auth: { kind: 'bearer', secretHint: sp.token.slice(-4) } });
  for (const answer of [refused, active, shown, form]) {
    expect(answer.text).not.toContain(sp.token);
    expect(answer.text).not.toContain(wrong);
  }
  expect((await send('post', `${idm}/activate`, connection())).status).toBe(409);
  const bad = await send('put', `${idm}/credential`, { credential: { kind: 'bearer', secret: wrong } });
  expect([bad.status, bad.text.includes(wrong)]).toEqual([422, false]);
  const expires = '2030-01-01';
  const replaced = await done('put', `${idm}/credential`, { credential: { ...connection().credential, expires } });
  expect(replaced).toMatchObject({ auth: { secretExpiresAt: `${expires}T00:00:00.000Z` } });
  expect(await done('post', `${idm}/deactivate`)).toMatchObject({
    accountsLeft: 1,
    identityManagement: { state: 'inactive', auth: { secretHint: null } },
  });
  expect((await send('post', `${idm}/sync`)).status).toBe(409);
});

test('settings are set one by one, and bad ones are refused at their place', async () => {
  await activate({ manageGroups: true });
  expect(await done('put', `${idm}/group-management`, { managed: false })).toMatchObject({ managesGroups: false });
  expect(await done('put', `${idm}/removal-limit`, { people: 5, percent: 10 })).toMatchObject({
    removalLimit: { people: 5, percent: 10 },
  });
  expect(await done('put', `${idm}/drift-schedule`, { hours: 6 })).toMatchObject({ compareEveryHours: 6 });
  const pace = { perSecond: 0, timeoutSeconds: 5 };
  expect(await done('put', `${idm}/pace`, pace)).toMatchObject({ pace: { ...pace, concurrency: null } });
  for (const [part, body, pointer] of [
    ['pace', { timeoutSeconds: 500 }, '#/timeoutSeconds'],
    ['pace', { perSecond: 1.5 }, '#/perSecond'],
    ['removal-limit', { people: 0, percent: 10 }, '#/people'],
    ['removal-limit', { people: 5, percent: -1 }, '#/percent'],
    ['drift-schedule', { hours: 5 }, '#/hours'],
  ] as const) {
    const answer = await send('put', `${idm}/${part}`, body);
    expect([part, answer.status, bodyOf(answer).errors?.[0]?.pointer]).toEqual([part, 422, pointer]);
  }
  expect(await done('post', `${idm}/pause`)).toMatchObject({
    paused: { by: 'API key everything', waitsForPlan: false },
  });
  expect((await send('post', `${idm}/pause`)).status).toBe(409);
  await add('tomas');
  await settle();
  expect(sp.accounts()).toEqual([]);
  expect(await done('post', `${idm}/resume`)).toMatchObject({ paused: null });
  await settle();
  expect(sp.accounts()).toHaveLength(1);
  expect(await done('post', `${idm}/retry`, { user: `username:tomas${round}` })).toEqual({ people: 1 });
  expect((await send('post', `${idm}/sync`)).status).toBe(202);
  await settle();
});

test('mappings are read, looked at, replaced and reset', async () => {
  const noor = await add('noor');
  await activate();
  await settle();
  const mappings = `${idm}/mappings`;
  const stored = (await done('get', `${mappings}?user=${noor.id}`))['rows'] as Rows;
  expect(stored.find(({ to }) => to === 'userName')).toMatchObject({ fixed: 'use', preview: `noor${round}` });
  const plain = stored.map(({ to, from, constant, expression, use, empty, required }) => ({
    ...{ to, from, constant, expression, use, empty, required },
  }));
  const rows = [...plain, { to: 'nickName', constant: 'Passo' }];
  const broken = await send('put', mappings, { rows: [...plain, { to: 'id', from: 'id' }] });
  expect([broken.status, bodyOf(broken).errors?.[0]?.pointer]).toEqual([422, `#/rows/${plain.length}`]);
  const looked = await done('post', `${mappings}/preview`, { rows: [...rows, { to: '9', from: 'id' }], user: noor.id });
  expect((looked['rows'] as Rows).slice(-2)).toMatchObject([
    { preview: 'Passo' },
    { problem: expect.any(String) as string },
  ]);
  const planned = await done('post', `${path}/plans`, { mapping: { rows } });
  expect(planned).toMatchObject({ kind: 'mapping', state: 'ready', counts: { update: 1 } });
  expect((await send('post', `${path}/plans/last/apply`)).status).toBe(409);
  await done('put', mappings, { rows });
  await settle();
  expect(sp.account(`noor${round}`)?.attributes).toMatchObject({ nickName: 'Passo' });
  expect((await done('delete', mappings))['rows']).toEqual(stored.map((row) => ({ ...row, preview: null })));
});

test('nothing is sent before the plan of an activation is applied', async () => {
  await add('noor');
  const active = await send('post', `${idm}/activate`, { ...connection(), planFirst: true });
  const location = String(active.headers['location']).replace('/api/v1', '');
  await settle();
  expect([writes(sp), await done('get', idm)]).toMatchObject([[], { paused: { waitsForPlan: true } }]);
  expect((await send('post', `${idm}/resume`)).status).toBe(409);
  expect(await done('get', location)).toMatchObject({ kind: 'activation', state: 'ready', counts: { create: 1 } });
  await add('tomas');
  expect((await send('post', `${location}/apply`)).status).toBe(409);
  expect(await done('get', location)).toMatchObject({ counts: { create: 2 } });
  const first = bodyOf(await send('get', `${location}/steps?limit=1`));
  const second = bodyOf(await send('get', `${location}/steps?limit=1&cursor=${String(first.next)}`));
  expect([...first.items, ...second.items]).toMatchObject([{ kind: 'create' }, { kind: 'create' }]);
  expect(second.next).toBeNull();
  expect((await send('post', `${location}/apply`)).status).toBe(202);
  await settle();
  expect(sp.accounts()).toHaveLength(2);
  expect(await done('get', location)).toMatchObject({ report: { waiting: 0, deviations: [] } });
  const other = await send('get', location.replace(/plans\/.*/, 'plans/01K0Z9A6V7M2C3D4E5F6G7H8J9'));
  expect(other.status).toBe(404);
});

test('a staged removal is approved with its number, or put back (R8)', async () => {
  const names = ['ada', 'bea', 'cid', 'dov', 'eli', 'fay', 'gil'];
  const people: User[] = [];
  for (const name of names) people.push(await add(name));
  await activate();
  await settle();
  const ids = people.map(({ id }) => id);
  const leave = (): Promise<unknown> =>
    changeMembers(bench.context, bench.actor, group.id, { add: [], remove: ids }).then(settle);
  await leave();
  const [held] = (await done('get', `${path}/removals`))['items'] as Rows;
  expect(held).toMatchObject({ state: 'held', people: 7, canReject: true });
  const at = `${path}/removals/${String(held?.['id'])}`;
  const first = bodyOf(await send('get', `${at}/users?limit=5`));
  const rest = bodyOf(await send('get', `${at}/users?limit=5&cursor=${String(first.next)}`));
  expect(new Set([...first.items, ...rest.items].map(({ user }) => user))).toEqual(new Set(ids));
  expect([first.items.length, rest.items.length, rest.next]).toEqual([5, 2, null]);
  expect(await done('post', `${at}/reject`)).toMatchObject({ state: 'rejected', decidedBy: 'API key everything' });
  await settle();
  expect(sp.accounts().every(({ active }) => active)).toBe(true);
  await leave();
  const [again] = (await done('get', `${path}/removals`))['items'] as Rows;
  const next = `${path}/removals/${String(again?.['id'])}`;
  const wrong = await send('post', `${next}/approve`, { count: 6 });
  expect([wrong.status, bodyOf(wrong).errors?.[0]?.pointer]).toEqual([422, '#/count']);
  expect((await send('post', `${next}/approve`, { count: 7 })).status).toBe(202);
  await settle();
  expect(sp.accounts().some(({ active }) => active)).toBe(false);
  expect((await send('post', `${next}/reject`)).status).toBe(409);
  expect((await send('get', next.replace(path, '/applications/custom-saml-integration'))).status).toBe(404);
});

test('what is different there is found, decided and linked; compatibility is measured', async () => {
  const noor = await add('noor');
  await activate();
  await settle();
  const scim = async (method: string, where: string, body: object): Promise<void> => {
    const headers = { authorization: `Bearer ${sp.token}`, 'content-type': 'application/scim+json' };
    const answer = await fetch(`${sp.scimBaseUrl}${where}`, { method, headers, body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
  };
  const schemas = ['urn:ietf:params:scim:schemas:core:2.0:User'];
  await scim('POST', '/Users', { schemas, userName: 'stray', active: true });
  await scim('PATCH', `/Users/${sp.account(noor.username)?.id ?? ''}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  });
  const begun = await send('post', `${path}/drift/check`);
  expect([begun.status, begun.headers['location']]).toEqual([202, expect.stringMatching(/\/drift$/)]);
  await runDueDrift(bench.context);
  expect(await done('get', `${path}/drift`)).toMatchObject({
    state: 'done',
    open: 2,
    counts: { orphan: 1, deactivated: 1 },
  });
  const items = bodyOf(await send('get', `${path}/drift/differences`)).items;
  const idOf = (kind: string): string => String(items.find((item) => item['kind'] === kind)?.['id']);
  const ignore = { differences: [idOf('orphan')], decision: 'ignore' };
  const bare = await send('post', `${path}/drift/decisions`, ignore);
  expect([bare.status, bodyOf(bare).errors?.[0]?.pointer]).toEqual([422, '#/note']);
  expect((await send('post', `${path}/drift/decisions`, { decision: 'push' })).status).toBe(422);
  const push = { kind: 'deactivated', decision: 'push' };
  expect(await done('post', `${path}/drift/decisions`, push)).toEqual({ decided: 1, skipped: 0 });
  await settle();
  expect(sp.account(noor.username)).toMatchObject({ active: true });
  const profile = profileOf(`tomas${round}`, {});
  const { user: tomas } = await createUser(bench.context, bench.actor, profile, 'link');
  const linked = `${path}/drift/differences/${idOf('orphan')}/link`;
  expect((await send('post', linked, { user: 'nobody' })).status).toBe(422);
  expect((await send('post', linked, { user: tomas.id })).status).toBe(204);
  await changeMembers(bench.context, bench.actor, group.id, { add: [tomas.id], remove: [] });
  await settle();
  expect(sp.accounts().map(({ userName }) => userName)).toEqual([noor.username, tomas.username]);
  const measured = await done('post', `${path}/compatibility`, { write: false });
  expect(measured).toMatchObject({ readsOnly: true, strategy: expect.any(String) as string, leftovers: [] });
  expect(await done('get', `${path}/compatibility`)).toEqual(measured);
});

test('a key for applications does not reach Identity Management, and hostile bodies change nothing', async () => {
  const { secret } = await bench.key(['applications:write']);
  expect((await send('post', `${idm}/activate`, connection(), secret)).status).toBe(403);
  const { secret: reader } = await bench.key(['provisioning:read']);
  expect((await send('post', `${idm}/activate`, connection(), reader)).status).toBe(403);
  expect((await send('get', idm, undefined, reader)).status).toBe(200);
  for (const body of [
    { ...connection(), credential: { kind: 'bearer' } },
    { ...connection(), credential: { kind: 'basic', secret: 'x' } },
    { ...connection(), credential: { kind: 'header', headerName: 'X-Bad\r\nHost', secret: 'secret-secret' } },
    { ...connection(), credential: { kind: 'oauth', tokenUrl: 'file:///etc', clientId: 'a', secret: 'secret-secret' } },
    { ...connection(), credential: [] },
    { ...connection(), baseUrl: 'http://169.254.169.254/scim' },
  ]) {
    const answer = await send('post', `${idm}/activate`, body);
    expect([JSON.stringify(body), answer.status]).toEqual([JSON.stringify(body), 422]);
    expect(answer.text).not.toContain('secret-secret');
  }
  expect(writes(sp)).toEqual([]);
  const saml = await send('post', '/applications', {
    connector: 'bookmark',
    label: `B ${round}`,
    bookmarkUrl: 'https://a.example',
  });
  expect((await send('get', `/applications/${bodyOf<{ id: string }>(saml).id}/identity-management`)).status).toBe(404);
});
