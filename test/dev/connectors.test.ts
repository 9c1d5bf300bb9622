import { GENERIC_SCIM } from '../../src/connectors/generic-scim';
import { blogin } from '../../src/connectors/catalog/blogin';
import { interactSoftware } from '../../src/connectors/catalog/interact-software';
import { rhombusSystems } from '../../src/connectors/catalog/rhombus-systems';
import { robin } from '../../src/connectors/catalog/robin';
import type { ConnectorScim } from '../../src/connectors/definition';
import type { AttributeSource } from '../../src/core/attributes';
import type { UserId } from '../../src/core/ids';
import type { Profile } from '../../src/core/user';
import { DEMO_PEOPLE } from '../../src/dev/demo-company';
import type { Simulator } from '../../src/dev/simulator/types';
import { makeScimClient, type ScimClient } from '../../src/scim/client';
import { diffUser } from '../../src/scim/patch';
import { buildUser } from '../../src/scim/user';

import { scim, start, stopAll } from './support';

afterEach(stopAll);

const CONNECTORS: readonly [string, ConnectorScim | undefined][] = [
  ['generic SCIM', GENERIC_SCIM],
  ['BlogIn', blogin.scim],
  ['Interact', interactSoftware.scim],
  ['Rhombus', rhombusSystems.scim],
  ['Robin', robin.scim],
];

function clientOf(simulator: Simulator): ScimClient {
  return makeScimClient({
    label: 'Rosewood Rooms',
    now: Date.now,
    transport: async ({ method, path, body }) => {
      const answer = await scim(simulator, method, path, body);
      return { kind: 'answer', status: answer.status, headers: {}, json: answer.json, tookMs: 1 };
    },
  });
}

function sourceOf(profile: Profile, index: number): AttributeSource {
  const user = {
    ...profile,
    id: `01J0000000000000000000${String(1000 + index)}` as UserId,
    state: 'active',
    role: 'user',
    hasPassword: true,
    passwordTemporary: false,
    createdAt: 0,
    updatedAt: 0,
  } as const;
  return { user, groupNames: [], now: 0 };
}

describe('every connector against the simulator', () => {
  it.each(CONNECTORS)('%s: everybody of the demo is created, found and changed as sent', async (_name, scimSide) => {
    if (scimSide === undefined) throw new Error('The connector has no SCIM.');
    // "location" is a name of Interact's own; the core schema has no such attribute.
    const simulator = await start({ extraAttributes: ['location'] });
    const client = clientOf(simulator);
    const build = (source: AttributeSource) =>
      buildUser(scimSide.users, scimSide.enterprise, scimSide.quirks, source, scimSide.can);
    for (const [index, profile] of DEMO_PEOPLE.entries()) {
      const before = build(sourceOf(profile, index));
      const created = await client.createUser(before);
      if (created.kind !== 'ok') throw new Error(JSON.stringify(created));
      const found = await client.findUsersByUserName(before['userName'] as string);
      expect(found).toMatchObject({ kind: 'ok', value: [{ id: created.value.id }] });

      const changed: Profile = {
        username: profile.username,
        email: profile.email,
        firstname: 'Changed',
        department: 'Moved',
        addresses: [],
        phoneNumbers: [],
      };
      const after = build(sourceOf(changed, index));
      const operations = diffUser(before, undefined, after, { immutable: [], createOnly: [] });
      expect(operations.length).toBeGreaterThan(0);
      expect((await client.changeUser(created.value.id, { operations, whole: {} })).kind).toBe('ok');
      const held = simulator.accounts()[index]?.attributes;
      expect(held).toEqual({ active: true, ...after });
    }
  });

  it('announces the attributes a product takes beside the core schema, and refuses them elsewhere', async () => {
    const [open, strict] = [await start({ extraAttributes: ['location'] }), await start()];
    const body = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'], userName: 'ada', location: 'Leeds' };
    expect((await scim(open, 'POST', '/Users', body)).json).toMatchObject({ location: 'Leeds' });
    expect((await scim(open, 'GET', '/Schemas')).text).toContain('"location"');
    expect((await scim(strict, 'POST', '/Users', body)).json).toMatchObject({ scimType: 'invalidSyntax' });
    expect((await scim(strict, 'GET', '/Schemas')).text).not.toContain('"name":"location"');
  });
});
