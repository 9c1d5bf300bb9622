import type { Request } from 'express';
import request from 'supertest';
import { makeDoor } from '../../src/api/frame/door';
import { renameApiKey } from '../../src/actions/api-keys/rename';
import { revokeApiKey } from '../../src/actions/api-keys/revoke';
import { createUser } from '../../src/actions/users/create';
import { suspendUser } from '../../src/actions/users/suspend';
import { buildApp } from '../../src/app';
import { isApiKeyText } from '../../src/core/api-keys/key';
import type { ApiScope } from '../../src/core/api-keys/scopes';
import type { UserRole } from '../../src/core/roles';
import type { User } from '../../src/core/user';
import { saveUserRole } from '../../src/store/admins/roles';
import { findApiKey, listApiKeys } from '../../src/store/api-keys/keys';
import { transact } from '../../src/store/tx';
import { deleteLeaver, profileOf } from '../support/passo';
import { bodyOf, startApi, type ApiBench } from './bench';

let api: ApiBench;
beforeAll(async () => {
  api = await startApi({ fixedClock: true });
});
afterAll(() => api.stop());

async function person(username: string, role: UserRole): Promise<User> {
  const { user } = await createUser(api.context, api.actor, profileOf(username), 'temporary-password');
  await become(user, role);
  return { ...user, role };
}

const become = (user: User, role: UserRole): Promise<void> =>
  transact(api.context.db, (tx) => saveUserRole(tx, user.id, role, api.passo.clock.now));

async function keyOf(user: User, scopes: readonly ApiScope[]) {
  return api.key(scopes, { by: { kind: 'admin', id: user.id, name: user.username, role: user.role } });
}

describe('who gets in', () => {
  const refusals: readonly (readonly [string, string | undefined])[] = [
    ['nothing', undefined],
    ['another scheme', 'Basic cGFzc286cGFzc28='],
    ['a word', 'Bearer passo'],
    ['a key with a typing error', 'typo'],
    ['a key that is nobody’s', 'nobody'],
  ];
  test.each(refusals)('%s is answered 401 with a challenge and a sentence', async (_what, header) => {
    const { secret } = await api.key(['groups:read']);
    const typo = secret.slice(0, 10) + (secret[10] === 'x' ? 'y' : 'x') + secret.slice(11);
    const nobody = 'passo_000000000000000000000000000000000';
    const given = header === 'typo' ? `Bearer ${typo}` : header === 'nobody' ? `Bearer ${nobody}` : header;
    const get = request(buildApp(api.context)).get('/api/v1/groups').set('Cookie', 'passo.sid=s%3Aanything');
    const answer = await (given === undefined ? get : get.set('Authorization', given));
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toMatch(/^Bearer realm="Passo API"/);
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    expect(answer.body).toMatchObject({ type: '/api/docs#problem-no-key', status: 401, instance: '/api/v1/groups' });
    expect(answer.text).not.toContain(secret.slice(12));
  });

  test('a key that was revoked, or has run out, is refused from the next request on and told so', async () => {
    const one = await api.key(['groups:read']);
    const until = await api.key(['groups:read'], { expiresAt: api.passo.clock.now + 60_000 });
    expect((await api.call('get', '/groups', one.secret)).status).toBe(200);
    expect((await api.call('get', '/groups', until.secret)).status).toBe(200);
    await revokeApiKey(api.context, api.actor, one.key.id);
    api.passo.clock.now += 60_000;
    const gone = await api.call('get', '/groups', one.secret);
    expect([gone.status, bodyOf(gone).detail]).toEqual([401, 'This API key was revoked.']);
    const over = await api.call('get', '/groups', until.secret);
    expect([over.status, bodyOf(over).detail]).toEqual([401, 'This API key has run out.']);
  });

  test('A5: a key is refused when its maker is suspended, deleted or no admin, and is no larger than their role', async () => {
    const maker = await person('mika.admin', 'admin');
    const { secret } = await keyOf(maker, ['groups:write', 'users:write']);
    const groups = (): Promise<number> =>
      Promise.resolve(api.call('post', '/groups', secret).send({ name: `G${Math.random()}` })).then((a) => a.status);
    expect(await groups()).toBe(201);
    await become(maker, 'helpdesk');
    const smaller = await api.call('post', '/groups', secret).send({ name: 'Never' });
    expect([smaller.status, bodyOf(smaller).detail]).toEqual([
      403,
      'The role of the person who made this key, Help desk, does not reach this.',
    ]);
    expect((await api.call('get', '/groups', secret)).status).toBe(200);
    await become(maker, 'user');
    expect(await groups()).toBe(401);
    await become(maker, 'admin');
    await suspendUser(api.context, api.actor, maker.id);
    const suspended = await api.call('get', '/groups', secret);
    expect([suspended.status, bodyOf(suspended).detail]).toEqual([
      401,
      'The person who made this API key is suspended.',
    ]);
    await become(maker, 'user');
    await deleteLeaver(api.context, api.actor, maker.id, maker.username);
    expect(bodyOf(await api.call('get', '/groups', secret)).detail).toBe(
      'The person who made this API key is not there any more.',
    );
  });

  test('a scope that is missing is named; writing includes reading the same', async () => {
    const { secret } = await api.key(['groups:write']);
    expect((await api.call('get', '/groups', secret)).status).toBe(200);
    const reader = await api.key(['groups:read']);
    const refused = await api.call('post', '/groups', reader.secret).send({ name: 'Never' });
    expect([refused.status, bodyOf(refused).type, bodyOf(refused).detail]).toEqual([
      403,
      '/api/docs#problem-not-allowed',
      'This key lacks the scope groups:write.',
    ]);
  });

  test('a key in the address is refused although it is right, and says to revoke it', async () => {
    const { secret } = await api.key(['groups:read']);
    for (const query of [`access_token=${secret}`, `search=${secret}`, 'api_key=1']) {
      const answer = await api.call('get', `/groups?${query}`, secret);
      expect([answer.status, bodyOf(answer).type]).toEqual([400, '/api/docs#problem-unreadable']);
      expect(answer.text).toContain('Revoke this one');
      expect(answer.text).not.toContain(secret);
    }
  });

  test('the last use is noted, at most once a minute', async () => {
    const { key, secret } = await api.key(['groups:read']);
    const used = async (): Promise<number | undefined> => (await findApiKey(api.context.db, key.id))?.lastUsedAt;
    const first = api.passo.clock.now;
    await api.call('get', '/groups', secret);
    api.passo.clock.now += 59_000;
    await api.call('get', '/groups', secret);
    expect(await used()).toBe(first);
    api.passo.clock.now += 1_000;
    await api.call('get', '/groups', secret);
    expect(await used()).toBe(first + 60_000);
  });

  test('R22: one key has its pace, and an address that sends wrong keys has to wait; right keys go on', async () => {
    const { secret } = await api.key(['groups:read']);
    const app = buildApp(api.context);
    const ask = (key: string) => request(app).get('/api/v1/groups').set('Authorization', `Bearer ${key}`);
    expect((await ask(secret)).status).toBe(200);
    let last;
    for (let count = 0; count < 21; count += 1) last = await ask('passo_wrong');
    expect([last?.status, last?.headers['retry-after']]).toEqual([429, '15']);
    expect((await ask(secret)).status).toBe(200);
    const door = makeDoor(api.context, { burst: 2, perSecond: 0.5 });
    const knock = () => door({ query: {}, ip: '127.0.0.1', get: () => `Bearer ${secret}` } as unknown as Request);
    await knock();
    await knock();
    await expect(knock()).rejects.toMatchObject({ type: 'too-many', headers: { 'Retry-After': '2' } });
    api.passo.clock.now += 2_000;
    await expect(knock()).resolves.toMatchObject({ kind: 'valid' });
  });

  test('R22: who has many addresses of one network has no more wrong keys by that', async () => {
    const door = makeDoor(api.context);
    const from = (ip: string) => door({ query: {}, ip, get: () => 'Bearer passo_wrong' } as unknown as Request);
    for (let count = 0; count < 20; count += 1) {
      await expect(from(`2001:db8:1:2::${count}`)).rejects.toMatchObject({ type: 'no-key' });
    }
    await expect(from('2001:db8:1:2:3:4:5:6')).rejects.toMatchObject({ type: 'too-many' });
    await expect(from('2001:db8:1:3::1')).rejects.toMatchObject({ type: 'no-key' });
  });
});

describe('making keys', () => {
  test('the key is made of a mark, chance and a check, and the database does not hold it', async () => {
    const { secret, key } = await api.key(['groups:read']);
    expect(secret).toMatch(/^passo_[0-9A-Za-z]{39}$/);
    expect(isApiKeyText(secret)).toBe(true);
    expect(isApiKeyText(secret.slice(0, -1) + (secret.endsWith('0') ? '1' : '0'))).toBe(false);
    expect(secret.startsWith(key.prefix)).toBe(true);
    const rows = JSON.stringify(await api.context.db('api_keys').select('*'));
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain(secret.slice(12));
  });

  test('A5: nobody gives a key more than they may themselves', async () => {
    const admin = await person('ada.admin', 'admin');
    await expect(keyOf(admin, ['admins:write'])).rejects.toMatchObject({ code: 'invalid' });
    const desk = await person('desi.desk', 'helpdesk');
    await expect(keyOf(desk, ['users:read'])).rejects.toMatchObject({ code: 'forbidden' });
    // The role that counts is the one of this moment, not the one the page was opened with.
    await expect(keyOf({ ...desk, role: 'owner' }, ['users:read'])).rejects.toMatchObject({ code: 'forbidden' });
    await expect(api.key([])).rejects.toMatchObject({ fields: { scopes: 'Choose what the key may do.' } });
    await expect(api.key(['users:read'], { expiresAt: api.passo.clock.now })).rejects.toMatchObject({
      fields: { expires: 'The key has to end in the future.' },
    });
  });

  test('names are unique among the keys that work, and events tell what became of a key', async () => {
    const { key } = await api.key(['users:read'], { name: 'Nightly' });
    await expect(api.key(['users:read'], { name: 'nightly ' })).rejects.toMatchObject({ code: 'invalid' });
    await renameApiKey(api.context, api.actor, key.id, 'Hourly');
    await revokeApiKey(api.context, api.actor, key.id);
    await revokeApiKey(api.context, api.actor, key.id);
    await api.key(['users:read'], { name: 'hourly' });
    const events = await api.context
      .db('events')
      .where('name', 'like', 'api_key_%')
      .orderBy('id')
      .select('name', 'payload');
    const told = events.filter((event: { payload: string }) => JSON.stringify(event.payload).includes(key.id));
    expect(told.map((event: { name: string }) => event.name)).toEqual([
      'api_key_create',
      'api_key_rename',
      'api_key_revoke',
    ]);
    expect((await listApiKeys(api.context.db)).find(({ id }) => id === key.id)?.revokedBy).toBe('sam.okafor');
  });
});
