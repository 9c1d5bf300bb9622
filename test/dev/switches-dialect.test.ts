import type { Simulator } from '../../src/dev/simulator/types';

import { create, ENTERPRISE, GROUP, patch, scim, start, stopAll, user, USER } from './support';

afterEach(stopAll);

const set = (path: string, value: unknown): Record<string, unknown> => ({ op: 'replace', path, value });

async function withAda(defects: Parameters<Simulator['setDefects']>[0]): Promise<{ sp: Simulator; path: string }> {
  const sp = await start();
  const id = await create(sp, '/Users', user('ada', { title: 'Clerk' }));
  sp.setDefects(defects);
  return { sp, path: `/Users/${encodeURIComponent(id)}` };
}

async function change(sp: Simulator, path: string, ...operations: unknown[]): Promise<number> {
  return (await scim(sp, 'PATCH', path, patch(...operations))).status;
}

describe('what is understood', () => {
  it('noPatch: refuses PATCH with the chosen status, says so, and takes PUT', async () => {
    const { sp, path } = await withAda({ noPatch: '501' });
    expect(await change(sp, path, set('title', 'Boss'))).toBe(501);
    sp.setDefects({ noPatch: '405' });
    expect(await change(sp, path, set('title', 'Boss'))).toBe(405);
    expect((await scim(sp, 'GET', '/ServiceProviderConfig')).json['patch']).toEqual({ supported: false });
    expect((await scim(sp, 'PUT', path, user('ada'))).status).toBe(200);
    expect(sp.account('ADA')?.attributes['title']).toBeUndefined();
  });

  it('noPut: refuses PUT and takes PATCH', async () => {
    const { sp, path } = await withAda({ noPut: true });
    expect((await scim(sp, 'PUT', path, user('ada'))).status).toBe(405);
    expect(await change(sp, path, set('title', 'Boss'))).toBe(200);
  });

  it('pathlessOnly: refuses a path in a replace, takes an object, and a null in it clears', async () => {
    const { sp, path } = await withAda({ pathlessOnly: true });
    expect((await scim(sp, 'PATCH', path, patch(set('title', 'Boss')))).json).toMatchObject({
      scimType: 'invalidPath',
    });
    expect(await change(sp, path, { op: 'replace', value: { title: 'Boss' } })).toBe(200);
    expect(sp.account('ada')?.attributes['title']).toBe('Boss');
    expect(await change(sp, path, { op: 'replace', value: { title: null } })).toBe(200);
    expect(sp.account('ada')?.attributes['title']).toBeUndefined();
  });

  it('opCase: takes the word with a capital only', async () => {
    const { sp, path } = await withAda({ opCase: 'title' });
    expect(await change(sp, path, set('title', 'Boss'))).toBe(400);
    expect(await change(sp, path, { ...set('title', 'Boss'), op: 'Replace' })).toBe(200);
  });

  it('stringBooleans: takes and gives "active" as a text, in every method', async () => {
    const { sp, path } = await withAda({ stringBooleans: true });
    expect((await scim(sp, 'GET', path)).json['active']).toBe('True');
    expect(await change(sp, path, set('active', false))).toBe(400);
    expect(await change(sp, path, set('active', 'False'))).toBe(200);
    expect(await change(sp, path, { op: 'replace', value: { active: 'true' } })).toBe(200);
    expect(sp.account('ada')?.active).toBe(true);
    expect((await scim(sp, 'POST', '/Users', user('bob', { active: true }))).status).toBe(400);
    expect((await scim(sp, 'POST', '/Users', user('bob', { active: 'False' }))).status).toBe(201);
    expect(sp.account('bob')?.active).toBe(false);
  });

  it('refuseAttributes: refuses by name in bodies, paths and filters, in extensions too', async () => {
    const { sp, path } = await withAda({ refuseAttributes: 'Title, department' });
    const refused = await scim(sp, 'POST', '/Users', user('bob', { title: 'x' }));
    expect([refused.status, String(refused.json['detail'])]).toEqual([400, 'There is no attribute "title".']);
    expect(await change(sp, path, set('title', 'x'))).toBe(400);
    expect(await change(sp, path, set(`${ENTERPRISE}:department`, 'x'))).toBe(400);
    expect(await change(sp, path, set('displayName', 'x'))).toBe(200);
    expect((await scim(sp, 'GET', `/Users?filter=${encodeURIComponent('title eq "x"')}`)).status).toBe(400);
  });

  it('dropAttributes: throws them away without a word', async () => {
    const { sp, path } = await withAda({ dropAttributes: 'title,department' });
    expect(await change(sp, path, set('title', 'Boss'), set(`${ENTERPRISE}:department`, 'Sales'))).toBe(200);
    expect(sp.account('ada')?.attributes).toEqual({ userName: 'ada', active: true });
  });

  it('requireAttributes: refuses a user without them', async () => {
    const { sp } = await withAda({ requireAttributes: 'department' });
    expect((await scim(sp, 'POST', '/Users', user('bob'))).json).toMatchObject({
      detail: '"department" is required.',
    });
    const body = { schemas: [USER, ENTERPRISE], userName: 'bob', [ENTERPRISE]: { department: 'Sales' } };
    expect((await scim(sp, 'POST', '/Users', body)).status).toBe(201);
  });

  it('ifMatchRequired: answers 428 without If-Match and 412 with an old one', async () => {
    const { sp, path } = await withAda({ ifMatchRequired: true });
    const body = patch(set('title', 'Boss'));
    expect((await scim(sp, 'PATCH', path, body)).status).toBe(428);
    expect((await scim(sp, 'PATCH', path, body, { 'if-match': 'W/"9"' })).status).toBe(412);
    expect((await scim(sp, 'PATCH', path, body, { 'if-match': 'W/"1"' })).status).toBe(200);
    expect((await scim(sp, 'DELETE', path)).status).toBe(428);
  });

  it('noVersions: gives no ETag and no version', async () => {
    const { sp, path } = await withAda({ noVersions: true });
    const answer = await scim(sp, 'GET', path);
    expect([answer.headers.get('etag'), (answer.json['meta'] as unknown as { version?: string }).version]).toEqual([
      null,
      undefined,
    ]);
  });

  it('noExcluded: refuses excludedAttributes', async () => {
    const { sp } = await withAda({ noExcluded: true });
    expect((await scim(sp, 'GET', '/Groups?excludedAttributes=members')).status).toBe(200);
    await create(sp, '/Groups', { schemas: [GROUP], displayName: 'Office' });
    expect((await scim(sp, 'GET', '/Groups?excludedAttributes=members')).status).toBe(400);
  });

  it('emptyAnswers and emptyCreates: do the work and say nothing', async () => {
    const { sp, path } = await withAda({ emptyAnswers: true, emptyCreates: true });
    const changed = await scim(sp, 'PATCH', path, patch(set('title', 'Boss')));
    expect([changed.status, changed.text]).toEqual([204, '']);
    const made = await scim(sp, 'POST', '/Users', user('bob'));
    expect([made.status, made.text, made.headers.get('location')]).toEqual([201, '', null]);
    expect(sp.accounts().map(({ attributes }) => attributes['title'])).toEqual(['Boss', undefined]);
  });

  it('emptyCreates: leaves PATCH as it is', async () => {
    const { sp, path } = await withAda({ emptyCreates: true });
    expect((await scim(sp, 'PATCH', path, patch(set('title', 'Boss')))).json['title']).toBe('Boss');
  });

  it('noDiscovery: has none of the three endpoints', async () => {
    const { sp } = await withAda({ noDiscovery: true });
    const answers = await Promise.all(
      ['/ServiceProviderConfig', '/Schemas', '/ResourceTypes'].map((path) => scim(sp, 'GET', path)),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it('falsePromises: says that everything works', async () => {
    const { sp, path } = await withAda({ falsePromises: true, noPatch: '501', noFilter: '501' });
    expect((await scim(sp, 'GET', '/ServiceProviderConfig')).json).toMatchObject({
      patch: { supported: true },
      filter: { supported: true },
      bulk: { supported: true },
    });
    expect(await change(sp, path, set('title', 'x'))).toBe(501);
  });

  it('bulk: serves operations in order, resolves bulkId, and refuses too many', async () => {
    const { sp } = await withAda({ bulk: 3 });
    const bulk = (...operations: unknown[]) =>
      scim(sp, 'POST', '/Bulk', {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'],
        Operations: operations,
      });
    const answer = await bulk(
      { method: 'POST', path: '/Users', bulkId: 'b', data: user('bob') },
      { method: 'POST', path: '/Users', bulkId: 'a', data: user('ada') },
      {
        method: 'POST',
        path: '/Groups',
        bulkId: 'g',
        data: { schemas: [GROUP], displayName: 'Office', members: [{ value: 'bulkId:b' }] },
      },
    );
    const statuses = (answer.json['Operations'] as unknown as { status: string }[]).map(({ status }) => status);
    expect(statuses).toEqual(['201', '409', '201']);
    expect(sp.groups()[0]?.members).toEqual([sp.account('bob')?.id]);
    const four = [1, 2, 3, 4].map((n) => ({ method: 'POST', path: '/Users', data: user(`u${n}`) }));
    expect((await bulk(...four)).json).toMatchObject({ status: '413', scimType: 'tooMany' });
    sp.setDefects({});
    expect((await bulk()).status).toBe(501);
  });
});

describe('accounts', () => {
  it('hideInactive: hides them from lists and filters, and keeps their names taken', async () => {
    const { sp, path } = await withAda({ hideInactive: true });
    await change(sp, path, set('active', false));
    const filter = encodeURIComponent('userName eq "ada"');
    expect((await scim(sp, 'GET', `/Users?filter=${filter}`)).json['totalResults']).toBe(0);
    expect((await scim(sp, 'GET', '/Users')).json['totalResults']).toBe(0);
    expect((await scim(sp, 'POST', '/Users', user('ada'))).status).toBe(409);
    expect((await scim(sp, 'GET', path)).json['active']).toBe(false);
  });

  it('activeFromStart: makes every new account active', async () => {
    const { sp } = await withAda({ activeFromStart: true });
    expect((await scim(sp, 'POST', '/Users', user('bob', { active: false }))).json['active']).toBe(true);
  });

  it('softDelete: hides a deleted account and keeps its name taken', async () => {
    const { sp, path } = await withAda({ softDelete: true });
    expect((await scim(sp, 'DELETE', path)).status).toBe(204);
    expect((await scim(sp, 'GET', path)).status).toBe(404);
    expect((await scim(sp, 'POST', '/Users', user('ada'))).status).toBe(409);
    expect(sp.accounts()).toEqual([]);
  });

  it('noDelete: refuses DELETE', async () => {
    const { sp, path } = await withAda({ noDelete: true });
    expect((await scim(sp, 'DELETE', path)).status).toBe(405);
    expect(sp.accounts()).toHaveLength(1);
  });

  it('fixedUserName: refuses a new user name with mutability, and takes the same one', async () => {
    const { sp, path } = await withAda({ fixedUserName: true });
    const refused = await scim(sp, 'PATCH', path, patch(set('userName', 'ada.brook')));
    expect(refused.json).toMatchObject({ status: '400', scimType: 'mutability' });
    expect((await scim(sp, 'PUT', path, user('ada', { title: 'Boss' }))).status).toBe(200);
  });

  it('allowTwins: takes the same user name twice', async () => {
    const { sp } = await withAda({ allowTwins: true });
    await create(sp, '/Users', user('ADA'));
    const filter = encodeURIComponent('userName eq "ada"');
    expect((await scim(sp, 'GET', `/Users?filter=${filter}`)).json['totalResults']).toBe(2);
  });

  it('oddIds: are found again when they are encoded', async () => {
    const { sp } = await withAda({ oddIds: true });
    const id = await create(sp, '/Users', user('bob'));
    expect(id).toMatch(/^ö .*\/%2F\?#/);
    expect((await scim(sp, 'GET', `/Users/${encodeURIComponent(id)}`)).json['id']).toBe(id);
  });

  it('refusePassword: refuses a password and takes the rest', async () => {
    const { sp, path } = await withAda({ refusePassword: true });
    expect(await change(sp, path, set('password', 'short'))).toBe(400);
    expect((await scim(sp, 'POST', '/Users', user('bob', { password: 'short' }))).status).toBe(400);
    expect(await change(sp, path, set('title', 'Boss'))).toBe(200);
  });
});
