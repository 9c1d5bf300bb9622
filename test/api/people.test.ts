import { checkCredentials } from '../../src/actions/sessions/sign-in';
import { SecretText } from '../../src/core/secret-text';
import { listEvents } from '../../src/store/events';
import { suspendLongAgo } from '../support/passo';
import { bodyOf, startApi, type ApiBench } from './bench';
import type { UserId } from '../../src/core/ids';

let api: ApiBench;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

type Body = Readonly<Record<string, unknown>>;

async function add(username: string, more: Body = {}): Promise<Body & { user: Body & { id: string } }> {
  const body = { username, email: `${username}@fernhill.example`, ...more };
  const answer = await api.call('post', '/users').send(body);
  expect([answer.status, answer.text]).toEqual([201, expect.anything()]);
  return bodyOf(answer);
}

const signsIn = (login: string, password: string): Promise<boolean> =>
  checkCredentials(api.context, { login, password: new SecretText(password) }).then(
    () => true,
    () => false,
  );

const goodPassword = (): string => `heron-${Math.random().toString(36).slice(2)}-lantern-quay`;

describe('people', () => {
  test('a person is added whole, read by id and by username, changed and cleared', async () => {
    const { user, activationLink, temporaryPassword, mailed } = await add('noor.haddad', {
      firstname: 'Noor',
      lastname: 'Haddad',
      title: 'Designer',
      timezone: 'Europe/Berlin',
      addresses: [{ type: 'work', locality: 'Berlin', country: 'DE' }],
      phoneNumbers: [{ type: 'mobile', value: '+49 151 1234567' }],
    });
    expect(activationLink).toMatch(/^http:\/\/localhost:9999\/activate\/[\w-]{43}$/);
    expect([temporaryPassword, mailed, user['state'], user['jobTitle']]).toEqual([null, false, 'staged', 'Designer']);
    const byName = await api.call('get', '/users/username:NOOR.haddad');
    expect(byName.body).toEqual(user);
    expect((await api.call('get', `/users/${user.id}`)).headers['etag']).toBe(byName.headers['etag']);
    expect((await api.call('get', '/users/noor.haddad@fernhill.example')).status).toBe(404);

    const patch = await api.call('patch', '/users/username:noor.haddad').send({
      lastname: null,
      department: 'Pumps',
      phoneNumbers: null,
    });
    expect([patch.status, patch.body]).toMatchObject([
      200,
      { firstname: 'Noor', lastname: null, department: 'Pumps', phoneNumbers: [], jobTitle: 'Designer' },
    ]);
    expect(bodyOf(patch)['addresses']).toMatchObject([{ type: 'work', locality: 'Berlin', region: null }]);
    const stale = api.call('patch', `/users/${user.id}`).set('If-Match', String(byName.headers['etag']));
    expect((await stale.send({ lastname: 'Late' })).status).toBe(412);
    expect(bodyOf(await api.call('get', `/users/${user.id}`))['lastname']).toBeNull();
  });

  const wrong: readonly (readonly [Body, readonly string[]])[] = [
    [{ email: 'no address' }, ['#/email']],
    [{ username: 'a b', firstname: 'x'.repeat(300) }, ['#/username', '#/firstname']],
    [{ timezone: 'Mars/Base', locale: '!' }, ['#/locale', '#/timezone']],
    [
      {
        phoneNumbers: [
          { type: 'work', value: '030 1' },
          { type: 'home', value: 'call me' },
        ],
      },
      ['#/phoneNumbers/1/value'],
    ],
    [{ addresses: [{ type: 'home', country: 'x'.repeat(300) }] }, ['#/addresses/0/country']],
    [{ addresses: [{ type: 'home' }, { type: 'home' }] }, ['#/addresses/1/type']],
    [{ title: 'One', jobTitle: 'Other' }, ['#/title']],
    [{ title: 'x'.repeat(300) }, ['#/title']],
    [{ role: 'owner', state: 'active' }, ['#/role', '#/state']],
    [{ username: 'SAM.okafor' }, ['#/username']],
    [{ username: null }, ['#/username']],
  ];
  test.each(wrong)('%j is refused with %j, and nothing is lost', async (body, pointers) => {
    const before = await api.call('get', '/users/username:sam.okafor');
    const person = { username: 'never', email: 'never@fernhill.example', ...body };
    const answer = await api.call('post', '/users').send(person);
    expect(answer.status).toBe(422);
    expect(
      bodyOf(answer)
        .errors?.map(({ pointer }) => pointer)
        .sort(),
    ).toEqual([...pointers].sort());
    const { secret } = await api.key(['users:write', 'admins:write']);
    if (body['username'] !== 'SAM.okafor') {
      expect((await api.call('patch', '/users/username:sam.okafor', secret).send(body)).status).toBe(422);
    }
    expect((await api.call('get', '/users/username:never')).status).toBe(404);
    expect((await api.call('get', '/users/username:sam.okafor')).body).toEqual(before.body);
  });

  test('many are added in one call: each by themselves, in order, once', async () => {
    const users = [
      { username: 'b.one', email: 'b.one@fernhill.example' },
      { username: 'b.one', email: 'b.two@fernhill.example' },
      { username: 'b.three', email: 'nobody' },
      { username: 'b.four', email: 'b.four@fernhill.example', phoneNumbers: [{ type: 'work', value: '?' }] },
      { username: 'b.five', email: 'b.five@fernhill.example', displayName: 'Five' },
    ];
    const send = () =>
      api.call('post', '/users/batch').set('Idempotency-Key', 'batch').send({ users, firstPassword: 'later' });
    const answer = await send();
    expect(answer.status).toBe(200);
    const { created, refused, results } = bodyOf<{ created: number; refused: number; results: readonly Body[] }>(
      answer,
    );
    expect([created, refused, results.map(({ result }) => result)]).toEqual([
      2,
      3,
      ['created', 'refused', 'refused', 'refused', 'created'],
    ]);
    const pointers = results.flatMap(({ problem }) => (problem as { errors?: { pointer: string }[] })?.errors ?? []);
    expect(pointers.map(({ pointer }) => pointer)).toEqual([
      '#/users/1/username',
      '#/users/2/email',
      '#/users/3/phoneNumbers/0/value',
    ]);
    expect((await send()).text).toBe(answer.text);
    const found = await api.call('get', '/users?search=b.&state=staged');
    expect(bodyOf(found).items.map(({ username }) => username)).toEqual(['b.five', 'b.one']);
    const many = Array.from({ length: 201 }, (_, index) => ({ username: `m${index}`, email: `m${index}@x.example` }));
    const answerMany = await api.call('post', '/users/batch').send({ users: many });
    expect([answerMany.status, bodyOf(answerMany).errors?.[0]]).toEqual([
      422,
      { pointer: '#/users', detail: 'This may be 200 items at most.' },
    ]);
  });

  test('a password is set as the person would, made temporary, and runs out; links are made', async () => {
    const { user } = await add('dele.wright', { firstPassword: 'later' });
    const put = (password: unknown) => api.call('put', `/users/${user.id}/password`).send({ password });
    const weak = await put('password');
    expect([weak.status, bodyOf(weak).errors?.[0]?.pointer]).toEqual([422, '#/password']);
    const password = goodPassword();
    const set = await put(password);
    expect([set.status, bodyOf(set)]).toMatchObject([200, { state: 'active', passwordTemporary: false, active: true }]);
    expect(set.text).not.toContain(password);
    expect(await signsIn('dele.wright', password)).toBe(true);
    expect((await put(password)).status).toBe(422);

    const temporary = await api.call('post', `/users/${user.id}/password/temporary`);
    expect(await signsIn('dele.wright', String(bodyOf(temporary)['temporaryPassword']))).toBe(true);
    expect(await signsIn('dele.wright', password)).toBe(false);
    const early = await api.call('post', `/users/${user.id}/password/expire`);
    expect([early.status, bodyOf(early).detail]).toEqual([409, expect.stringContaining('changed at the next sign-in')]);
    expect((await put(goodPassword())).status).toBe(200);
    const expired = await api.call('post', `/users/${user.id}/password/expire`);
    expect(expired.body).toMatchObject({ active: false, passwordExpired: true });
    const link = await api.call('post', `/users/${user.id}/password/link`).send({});
    expect(bodyOf(link)).toMatchObject({ purpose: 'reset', mailed: false });
    expect(bodyOf(link)['link']).toContain('/password/reset/');
    const [event] = await listEvents(api.context.db, { name: 'user_password_set', take: 1 });
    expect(JSON.stringify(await listEvents(api.context.db, { take: 100 }))).not.toContain(password);
    expect(event?.actor).toEqual({ kind: 'admin', name: 'API key everything' });
  });

  test('suspending, letting in again and deleting go in their steps', async () => {
    const { user } = await add('mika.ono', { firstPassword: 'temporary-password' });
    const path = `/users/${user.id}`;
    expect(bodyOf(await api.call('post', `${path}/suspend`))).toMatchObject({ state: 'suspended', active: false });
    expect((await api.call('post', `${path}/suspend`)).status).toBe(200);
    expect((await api.call('put', `${path}/password`).send({ password: goodPassword() })).status).toBe(409);
    expect(bodyOf(await api.call('post', `${path}/unsuspend`))).toMatchObject({ state: 'active', suspendedAt: null });
    const early = await api.call('delete', path);
    expect([early.status, bodyOf(early).detail]).toEqual([409, expect.stringContaining('Suspend this person first')]);
    await suspendLongAgo(api.context, user.id as UserId);
    expect((await api.call('delete', path).set('If-Match', '"other"')).status).toBe(412);
    expect((await api.call('delete', path)).status).toBe(204);
    expect((await api.call('get', path)).status).toBe(404);
  });

  test('A5: without admins:write a key touches nobody with a role, and the last owner stays', async () => {
    const { secret } = await api.key(['users:write', 'groups:write']);
    const owner = '/users/username:sam.okafor';
    const tries = [
      api.call('patch', owner, secret).send({ displayName: 'Taken over' }),
      api.call('put', `${owner}/password`, secret).send({ password: goodPassword() }),
      api.call('post', `${owner}/password/temporary`, secret),
      api.call('post', `${owner}/password/link`, secret).send({}),
      api.call('post', `${owner}/suspend`, secret),
      api.call('post', `${owner}/sessions/revoke`, secret),
      api.call('post', `${owner}/second-factor/reset`, secret),
      api.call('put', `${owner}/role`, secret).send({ role: 'user' }),
    ];
    for (const answer of await Promise.all(tries)) expect(answer.status).toBe(403);
    const last = await api.call('put', `${owner}/role`).send({ role: 'admin' });
    expect([last.status, bodyOf(last).detail]).toEqual([409, expect.stringContaining('last owner')]);
    expect((await api.call('post', `${owner}/suspend`)).status).toBe(409);
    const { user } = await add('kim.lee', { firstPassword: 'temporary-password' });
    expect(bodyOf(await api.call('put', `/users/${user.id}/role`).send({ role: 'auditor' }))['role']).toBe('auditor');
    expect(bodyOf(await api.call('get', '/users?role=auditor')).items.map(({ id }) => id)).toEqual([user.id]);
  });
});

describe('groups', () => {
  test('a group is added, renamed, filled and emptied by many at once, and deleted', async () => {
    const group = await api.call('post', '/groups').send({ name: 'Crew', description: 'Everybody' });
    expect([group.status, group.headers['location']]).toEqual([201, `/api/v1/groups/${String(bodyOf(group)['id'])}`]);
    const names = Array.from({ length: 120 }, (_, index) => `crew.${String(index).padStart(3, '0')}`);
    const users = names.map((username) => ({ username, email: `${username}@fernhill.example` }));
    await api.call('post', '/users/batch').send({ users, firstPassword: 'later' });
    const change = (body: Body) => api.call('post', '/groups/name:crew/members').send(body);
    expect((await change({ add: names.map((name) => `username:${name}`) })).body).toEqual({ added: 120, removed: 0 });
    expect((await change({ add: [`username:${names[0]}`] })).body).toEqual({ added: 0, removed: 0 });
    const listed = await api.call('get', '/groups/name:Crew/members?limit=100');
    const rest = await api.call('get', `/groups/name:Crew/members?limit=100&cursor=${bodyOf(listed).next}`);
    const members = [...bodyOf(listed).items, ...bodyOf(rest).items];
    expect(members.map(({ username }) => username)).toEqual(names);
    const { secret } = await api.key(['groups:read']);
    const few = await api.call('get', '/groups/name:Crew/members?limit=1', secret);
    expect(bodyOf(few).items).toEqual([{ id: members[0]?.['id'], username: names[0], displayName: null }]);
    const both = await api.key(['groups:read', 'users:write']);
    const all = await api.call('get', '/groups/name:Crew/members?limit=1', both.secret);
    expect(bodyOf(all).items).toEqual([members[0]]);
    expect(members[0]?.['email']).toBe(`${names[0]}@fernhill.example`);

    const ids = members.slice(0, 60).map(({ id }) => String(id));
    const unknown = await change({ add: ['username:nobody', String(ids[0])], remove: ['x', ...ids] });
    expect([unknown.status, bodyOf(unknown).errors?.map(({ pointer }) => pointer)]).toEqual([422, ['#/add/0']]);
    const twice = await change({ add: [ids[1]], remove: [ids[0], ids[1]] });
    expect(bodyOf(twice).errors).toEqual([
      { pointer: '#/remove/1', detail: 'This person is to be added by the same request.' },
    ]);
    expect((await change({ remove: ids })).body).toEqual({ added: 0, removed: 60 });
    expect(bodyOf(await api.call('get', '/users?group=name:Crew&limit=200')).items).toHaveLength(60);
    expect((await api.call('get', '/users?group=name:Nobody')).status).toBe(400);

    const renamed = await api.call('patch', '/groups/name:Crew').send({ name: 'Team', description: null });
    expect(renamed.body).toMatchObject({ name: 'Team', description: null, secondFactor: false });
    expect((await api.call('patch', '/groups/name:Team').send({ secondFactor: true })).body).toMatchObject({
      name: 'Team',
      secondFactor: true,
    });
    const taken = await api.call('post', '/groups').send({ name: ' TEAM ' });
    expect(bodyOf(taken).errors).toEqual([{ pointer: '#/name', detail: 'There is a group called Team already.' }]);
    expect((await api.call('delete', '/groups/name:Team')).status).toBe(204);
    expect((await api.call('delete', '/groups/name:Team')).status).toBe(404);
  });

  test('a person is put into exactly these groups', async () => {
    for (const name of ['Red', 'Blue']) await api.call('post', '/groups').send({ name });
    const path = '/users/username:sam.okafor/groups';
    const put = (groups: readonly string[]) => api.call('put', path).send({ groups });
    expect(bodyOf(await put(['name:Red', 'name:Blue', 'name:red'])).items.map(({ name }) => name)).toEqual([
      'Blue',
      'Red',
    ]);
    const wrong = await put(['name:Red', 'name:Green', 'Blue']);
    expect(bodyOf(wrong).errors?.map(({ pointer }) => pointer)).toEqual(['#/groups/1', '#/groups/2']);
    expect(bodyOf(await put(['name:Blue'])).items).toHaveLength(1);
    expect((await put([])).body).toEqual({ items: [] });
  });
});
