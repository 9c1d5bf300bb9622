import type { Simulator } from '../../src/dev/simulator/types';

import { create, GROUP, patch, scim, start, stopAll, user } from './support';

afterEach(stopAll);

const names = (answer: { json: Record<string, unknown> }): string[] =>
  (answer.json['Resources'] as { userName: string }[]).map(({ userName }) => userName);

async function withPeople(count: number, defects: Parameters<Simulator['setDefects']>[0]): Promise<Simulator> {
  const sp = await start();
  for (let number = 1; number <= count; number += 1) await create(sp, '/Users', user(`Person${number}`));
  sp.setDefects(defects);
  return sp;
}

const filtered = (sp: Simulator, filter: string): ReturnType<typeof scim> =>
  scim(sp, 'GET', `/Users?filter=${encodeURIComponent(filter)}`);

describe('lists and filters', () => {
  it('noFilter: refuses a filter with the chosen status, and lists without one', async () => {
    const sp = await withPeople(1, { noFilter: '501' });
    expect((await filtered(sp, 'userName eq "person1"')).status).toBe(501);
    sp.setDefects({ noFilter: '400' });
    expect((await filtered(sp, 'userName eq "person1"')).json).toMatchObject({ scimType: 'invalidFilter' });
    expect((await scim(sp, 'GET', '/Users')).json['totalResults']).toBe(1);
  });

  it('caseSensitive: finds the same case only', async () => {
    const sp = await withPeople(1, {});
    expect((await filtered(sp, 'userName eq "PERSON1"')).json['totalResults']).toBe(1);
    sp.setDefects({ caseSensitive: true });
    expect((await filtered(sp, 'userName eq "PERSON1"')).json['totalResults']).toBe(0);
    expect((await filtered(sp, 'userName eq "Person1"')).json['totalResults']).toBe(1);
  });

  it('untrueTotals: says 0 or the size of the page', async () => {
    const sp = await withPeople(3, { untrueTotals: 'zero' });
    expect((await scim(sp, 'GET', '/Users?count=2')).json).toMatchObject({ totalResults: 0, itemsPerPage: 2 });
    sp.setDefects({ untrueTotals: 'page' });
    expect((await scim(sp, 'GET', '/Users?count=2')).json['totalResults']).toBe(2);
  });

  it('pageCap: gives smaller pages than were asked for', async () => {
    const sp = await withPeople(3, { pageCap: 2 });
    expect(names(await scim(sp, 'GET', '/Users?count=100'))).toEqual(['Person1', 'Person2']);
    expect(names(await scim(sp, 'GET', '/Users?count=100&startIndex=3'))).toEqual(['Person3']);
  });

  it('firstPageOnly: gives the first page for every startIndex', async () => {
    const sp = await withPeople(3, { firstPageOnly: true });
    expect(names(await scim(sp, 'GET', '/Users?count=2&startIndex=3'))).toEqual(['Person1', 'Person2']);
  });

  it('cursorOnly: goes on by nextCursor (RFC 9865) and refuses a later startIndex', async () => {
    const sp = await withPeople(3, { cursorOnly: true });
    const first = await scim(sp, 'GET', '/Users?count=2&cursor=');
    expect(first.json['startIndex']).toBeUndefined();
    const second = await scim(sp, 'GET', `/Users?count=2&cursor=${String(first.json['nextCursor'])}`);
    expect([names(first), names(second)]).toEqual([['Person1', 'Person2'], ['Person3']]);
    expect(second.json['nextCursor']).toBeUndefined();
    expect((await scim(sp, 'GET', '/Users?startIndex=2')).status).toBe(400);
    expect((await scim(sp, 'GET', '/Users?cursor=rubbish')).json).toMatchObject({ scimType: 'invalidCursor' });
  });

  it('staleReads: shows changes, new and deleted ones late, and takes changes at once', async () => {
    let now = 1_000_000;
    const sp = await start({ clock: () => now, defects: { staleReads: 500 } });
    const id = await create(sp, '/Users', user('ada'));
    const path = `/Users/${id}`;
    expect((await scim(sp, 'GET', path)).status).toBe(404);
    expect(names(await scim(sp, 'GET', '/Users'))).toEqual([]);
    expect(names(await filtered(sp, 'userName eq "ada"'))).toEqual([]);
    expect((await scim(sp, 'POST', '/Users', user('ada'))).status).toBe(409);
    now += 501;
    expect(names(await filtered(sp, 'userName eq "ada"'))).toEqual(['ada']);
    await scim(sp, 'PATCH', path, patch({ op: 'replace', path: 'title', value: 'Boss' }));
    expect((await scim(sp, 'GET', path)).json['title']).toBeUndefined();
    now += 501;
    expect((await scim(sp, 'GET', path)).json['title']).toBe('Boss');
    await scim(sp, 'DELETE', path);
    expect(names(await scim(sp, 'GET', '/Users'))).toEqual(['ada']);
    now += 501;
    expect((await scim(sp, 'GET', path)).status).toBe(404);
  });

  it('sorts by an attribute when asked (RFC 7644 section 3.4.2.3)', async () => {
    const sp = await withPeople(3, {});
    expect(names(await scim(sp, 'GET', '/Users?sortBy=userName&sortOrder=descending'))).toEqual([
      'Person3',
      'Person2',
      'Person1',
    ]);
  });
});

describe('groups', () => {
  const members = (...ids: string[]): { value: string }[] => ids.map((value) => ({ value }));

  async function withGroup(defects: Parameters<Simulator['setDefects']>[0], people = 3) {
    const sp = await withPeople(people, {});
    const ids = sp.accounts().map(({ id }) => id);
    const path = `/Groups/${await create(sp, '/Groups', { schemas: [GROUP], displayName: 'Office' })}`;
    sp.setDefects(defects);
    const change = (...operations: unknown[]) => scim(sp, 'PATCH', path, patch(...operations));
    return { sp, ids, path, change, inside: () => [...(sp.groups()[0]?.members ?? [])].sort() };
  }

  it('changes members in every form of RFC 7644 section 3.5.2', async () => {
    const { sp, ids, path, change, inside } = await withGroup({});
    const [a = '', b = '', c = ''] = [...ids].sort();
    await change({ op: 'add', path: 'members', value: members(a, b) });
    await change({ op: 'add', value: { members: members(c), displayName: 'Office 2' } });
    expect(inside()).toEqual([a, b, c]);
    await change({ op: 'remove', path: `members[value eq "${b}"]` });
    await change({ op: 'remove', path: `members[value eq "${b}"]` });
    expect(inside()).toEqual([a, c]);
    await change(
      { op: 'replace', path: 'members', value: members(b) },
      { op: 'add', path: 'members', value: members(a) },
    );
    expect(inside()).toEqual([a, b]);
    expect(sp.accounts().find(({ id }) => id === a)?.groups).toEqual(['Office 2']);
    const second = sp.accounts().find(({ id }) => id === b)?.userName ?? '';
    await change({ op: 'remove', path: `members[display eq "${second}"]` });
    expect(inside()).toEqual([a]);
    const strange = await change({ op: 'add', path: 'members', value: members(b, 'nobody') });
    expect([strange.status, inside()]).toEqual([400, [a]]);
    await scim(sp, 'PUT', path, { schemas: [GROUP], displayName: 'Office', members: members(c) });
    expect(inside()).toEqual([c]);
    await change({ op: 'remove', path: 'members' });
    expect(inside()).toEqual([]);
    await change({ op: 'add', path: 'members', value: members(a) });
    await scim(sp, 'DELETE', `/Users/${a}`);
    expect(inside()).toEqual([]);
  });

  it('spares the members when they are excluded, and changes one of 10,000 at the cost of one', async () => {
    const { sp, path } = await withGroup({}, 1);
    const [first = ''] = sp.accounts().map(({ id }) => id);
    const many: string[] = [];
    sp.setDefects({ bulk: 10_000 });
    for (let part = 0; part < 4; part += 1) {
      const operations = Array.from({ length: 2_500 }, (_, place) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `b${place}`,
        data: user(`m${part}-${place}`),
      }));
      const schemas = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];
      const answer = await scim(sp, 'POST', '/Bulk', { schemas, Operations: operations });
      for (const { location } of answer.json['Operations'] as unknown as { location: string }[]) {
        many.push(location.slice(location.lastIndexOf('/') + 1));
      }
    }
    const excluded = `${path}?excludedAttributes=members`;
    const all = await scim(sp, 'PATCH', excluded, patch({ op: 'add', path: 'members', value: members(...many) }));
    expect([all.status, all.json['members'], sp.groups()[0]?.members.length]).toEqual([200, undefined, 10_000]);
    const began = performance.now();
    for (let turn = 0; turn < 50; turn += 1) {
      const op = turn % 2 === 0 ? { op: 'add', path: 'members', value: members(first) } : undefined;
      const operation = op ?? { op: 'remove', path: `members[value eq "${first}"]` };
      expect((await scim(sp, 'PATCH', excluded, patch(operation))).status).toBe(200);
    }
    expect((performance.now() - began) / 50).toBeLessThan(200);
    expect(sp.groups()[0]?.members.length).toBe(10_000);
  });

  it('memberLimit: refuses more with 413, or memberLimitStatus', async () => {
    const { ids, change, inside } = await withGroup({ memberLimit: 2 });
    const refused = await change({ op: 'add', path: 'members', value: members(...ids) });
    expect([refused.status, inside()]).toEqual([413, []]);
    expect((await change({ op: 'add', path: 'members', value: members(...ids.slice(1)) })).status).toBe(200);
  });

  it('memberLimitStatus: is the status over the limit', async () => {
    const { ids, change } = await withGroup({ memberLimit: 2, memberLimitStatus: '400' });
    const refused = await change({ op: 'add', path: 'members', value: members(...ids) });
    expect(refused.json).toMatchObject({ status: '400', scimType: 'invalidValue' });
  });

  it('memberRemovalByValue: takes a list under members, and no filter', async () => {
    const { ids, change, inside } = await withGroup({ memberRemovalByValue: true });
    const [a = '', b = ''] = ids;
    await change({ op: 'add', path: 'members', value: members(a, b) });
    expect((await change({ op: 'remove', path: `members[value eq "${a}"]` })).status).toBe(400);
    expect((await change({ op: 'remove', path: 'members', value: members(a) })).status).toBe(200);
    expect(inside()).toEqual([b]);
  });

  it('noMemberPatch: refuses members in a PATCH and takes a name', async () => {
    const { ids, change, inside } = await withGroup({ noMemberPatch: true });
    expect((await change({ op: 'add', path: 'members', value: members(ids[0] ?? '') })).status).toBe(501);
    expect((await change({ op: 'replace', path: 'displayName', value: 'Other' })).status).toBe(200);
    expect(inside()).toEqual([]);
  });
});
