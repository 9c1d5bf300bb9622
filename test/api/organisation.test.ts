import { Webhook } from 'standardwebhooks';
import { askForAccess } from '../../src/actions/portal/ask-access';
import { revokeApiKey } from '../../src/actions/api-keys/revoke';
import { roleOfStarter } from '../../src/actions/users-file/starter';
import { addApplication } from '../../src/actions/applications/add';
import { setGroupsOfApplication } from '../../src/actions/applications/access';
import { createGroup } from '../../src/actions/groups/save';
import { createUser } from '../../src/actions/users/create';
import type { User } from '../../src/core/user';
import { deliverAll, startReceiver, type Receiver } from '../actions/webhooks/receiver';
import { profileOf } from '../support/passo';
import { bodyOf, startApi, type ApiBench } from './bench';

type Row = Readonly<Record<string, unknown>>;

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

let api: ApiBench;
let receiver: Receiver;
beforeAll(async () => {
  api = await startApi();
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await api.stop();
});

const read = async (path: string): Promise<Row> => bodyOf<Row>(await api.call('get', path).expect(200));
const pointers = (answer: { readonly body: unknown }): (string | undefined)[] =>
  (bodyOf(answer).errors ?? []).map(({ pointer }) => pointer);
const eventsOf = async (name: string): Promise<readonly Row[]> =>
  (await read(`/events?name=${name}`))['items'] as readonly Row[];

describe('settings', () => {
  test('the organisation is changed in parts; null clears, what is wrong is named, and If-Match is honoured', async () => {
    const path = '/settings/organisation';
    const first = await api.call('get', path).expect(200);
    expect(first.body).toMatchObject({ name: 'Fernhill Works', contact: { mail: null }, hasLogo: false });
    const etag = String(first.headers['etag']);
    const contact = { mail: 'help@fernhill.example', link: 'https://help.fernhill.example' };
    const changed = await api
      .call('patch', path)
      .set('If-Match', etag)
      .send({ contact, editable: ['mobilePhone'] });
    expect(changed.body).toMatchObject({ name: 'Fernhill Works', contact, editable: ['mobilePhone'] });
    expect((await api.call('patch', path).set('If-Match', etag).send({ name: 'Late' })).status).toBe(412);
    const cleared = await api.call('patch', path).send({ contact: { link: null } });
    expect(cleared.body).toMatchObject({ contact: { mail: contact.mail, link: null }, editable: ['mobilePhone'] });
    const wrong = await api.call('patch', path).send({ name: ' ', contact: { link: 'javascript:alert(1)' } });
    expect([wrong.status, pointers(wrong)]).toEqual([422, ['#/name', '#/contact/link']]);
    expect((await api.call('patch', path).send({ editable: ['role'] })).status).toBe(422);
    expect(await read(path)).toEqual(cleared.body);
    expect((await eventsOf('organisation_update')).map(({ actor }) => actor)).toEqual([
      { kind: 'admin', name: 'API key everything' },
      { kind: 'admin', name: 'API key everything' },
    ]);
  });

  test('the logo is set, read and removed; what is no picture is refused', async () => {
    const path = '/settings/organisation/logo';
    expect((await api.call('get', path)).status).toBe(404);
    expect((await api.call('put', path).send({ image: PNG })).status).toBe(204);
    expect(await read(path)).toEqual({ contentType: 'image/png', image: PNG });
    const svg = Buffer.from('<svg onload="alert(1)"/>').toString('base64');
    const refused = await api.call('put', path).send({ image: svg });
    expect([refused.status, pointers(refused)]).toEqual([422, ['#/image']]);
    expect((await api.call('delete', path)).status).toBe(204);
    expect(await read('/settings/organisation')).toMatchObject({ hasLogo: false });
  });

  test('the sign-in policy is judged by the rules of its page', async () => {
    const path = '/settings/sign-in';
    const before = await read(path);
    const wrong = await api.call('patch', path).send({ passwordLength: 4, idleHours: 48 });
    expect([wrong.status, pointers(wrong)]).toEqual([422, ['#/passwordLength', '#/sessionHours']]);
    expect(pointers(await api.call('patch', path).send({ passkeySignIn: 'yes' }))).toEqual(['#/passkeySignIn']);
    const changed = await api.call('patch', path).send({ passwordDays: 90, passkeySignIn: false });
    expect(changed.body).toEqual({ ...before, passwordDays: 90, passkeySignIn: false });
    expect(await eventsOf('sign_in_policy_update')).toMatchObject([
      { payload: { changed: ['passwordDays', 'passkeySignIn'] } },
    ]);
    await api.call('patch', path).send(before).expect(200);
  });

  test('retention that would remove events says so, and does it only when told', async () => {
    const path = '/settings/retention';
    expect(await read(path)).toMatchObject({ days: 0 });
    expect(pointers(await api.call('put', path).send({ days: 7 }))).toEqual(['#/days']);
    const long = Date.now() - 400 * 86_400_000;
    await api.context.db('events').insert({
      ...{ id: '01J0000000000000000000000A', at: long, name: 'group_create', result: 'success' },
      ...{ actor_kind: 'system', actor_name: 'Passo', search_text: '', payload: '{}' },
    });
    const refused = await api.call('put', path).send({ days: 30 });
    expect([refused.status, bodyOf(refused).detail]).toMatchObject([409, /^1 event is older.*"removeOlder": true/]);
    const before = await api.call('get', path);
    expect(before.body).toEqual({ days: 0 });
    expect(await read(`${path}/events`)).toMatchObject({ oldestAt: new Date(long).toISOString() });
    const etag = String(before.headers['etag']);
    expect((await api.call('get', path).set('If-None-Match', etag)).status).toBe(304);
    const put = (body: object) => api.call('put', path).set('If-Match', etag).send(body);
    const done = await put({ days: 30, removeOlder: true });
    expect([done.status, done.body]).toEqual([200, { days: 30 }]);
    // Who read it before this does not take it back unseen.
    expect((await put({ days: 0 })).status).toBe(412);
    expect(await read(path)).toEqual({ days: 30 });
  });

  test('a key that reads settings changes none of them', async () => {
    const { secret } = await api.key(['settings:read']);
    expect((await api.call('get', '/settings/sign-in', secret)).status).toBe(200);
    for (const path of ['/settings/sign-in', '/settings/organisation']) {
      expect((await api.call('patch', path, secret).send({})).status).toBe(403);
    }
    expect((await api.call('post', '/webhooks', secret).send({ name: 'x', url: receiver.url })).status).toBe(403);
    const health = await api.call('get', '/health', secret);
    expect(health.body).toMatchObject({ state: expect.any(String) as string, checks: expect.any(Array) as Row[] });
    expect((bodyOf(health)['checks'] as Row[]).map(({ id }) => id)).toContain('database');
  });
});

describe('access requests', () => {
  let noor: User;
  beforeAll(async () => {
    ({ user: noor } = await createUser(api.context, api.actor, profileOf('noor'), 'link'));
    await addApplication(api.context, api.actor, {
      ...{ connectorId: 'blogin', label: 'BlogIn', showInPortal: true, variables: {} },
    });
  });
  const ask = (wanted: string) =>
    askForAccess(api.context, { kind: 'user', id: noor.id, name: 'noor' }, noor, { wanted, reason: `For ${wanted}` });

  test('are listed, approved through a group that has the application, or declined with an answer', async () => {
    const { id } = await ask('BlogIn');
    const other = await ask('Coffee');
    const open = (await read('/access-requests?limit=1'))['items'] as Row[];
    expect(open).toMatchObject([{ id, user: { username: 'noor' }, wanted: 'BlogIn', state: 'open' }]);
    const next = String((await read('/access-requests?limit=1'))['next']);
    expect((await read(`/access-requests?limit=1&cursor=${next}`))['items']).toMatchObject([{ id: other.id }]);
    const group = await createGroup(api.context, api.actor, { name: 'Writers' });
    const approve = (body: object) => api.call('post', `/access-requests/${id}/approval`).send(body);
    expect(pointers(await approve({}))).toEqual(['#/application']);
    expect(pointers(await approve({ application: 'blogin', group: 'name:Writers' }))).toEqual(['#/group']);
    const applicationId = String((await read('/applications/blogin'))['id']);
    await setGroupsOfApplication(api.context, api.actor, applicationId as never, [group.id]);
    const given = await approve({ application: 'blogin', group: 'name:Writers', answer: 'Welcome' });
    expect(given.body).toMatchObject({ state: 'granted', applicationId, decidedBy: 'API key everything' });
    expect((await approve({ application: 'blogin' })).status).toBe(409);
    expect(pointers(await api.call('post', `/access-requests/${other.id}/refusal`).send({ answer: ' ' }))).toEqual([
      '#/answer',
    ]);
    const declined = await api.call('post', `/access-requests/${other.id}/refusal`).send({ answer: 'Ask the kitchen' });
    expect(declined.body).toMatchObject({ state: 'declined', answer: 'Ask the kitchen' });
    expect(((await read('/access-requests?state=decided'))['items'] as Row[]).map((one) => one['id'])).toEqual([
      other.id,
      id,
    ]);
    expect((await read('/access-requests'))['items']).toEqual([]);
    expect(((await read('/groups/name:Writers/members'))['items'] as Row[]).length).toBe(1);
  });
});

describe('files of people', () => {
  const CSV = 'Username,Company Email,Abteilung\nida,ida@fernhill.example,Studio\nbad,no address,\n';

  test('are sent, looked at line by line, changed and imported', async () => {
    const empty = await api.call('post', '/user-files').send({ content: '' });
    expect([empty.status, pointers(empty)]).toEqual([422, ['#/content']]);
    const sent = await api.call('post', '/user-files').send({ fileName: 'people.csv', content: CSV });
    expect([sent.status, bodyOf(sent)]).toMatchObject([
      201,
      { state: 'ready', lines: 2, counts: { new: 1, problem: 1 }, columns: [{ property: 'username' }, {}, {}] },
    ]);
    const path = String(sent.headers['location']).replace('/api/v1', '');
    const lines = (await read(`${path}/lines`))['items'] as Row[];
    expect(lines).toMatchObject([
      { line: 2, outcome: 'new' },
      { line: 3, outcome: 'problem', sentence: /email/i },
    ]);
    const next = String((await read(`${path}/lines?limit=1`))['next']);
    expect((await read(`${path}/lines?limit=1&cursor=${next}`))['items']).toEqual(lines.slice(1));
    const columns = ['username', 'email', 'nothing'];
    expect((await api.call('patch', path).send({ columns })).status).toBe(422);
    expect(pointers(await api.call('patch', path).send({ group: 'name:None' }))).toEqual(['#/group']);
    const chosen = await api.call('patch', path).send({ columns: ['username', 'email', null], group: 'name:Writers' });
    expect(chosen.body).toMatchObject({ state: 'ready', groupId: expect.any(String) as string });
    expect((await api.call('post', `${path}/stop`)).status).toBe(409);
    const run = await api.call('post', `${path}/run`);
    expect([run.status, bodyOf(run)]).toMatchObject([200, { state: 'done', counts: { created: 1, problem: 1 } }]);
    expect((await api.call('post', `${path}/run`)).status).toBe(409);
    expect((await read('/users/username:ida'))['id']).toBe(
      ((await read(`${path}/lines?outcome=created`))['items'] as Row[])[0]?.['userId'],
    );
    expect((await api.call('delete', path)).status).toBe(204);
    expect((await api.call('get', path)).status).toBe(404);
    expect((await read('/user-files'))['items']).toEqual([]);
  });

  test('a larger one than other bodies goes through; a key that reads people sends none', async () => {
    const lines = Array.from({ length: 30_000 }, (_, n) => `person${n},person${n}@fernhill.example,`).join('\n');
    const sent = await api.call('post', '/user-files').send({ content: `Username,Company Email,Note\n${lines}` });
    expect([sent.status, bodyOf(sent)['lines']]).toEqual([201, 30_000]);
    const { secret } = await api.key(['users:read']);
    expect((await api.call('post', '/user-files', secret).send({ content: CSV })).status).toBe(403);
  });

  test('SECURITY A5: a key without groups:write lets nobody join a group by a file', async () => {
    const { secret } = await api.key(['users:write']);
    const sent = await api.call('post', '/user-files', secret).send({ content: 'Username\nuri' });
    const path = String(sent.headers['location']).replace('/api/v1', '');
    const chosen = await api.call('patch', path, secret).send({ group: 'name:Writers' });
    expect([chosen.status, bodyOf(chosen).detail]).toEqual([403, 'This key lacks the scope groups:write.']);
    await api.call('patch', path).send({ group: 'name:Writers' }).expect(200);
    expect((await api.call('post', `${path}/run`, secret)).status).toBe(403);
  });

  test('what a key began in the background ends when the key is revoked', async () => {
    const { key } = await api.key(['users:write']);
    expect(await roleOfStarter(api.context, { keyId: key.id }, false)).toBe('admin');
    expect(await roleOfStarter(api.context, { keyId: key.id }, true)).toBeUndefined();
    await revokeApiKey(api.context, api.actor, key.id);
    expect(await roleOfStarter(api.context, { keyId: key.id }, false)).toBeUndefined();
  });
});

describe('webhooks', () => {
  test('are added with a secret shown once, changed, tried, rotated, followed and deleted', async () => {
    const local = await api.call('post', '/webhooks').send({ name: 'x', url: 'http://169.254.1.1/' });
    expect([local.status, pointers(local)]).toEqual([422, ['#/url']]);
    const made = await api
      .call('post', '/webhooks')
      .send({ name: 'Payroll', url: receiver.url, events: ['group_create'] });
    const { webhook, secret } = bodyOf<{ webhook: { id: string }; secret: string }>(made);
    const path = `/webhooks/${webhook.id}`;
    expect([made.status, secret]).toMatchObject([201, /^whsec_/]);
    expect(JSON.stringify(await read('/webhooks')) + JSON.stringify(await read(path))).not.toContain('whsec_');
    await createGroup(api.context, api.actor, { name: 'Hooked' });
    await deliverAll(api.context);
    const [message] = receiver.received;
    expect(new Webhook(secret).verify(message?.body ?? '', message?.headers ?? {})).toMatchObject({
      type: 'group_create',
      data: { groupName: 'Hooked' },
    });
    const [delivery] = (await read(`${path}/deliveries?state=delivered`))['items'] as Row[];
    expect(delivery).toMatchObject({ type: 'group_create', status: 204, attempts: 1, nextTryAt: null });
    const again = await api.call('post', `${path}/deliveries/${String(delivery?.['id'])}/again`);
    expect([again.status, bodyOf(again)['state']]).toEqual([202, 'waiting']);
    await deliverAll(api.context);
    expect(receiver.received.map(({ headers }) => headers['webhook-id'])).toEqual([delivery?.['id'], delivery?.['id']]);
    expect((await api.call('post', `${path}/test`)).body).toMatchObject({ state: 'delivered', eventId: null });
    const rotated = await api.call('post', `${path}/secret`).send({ atOnce: true });
    expect(bodyOf(rotated)['secret']).not.toBe(secret);
    const settings = await api.call('get', `${path}/settings`);
    const body = { name: 'Payroll 2', url: `${receiver.url}/`, categories: ['admin'], events: [] };
    const put = (etag: string) => api.call('put', `${path}/settings`).set('If-Match', etag).send(body);
    expect((await put(String(settings.headers['etag']))).body).toEqual({ ...body, state: 'active' });
    expect((await put(String(settings.headers['etag']))).status).toBe(412);
    expect((await api.call('put', `${path}/state`).send({ state: 'paused' })).body).toMatchObject({ state: 'paused' });
    expect((await api.call('delete', path)).status).toBe(204);
    expect((await api.call('get', `${path}/deliveries`)).status).toBe(404);
  });

  test('SECURITY R22: the answer of an Idempotency-Key comes again without the secret being kept readable', async () => {
    const add = () =>
      api.call('post', '/webhooks').set('Idempotency-Key', 'hook-1').send({ name: 'Once', url: receiver.url });
    const first = await add();
    const second = await add();
    expect([first.status, second.status, second.body]).toEqual([201, 201, first.body]);
    const kept = JSON.stringify(await api.context.db('api_requests').select());
    expect(kept).not.toContain(bodyOf<{ secret: string }>(first).secret.slice('whsec_'.length));
    expect(((await read('/webhooks'))['items'] as Row[]).map(({ name }) => name)).toEqual(['Once']);
  });
});
