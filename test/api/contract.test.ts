import type { Row } from './contract/client';
import { callApplications } from './contract/applications';
import { callPeople } from './contract/people';
import { callProvisioning } from './contract/provisioning';
import { callTheRest } from './contract/rest';
import { ContractWorld } from './contract/world';

jest.setTimeout(90_000);

/** UX 4.1: every operation is called by a client that is made of the OpenAPI document, against the product as it runs. */
const world = new ContractWorld();
beforeAll(() => world.start());
afterAll(() => world.stop());

describe('a client made of the document calls every operation, and every answer fits it', () => {
  test('people, user groups and files of people', () => callPeople(world));

  test('applications, sign-on and certificates', () => callApplications(world));

  test('Identity Management', () => callProvisioning(world));

  test('requests, events, webhooks, settings and health', () => callTheRest(world));

  test('no operation is left that was not called', () => {
    const { operations, done } = world.api;
    expect(operations.map(({ id }) => id).filter((id) => !done.has(id))).toEqual([]);
  });
});

describe('every operation refuses', () => {
  const ask = (key: string | undefined, method: string, path: string, body?: string): Promise<Response> =>
    fetch(`${world.passo.url}/api/v1${path.replace(/\{\w+\}/g, '0')}`, {
      method,
      headers: {
        ...(key === undefined ? {} : { Authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body }),
    });

  test('who brings no key', async () => {
    for (const { id, method, path } of world.api.operations) {
      const answer = await ask(undefined, method, path);
      expect([id, answer.status, answer.headers.get('www-authenticate')]).toEqual([
        id,
        401,
        'Bearer realm="Passo API"',
      ]);
    }
  });

  test('a key with too small a scope, before it looks at anything else', async () => {
    const small = { events: await world.key(['events:read']), groups: await world.key(['groups:read']) };
    for (const { id, method, path, scopes } of world.api.operations) {
      if (scopes.length === 0) continue;
      const answer = await ask(
        scopes.includes('events:read') ? small.groups : small.events,
        method,
        path,
        method === 'GET' ? undefined : '{',
      );
      const { detail } = (await answer.json()) as Row;
      expect([id, answer.status, detail]).toEqual([id, 403, `This key lacks the scope ${String(scopes[0])}.`]);
    }
  });

  test('a body that is broken, or has a name that nobody knows', async () => {
    const key = await world.key(world.api.operations.flatMap(({ scopes }) => scopes) as never);
    for (const { id, method, path, takesBody } of world.api.operations) {
      if (!takesBody) continue;
      const broken = await ask(key, method, path, '{"name": ');
      const unknown = await ask(key, method, path, '{"no_such_name": 1}');
      const { errors } = (await unknown.json()) as { errors: Row[] };
      expect([id, broken.status, unknown.status]).toEqual([id, 400, 422]);
      // Which names a body has may hang on one of them, which is missing here.
      const pointer = id === 'decideGroup' ? '#/decision' : '#/no_such_name';
      expect([id, errors.map((one) => one['pointer'])]).toEqual([id, expect.arrayContaining([pointer])]);
    }
  });
});
