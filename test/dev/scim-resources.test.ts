import type { Simulator } from '../../src/dev/simulator/types';

import { create, ENTERPRISE, ERROR, GROUP, scim, start, stopAll, user, USER } from './support';

let simulator: Simulator;
beforeEach(async () => {
  simulator = await start();
});
afterEach(stopAll);

describe('authentication (RFC 7644 section 2)', () => {
  it.each([
    ['no token', {}],
    ['another token', { authorization: 'Bearer wrong' }],
    ['a token that only begins right', { authorization: 'Bearer x' }],
    ['basic authentication', { authorization: 'Basic eDp5' }],
  ])('refuses %s with 401 in the SCIM error form', async (_name, headers) => {
    const answer = await fetch(`${simulator.scimBaseUrl}/Users`, { headers });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await answer.json()).toMatchObject({ schemas: [ERROR], status: '401' });
  });
});

describe('creating (RFC 7644 section 3.3)', () => {
  it('answers 201 with Location, ETag, meta and the SCIM media type', async () => {
    const answer = await scim(simulator, 'POST', '/Users', user('ada@fernhill.example', { externalId: 'e1' }));
    expect(answer.status).toBe(201);
    expect(answer.headers.get('content-type')).toMatch(/^application\/scim\+json/);
    const location = `${simulator.scimBaseUrl}/Users/${String(answer.json['id'])}`;
    expect(answer.headers.get('location')).toBe(location);
    expect(answer.headers.get('etag')).toBe('W/"1"');
    expect(answer.json).toMatchObject({
      schemas: [USER],
      userName: 'ada@fernhill.example',
      externalId: 'e1',
      active: true,
      meta: { resourceType: 'User', location, version: 'W/"1"' },
    });
  });

  it('answers 409 uniqueness for a user name that differs in case only', async () => {
    await create(simulator, '/Users', user('Ada'));
    const again = await scim(simulator, 'POST', '/Users', user('aDA'));
    expect(again.status).toBe(409);
    expect(again.json).toMatchObject({ schemas: [ERROR], status: '409', scimType: 'uniqueness' });
    expect(simulator.accounts()).toHaveLength(1);
  });

  it('ignores read-only attributes that are sent', async () => {
    const answer = await scim(
      simulator,
      'POST',
      '/Users',
      user('ada', { id: 'mine', meta: { version: 'x' }, groups: [{ value: 'g' }] }),
    );
    expect(answer.status).toBe(201);
    expect(answer.json['id']).not.toBe('mine');
    expect(answer.json['groups']).toBeUndefined();
  });

  it('never returns or keeps a password (RFC 7643 section 4.1.1)', async () => {
    const answer = await scim(simulator, 'POST', '/Users', user('ada', { password: 'correct horse' }));
    expect(answer.text).not.toContain('correct horse');
    expect(simulator.accounts()[0]).toMatchObject({ hasPassword: true });
    expect(JSON.stringify([simulator.accounts(), simulator.requests])).not.toContain('correct horse');
  });

  it('keeps every attribute of the core and the enterprise schema', async () => {
    const sent = {
      schemas: [USER, ENTERPRISE],
      userName: 'ada',
      name: { givenName: 'Ada', familyName: 'Brook', middleName: 'M', formatted: 'Ada Brook' },
      emails: [{ value: 'ada@fernhill.example', type: 'work', primary: true }],
      addresses: [{ type: 'work', locality: 'Leeds', country: 'GB' }],
      phoneNumbers: [{ type: 'mobile', value: '+44 7700 900100' }],
      active: false,
      [ENTERPRISE]: { employeeNumber: '7', department: 'Sales', manager: { value: 'abc' } },
    };
    const answer = await scim(simulator, 'POST', '/Users', sent);
    expect(answer.json).toMatchObject(sent);
  });

  it.each<[string, unknown, string]>([
    ['no schemas', { userName: 'a' }, 'invalidSyntax'],
    ['an unknown schema', { schemas: [USER, 'urn:x'], userName: 'a' }, 'invalidValue'],
    ['no user name', { schemas: [USER] }, 'invalidValue'],
    ['an empty user name', user(' '), 'invalidValue'],
    ['an attribute that is not in the schema', user('a', { nickname2: 'x' }), 'invalidSyntax'],
    ['a text where a boolean belongs', user('a', { active: 'True' }), 'invalidValue'],
    ['an object where a list belongs', user('a', { emails: { value: 'x' } }), 'invalidValue'],
    ['two primary values', user('a', { emails: [{ primary: true }, { primary: true }] }), 'invalidValue'],
    ['an extension that schemas does not name', user('a', { [ENTERPRISE]: { department: 'x' } }), 'invalidSyntax'],
    ['an attribute twice in different case', user('a', { title: 'x', Title: 'y' }), 'invalidSyntax'],
    ['a body that is not JSON', '{', 'invalidSyntax'],
    ['a list as body', [], 'invalidSyntax'],
  ])('refuses %s with 400', async (_name, body, scimType) => {
    const answer = await scim(simulator, 'POST', '/Users', body);
    expect(answer.json).toMatchObject({ status: '400', scimType });
    expect(simulator.accounts()).toHaveLength(0);
  });

  it('refuses another media type with 415', async () => {
    const answer = await scim(simulator, 'POST', '/Users', user('a'), { 'content-type': 'text/plain' });
    expect(answer.status).toBe(415);
  });

  it('refuses a body over 1 MB with 413 and records the request', async () => {
    const answer = await scim(simulator, 'POST', '/Users', user('a', { title: 'x'.repeat(1_100_000) }));
    expect(answer.status).toBe(413);
    expect(simulator.requests).toMatchObject([{ method: 'POST', path: '/Users', status: 413 }]);
  });
});

describe('reading one (RFC 7644 section 3.4.1)', () => {
  it('answers 404 for an id that is not there, in the SCIM error form', async () => {
    const answer = await scim(simulator, 'GET', '/Users/none');
    expect(answer.json).toMatchObject({ schemas: [ERROR], status: '404' });
  });

  it('does not find a user under Groups', async () => {
    const id = await create(simulator, '/Users', user('ada'));
    expect((await scim(simulator, 'GET', `/Groups/${id}`)).status).toBe(404);
  });

  it('answers 304 to If-None-Match with the current version (section 3.14)', async () => {
    const id = await create(simulator, '/Users', user('ada'));
    expect((await scim(simulator, 'GET', `/Users/${id}`, undefined, { 'if-none-match': 'W/"1"' })).status).toBe(304);
    expect((await scim(simulator, 'GET', `/Users/${id}`, undefined, { 'if-none-match': 'W/"9"' })).status).toBe(200);
  });

  it('narrows by attributes and excludedAttributes, and always keeps id and schemas (section 3.9)', async () => {
    const id = await create(
      simulator,
      '/Users',
      user('ada', {
        name: { givenName: 'Ada', familyName: 'B' },
        title: 'x',
        emails: [{ value: 'a@b', type: 'work' }],
      }),
    );
    const only = await scim(simulator, 'GET', `/Users/${id}?attributes=USERNAME,name.givenName,emails.value`);
    expect(only.json).toEqual({
      schemas: [USER],
      id,
      userName: 'ada',
      name: { givenName: 'Ada' },
      emails: [{ value: 'a@b' }],
    });
    const without = await scim(simulator, 'GET', `/Users/${id}?excludedAttributes=id,name,meta,emails.type`);
    expect(without.json).toMatchObject({ id, userName: 'ada', emails: [{ value: 'a@b' }] });
    expect(without.json).not.toHaveProperty('name');
    expect(without.json).not.toHaveProperty('meta');
    expect(without.json).not.toHaveProperty('emails.0.type');
    expect((await scim(simulator, 'GET', `/Users/${id}?attributes=name&excludedAttributes=id`)).status).toBe(400);
  });
});

describe('replacing (RFC 7644 section 3.5.1)', () => {
  it('removes what the new body leaves out and counts the version up', async () => {
    const id = await create(simulator, '/Users', user('ada', { title: 'x', externalId: 'e1' }));
    const answer = await scim(simulator, 'PUT', `/Users/${id}`, user('ada', { externalId: 'e2' }));
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({ id, externalId: 'e2', meta: { version: 'W/"2"' } });
    expect(answer.json).not.toHaveProperty('title');
  });

  it('does not create what is not there', async () => {
    expect((await scim(simulator, 'PUT', '/Users/none', user('ada'))).status).toBe(404);
    expect(simulator.accounts()).toHaveLength(0);
  });

  it('refuses the user name of somebody else with 409', async () => {
    await create(simulator, '/Users', user('ada'));
    const id = await create(simulator, '/Users', user('bob'));
    expect((await scim(simulator, 'PUT', `/Users/${id}`, user('ADA'))).status).toBe(409);
  });

  it('refuses an outdated If-Match with 412 and changes nothing (section 3.14)', async () => {
    const id = await create(simulator, '/Users', user('ada'));
    const answer = await scim(simulator, 'PUT', `/Users/${id}`, user('eve'), { 'if-match': 'W/"7"' });
    expect(answer.status).toBe(412);
    expect(simulator.accounts()[0]?.userName).toBe('ada');
  });
});

describe('deleting (RFC 7644 section 3.6)', () => {
  it('answers 204 without a body, then 404, and takes the user out of groups', async () => {
    const ada = await create(simulator, '/Users', user('ada'));
    const bob = await create(simulator, '/Users', user('bob'));
    const members = [{ value: ada }, { value: bob }];
    const group = await create(simulator, '/Groups', { schemas: [GROUP], displayName: 'Sales', members });
    const deleted = await scim(simulator, 'DELETE', `/Users/${ada}`);
    expect([deleted.status, deleted.text]).toEqual([204, '']);
    expect((await scim(simulator, 'DELETE', `/Users/${ada}`)).status).toBe(404);
    const after = await scim(simulator, 'GET', `/Groups/${group}`);
    expect(after.json['members']).toMatchObject([{ value: bob }]);
  });
});

describe('groups (RFC 7643 section 4.2)', () => {
  it('shows members with type, name and address, and the group at the user', async () => {
    const ada = await create(simulator, '/Users', user('ada', { displayName: 'Ada B' }));
    const members = [{ value: ada }, { value: ada }];
    const group = await scim(simulator, 'POST', '/Groups', { schemas: [GROUP], displayName: 'Sales', members });
    expect(group.json['members']).toEqual([
      { value: ada, $ref: `${simulator.scimBaseUrl}/Users/${ada}`, type: 'User', display: 'Ada B' },
    ]);
    const read = await scim(simulator, 'GET', `/Users/${ada}`);
    expect(read.json['groups']).toMatchObject([{ value: group.json['id'], display: 'Sales' }]);
    expect(simulator.accounts()[0]?.groups).toEqual(['Sales']);
  });

  it('refuses a member that does not exist, and a second group of the same name', async () => {
    const ghost = { schemas: [GROUP], displayName: 'Sales', members: [{ value: 'ghost' }] };
    expect((await scim(simulator, 'POST', '/Groups', ghost)).json).toMatchObject({ scimType: 'invalidValue' });
    await create(simulator, '/Groups', { schemas: [GROUP], displayName: 'Sales' });
    expect((await scim(simulator, 'POST', '/Groups', { schemas: [GROUP], displayName: 'SALES' })).status).toBe(409);
  });
});

describe('endpoints that are not offered', () => {
  it.each([
    ['POST', '/Bulk', 501],
    ['GET', '/Me', 501],
    ['GET', '/Devices', 404],
    ['GET', '/Users/a/b', 404],
    ['PATCH', '/Users', 405],
    ['POST', '/ServiceProviderConfig', 405],
    ['GET', '/Users/%E0%A4%A', 400],
  ])('%s %s is answered with %d', async (method, path, status) => {
    const answer = await scim(simulator, method, path, method === 'GET' ? undefined : {});
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ schemas: [ERROR], status: String(status) });
  });
});
