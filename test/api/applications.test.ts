import { addMember, startSp } from '../support/integration';
import { createGroup } from '../../src/actions/groups/save';
import { listEvents } from '../../src/store/events';
import { bodyOf, startApi, type ApiBench, type ApiMethod } from './bench';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64');
let bench: ApiBench;
let round = 0;

beforeAll(async () => {
  bench = await startApi();
});
afterAll(() => bench.stop());
beforeEach(() => {
  round += 1;
});

const send = (method: ApiMethod, path: string, body?: object, headers: Record<string, string> = {}, key?: string) => {
  const test = bench.call(method, path, key).set(headers);
  return body === undefined ? test : test.send(body);
};
const add = async (connector: string, more: object = {}): Promise<{ id: string; slug: string; etag: string }> => {
  const made = await send('post', '/applications', { connector, label: `Atlas ${round}`, ...more });
  expect(made.status).toBe(201);
  const { id, slug } = bodyOf<{ id: string; slug: string }>(made);
  return { id, slug, etag: String(made.headers['etag']) };
};

test('the catalogue says what a connector asks for, and custom connectors are always found (M-022)', async () => {
  const found = bodyOf(await send('get', '/connectors?search=blogin'));
  expect(found.items.map(({ id }) => id)).toEqual(expect.arrayContaining(['blogin', 'custom-saml']));
  expect(found.items[0]).toMatchObject({ id: 'blogin', supports: ['SSO', 'JIT', 'Provisioning'] });
  const blogin = bodyOf(await send('get', '/connectors/blogin'));
  expect(blogin).toMatchObject({
    sso: {
      from: 'sp-metadata',
      attributes: expect.arrayContaining([expect.objectContaining({ requiredForJit: true })]) as object,
    },
    identityManagement: { baseUrl: { kind: 'ask' }, prebuilt: true },
  });
  expect((await send('get', '/connectors/../../etc')).status).toBe(404);
  expect((await send('get', '/connectors/none')).status).toBe(404);
});

test('every connector of the catalogue is shown and can be added with its variables alone', async () => {
  for (const { id } of bodyOf(await send('get', '/connectors')).items) {
    const { variables, bookmark, label } = bodyOf<{
      variables: { name: string; example: string }[];
      bookmark: boolean;
      label: string;
    }>(await send('get', `/connectors/${String(id)}`));
    const body = {
      connector: id,
      label: `${label} by program`,
      variables: Object.fromEntries(variables.map(({ name, example }) => [name, example])),
      ...(bookmark ? { bookmarkUrl: 'https://www.example.com/login' } : {}),
    };
    const made = await send('post', '/applications', body);
    expect([id, made.status]).toEqual([id, 201]);
    expect((await send('get', `/applications/${bodyOf<{ id: string }>(made).id}/guide`)).status).toBe(200);
    expect((await send('delete', String(made.headers['location']).replace('/api/v1', '') + '?count=1')).status).toBe(
      204,
    );
  }
});

test('an application is added, read by id and slug, changed in part, and deleted with its number', async () => {
  const { id, slug, etag } = await add('custom-saml', { note: 'Owned by Lina', image: PNG });
  const read = await send('get', `/applications/${slug}`);
  expect(bodyOf(read)).toMatchObject({ id, slug, note: 'Owned by Lina', hasImage: true, ssoState: 'inactive' });
  expect(bodyOf(read)['addresses']).toMatchObject({ metadataUrl: `http://localhost:9999/saml2/${slug}/metadata` });
  expect(read.headers['etag']).toBe(etag);
  const changed = await send('patch', `/applications/${id}`, { note: null, description: 'Maps' }, { 'If-Match': etag });
  expect(bodyOf(changed)).toMatchObject({ note: null, description: 'Maps', label: `Atlas ${round}`, hasImage: true });
  const late = await send('patch', `/applications/${id}`, { note: 'mine' }, { 'If-Match': etag });
  expect([late.status, bodyOf(late).title]).toEqual([412, 'It was changed in the meantime']);
  const stale = await send('delete', `/applications/${id}?count=1`, undefined, { 'If-Match': etag });
  expect(stale.status).toBe(412);
  const bare = await send('delete', `/applications/${id}`);
  expect([bare.status, bodyOf(bare).errors?.[0]?.parameter]).toEqual([400, 'count']);
  expect((await send('delete', `/applications/${id}?count=1`)).status).toBe(204);
  expect((await send('get', `/applications/${id}`)).status).toBe(404);
  const [event] = await listEvents(bench.context.db, { name: 'application_delete', take: 1 });
  expect(event?.actor.name).toBe('API key everything');
});

test('several are deleted together or not at all (M-208)', async () => {
  const one = await add('custom-saml');
  const other = await add('custom-saml', { label: 'Other', slug: `other-${round}` });
  const both = [one.id, other.slug];
  const wrong = await send('post', '/applications/deletion', { applications: both, count: 1 });
  expect([wrong.status, bodyOf(wrong).errors?.[0]?.pointer]).toEqual([422, '#/count']);
  const unknown = await send('post', '/applications/deletion', { applications: [...both, 'none'], count: 3 });
  expect(bodyOf(unknown).errors?.[0]?.pointer).toBe('#/applications/2');
  expect((await send('get', `/applications/${one.id}`)).status).toBe(200);
  const done = await send('post', '/applications/deletion', { applications: [...both, one.slug], count: 2 });
  expect(bodyOf(done)['deleted']).toEqual([`Atlas ${round}`, 'Other']);
});

test('what can’t be used is said by field, and nothing is kept', async () => {
  const bad = await send('post', '/applications', { connector: 'custom-saml', label: ' ', slug: 'Not Good', labl: 1 });
  expect(bodyOf(bad).errors).toEqual([
    { pointer: '#/labl', detail: expect.stringContaining('Do you mean label?') as string },
  ]);
  const blank = await send('post', '/applications', { connector: 'custom-saml', label: ' ' });
  expect([blank.status, bodyOf(blank).errors?.[0]?.pointer]).toEqual([422, '#/label']);
  const image = await send('post', '/applications', {
    connector: 'custom-saml',
    label: 'Image',
    image: Buffer.from('<svg onload="alert(1)"/>').toString('base64'),
  });
  expect([image.status, bodyOf(image).errors?.[0]?.pointer]).toEqual([422, '#/image']);
  const slug = await send('post', '/applications', { connector: 'custom-saml', label: 'Slug', slug: 'resume' });
  expect([slug.status, bodyOf(slug).errors?.[0]?.pointer]).toEqual([422, '#/slug']);
  for (const [variables, pointer] of [
    [{ YOUR_SUBDOMAIN: 'a.example/?x=' }, '#/variables/YOUR_SUBDOMAIN'],
    [{ YOUR_SUBDOMAIN: 'fern', SUBDOMAIN: 'fern' }, '#/variables/SUBDOMAIN'],
  ] as const) {
    const answer = await send('post', '/applications', { connector: 'interact-software', label: 'Slug', variables });
    expect([answer.status, bodyOf(answer).errors?.[0]?.pointer]).toEqual([422, pointer]);
  }
  const url = await send('post', '/applications', {
    connector: 'custom-saml',
    label: 'Slug',
    bookmarkUrl: 'https://a.example',
  });
  expect(bodyOf(url).errors?.[0]?.pointer).toBe('#/bookmarkUrl');
  expect(bodyOf(await send('get', '/applications?search=slug')).items).toEqual([]);
});

test('a duplicate has the General Info and its own name, image, guide link and sign-in demands are set apart', async () => {
  const { id } = await add('custom-saml', { description: 'Maps' });
  const copy = await send('post', `/applications/${id}/duplicate`, { label: `Copy ${round}` });
  expect(bodyOf(copy)).toMatchObject({ description: 'Maps', label: `Copy ${round}` });
  const demands = { secondFactor: true, signInMinutes: 60 };
  expect(bodyOf(await send('put', `/applications/${id}/sign-in-demands`, demands))).toMatchObject(demands);
  const wrong = await send('put', `/applications/${id}/sign-in-demands`, { ...demands, signInMinutes: 2_000 });
  expect(bodyOf(wrong).errors?.[0]?.pointer).toBe('#/signInMinutes');
  expect((await send('get', `/applications/${id}/image`)).status).toBe(404);
  expect((await send('put', `/applications/${id}/image`, { image: PNG })).status).toBe(204);
  expect(bodyOf(await send('get', `/applications/${id}/image`))).toEqual({ contentType: 'image/png', image: PNG });
  expect((await send('delete', `/applications/${id}/image`)).status).toBe(204);
  const blogin = await add('blogin', { label: 'BlogIn' });
  const link = await send('post', `/applications/${blogin.id}/guide-link`);
  const { url } = bodyOf<{ url: string }>(link);
  expect([link.status, url]).toEqual([201, expect.stringMatching(/^http:\/\/localhost:9999\/guide\/\S{20,}$/)]);
  const shown = await send('get', `/applications/${blogin.id}/guide-link`);
  expect(shown.text).not.toContain(url.split('/').at(-1));
  expect((await send('delete', `/applications/${blogin.id}/guide-link`)).status).toBe(204);
  expect((await send('get', `/applications/${blogin.id}/guide-link`)).status).toBe(404);
});

test('the list goes on by its cursor, and says how many people have each', async () => {
  await add('custom-saml', { label: `zz one ${round}` });
  await add('custom-saml', { label: `ZZ two ${round}` });
  const first = bodyOf(await send('get', '/applications?search=zz&limit=1'));
  expect(first.items).toMatchObject([{ label: `zz one ${round}`, people: 0 }]);
  const second = bodyOf(await send('get', `/applications?search=zz&limit=1&cursor=${String(first.next)}`));
  expect(second).toMatchObject({ items: [{ label: `ZZ two ${round}` }], next: null });
  expect((await send('get', `/applications?limit=1&cursor=${String(first.next)}`)).status).toBe(400);
});

test('a bookmark’s tile is opened and closed', async () => {
  const { id } = await add('bookmark', { bookmarkUrl: 'https://www.example.com' });
  expect(bodyOf(await send('post', `/applications/${id}/sso/deactivate`))).toMatchObject({ ssoState: 'inactive' });
  expect(bodyOf(await send('post', `/applications/${id}/sso/activate`))).toMatchObject({ ssoState: 'active' });
  expect((await send('get', `/applications/${id}/sso`)).status).toBe(404);
});

describe('access', () => {
  const withPeople = async (names: string[]) => {
    const group = await createGroup(bench.context, bench.actor, { name: `People ${round}` });
    const users = [];
    for (const name of names) users.push(await addMember(bench.context, bench.actor, group, `${name}${round}`));
    return { group, users };
  };

  test('groups and people are given it and lose it, and nobody more than was said (M-064)', async () => {
    const { id } = await add('custom-saml');
    const { group, users } = await withPeople(['noor', 'tomas']);
    const noor = `username:noor${round}`;
    const change = { addGroups: [`name:people ${round}`], addUsers: [noor] };
    const preview = await send('post', `/applications/${id}/access/preview`, change);
    expect(bodyOf(preview)).toEqual({ adds: 2, removes: 0, staged: null });
    expect(bodyOf(await send('post', `/applications/${id}/access`, change))).toEqual({ adds: 2, removes: 0 });
    const people = bodyOf(await send('get', `/applications/${id}/users?limit=1`));
    expect(people.items).toEqual([
      { id: users[0]?.id, username: `noor${round}`, name: expect.any(String) as string, direct: true },
    ]);
    const rest = bodyOf(await send('get', `/applications/${id}/users?limit=1&cursor=${String(people.next)}`));
    expect(rest).toMatchObject({ items: [{ username: `tomas${round}`, direct: false }], next: null });
    const direct = bodyOf(await send('get', `/applications/${id}/users?given=direct`));
    expect(direct).toMatchObject({ items: [{ username: `noor${round}`, direct: true }], next: null });

    const refused = await send('post', `/applications/${id}/access`, {
      removeGroups: [group.id],
      addUsers: ['nobody'],
    });
    expect(bodyOf(refused).errors?.[0]?.pointer).toBe('#/addUsers/0');
    const tooMany = await send('put', `/applications/${id}/groups`, { groups: [], mayRemove: 0 });
    expect([tooMany.status, bodyOf(tooMany).detail]).toEqual([409, expect.stringContaining('1 person loses access')]);
    expect(bodyOf(await send('get', `/applications/${id}/groups`)).items).toEqual([{ id: group.id, name: group.name }]);
    expect((await send('delete', `/applications/${id}/groups/${group.id}`)).status).toBe(400);
    const gone = await send('delete', `/applications/${id}/groups/${group.id}?mayRemove=1`);
    expect(bodyOf(gone)).toEqual({ adds: 0, removes: 1 });
    expect(bodyOf(await send('put', `/applications/${id}/users/${noor}`))).toEqual({ adds: 0, removes: 0 });
    expect(bodyOf(await send('delete', `/applications/${id}/users/${noor}`))).toEqual({ adds: 0, removes: 1 });
    expect(bodyOf(await send('put', `/applications/${id}/groups/${group.id}`))).toEqual({ adds: 2, removes: 0 });
  });

  test('a preview says the limit of safe removal that would hold it', async () => {
    const sp = await startSp();
    const { id } = await add('custom-scim');
    const { group } = await withPeople(['ada', 'bea', 'cid', 'dov', 'eli', 'fay']);
    await send('put', `/applications/${id}/groups/${group.id}`);
    const credential = { kind: 'bearer', secret: sp.token };
    await send('post', `/applications/${id}/identity-management/activate`, { baseUrl: sp.scimBaseUrl, credential });
    await bench.context.worker.idle();
    const preview = await send('post', `/applications/${id}/access/preview`, { groups: [] });
    expect(bodyOf(preview)).toEqual({ adds: 0, removes: 6, staged: 'half of 6 accounts' });
    await sp.stop();
  });
});

test('a key that only reads changes nothing, and does not reach Identity Management', async () => {
  const { id } = await add('custom-saml');
  const { secret } = await bench.key(['applications:read']);
  expect((await send('get', `/applications/${id}`, undefined, {}, secret)).status).toBe(200);
  const refused = await send('patch', `/applications/${id}`, { label: 'Mine' }, {}, secret);
  expect([refused.status, bodyOf(refused).detail]).toEqual([403, 'This key lacks the scope applications:write.']);
  expect((await send('get', `/applications/${id}/identity-management`, undefined, {}, secret)).status).toBe(403);
});
