import { insertApiRequest } from '../../src/store/api-keys/requests';
import { transact } from '../../src/store/tx';
import { tidy } from '../../src/actions/housekeeping/tidy';
import { bodyOf, startApi, type ApiBench } from './bench';

let api: ApiBench;
beforeAll(async () => {
  api = await startApi({ fixedClock: true });
});
afterAll(() => api.stop());

const add = (name: string, headers: Record<string, string> = {}) =>
  api.call('post', '/groups').set(headers).send({ name });

async function addGroup(name: string): Promise<{ id: string; etag: string }> {
  const answer = await add(name);
  expect(answer.status).toBe(201);
  return { id: String(bodyOf(answer)['id']), etag: String(answer.headers['etag']) };
}

describe('problem documents (RFC 9457)', () => {
  test('a problem has its kind, its place and the id of the request, and nothing of the query', async () => {
    const answer = await api.call('get', '/groups/name:Nobody?x=secret');
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['x-request-id']).toMatch(/^[\w-]{36}$/);
    expect(answer.body).toEqual({
      type: '/api/docs#problem-unreadable',
      title: 'The request can’t be read',
      status: 400,
      detail: 'x: Nothing is expected here.',
      instance: '/api/v1/groups/name:Nobody',
      requestId: answer.headers['x-request-id'],
      errors: [{ parameter: 'x', detail: 'Nothing is expected here.' }],
    });
  });

  test('what is not there is 404, another method is 405 with Allow, HEAD is as GET', async () => {
    expect((await api.call('get', '/nothing')).status).toBe(404);
    expect((await api.call('get', '/Groups')).status).toBe(404);
    const wrong = await api.call('put', '/groups');
    expect([wrong.status, wrong.headers['allow']]).toEqual([405, 'GET, HEAD, POST']);
    expect((await api.call('options', '/groups')).headers['access-control-allow-origin']).toBeUndefined();
    const head = await api.call('head', '/groups');
    expect([head.status, head.text]).toEqual([200, undefined]);
    expect(Number(head.headers['content-length'])).toBeGreaterThan(2);
  });

  const bodies: readonly (readonly [string, unknown, number, string | undefined, RegExp])[] = [
    ['a name that is mistyped', { nmae: 'x' }, 422, '#/nmae', /Do you mean name\?/],
    ['a name of nothing', { name: 'x', colour: 'red' }, 422, '#/colour', /There are: name, description/],
    ['a number for text', { name: 7 }, 422, '#/name', /must be text/],
    ['a list for an object', [], 422, '#', /must be an object/],
    ['a rule of the action', { name: '   ' }, 422, '#/name', /Enter a name/],
    ['__proto__', '{"__proto__":{"name":"x"},"name":"y"}', 400, '#/__proto__', /can’t be used/],
    ['a name twice', '{"name":"x","na\\u006de":"y"}', 400, '#/name', /twice/],
    ['a name twice, deep', '{"name":{"a/b":[0,{"c":1,"c":2}]}}', 400, '#/name/a~1b/1/c', /twice/],
    ['NUL', '{"name":"a\\u0000b"}', 400, '#/name', /can’t be kept/],
    ['half a character', '{"name":"\\ud800"}', 400, '#/name', /can’t be kept/],
    ['something that is not JSON', '{name: 1}', 400, undefined, /not valid JSON/],
    ['depth', `{"name":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 400, undefined, /32 levels/],
    ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, undefined, /UTF-8/],
  ];
  test.each(bodies)('%s in a body is refused with its place', async (_what, body, status, pointer, sentence) => {
    const before = await api.call('get', '/groups?limit=200');
    const post = api.call('post', '/groups').set('Content-Type', 'application/json');
    const raw = Buffer.isBuffer(body) || typeof body === 'string';
    const answer = await post.serialize((bytes) => bytes as string).send(raw ? body : JSON.stringify(body));
    const { detail, errors } = bodyOf(answer);
    expect([answer.status, errors?.[0]?.pointer]).toEqual([status, pointer]);
    expect(errors?.[0]?.detail ?? detail).toMatch(sentence);
    expect((await api.call('get', '/groups?limit=200')).body).toEqual(before.body);
    expect(Object.hasOwn({}, 'name')).toBe(false);
  });

  test('bodies of another kind or size, and none at all', async () => {
    const form = await api.call('post', '/groups').type('form').send({ name: 'x' });
    expect([form.status, form.headers['accept']]).toEqual([415, 'application/json']);
    const latin = await api.call('post', '/groups').set('Content-Type', 'application/json; charset=latin1').send('{}');
    expect(latin.status).toBe(415);
    const packed = api.call('post', '/groups').set({ 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
    expect((await packed.send('{}')).status).toBe(415);
    const large = await add('x'.repeat(1024 * 1024));
    expect([large.status, bodyOf(large).detail]).toEqual([413, 'A body may have 1024 KiB here.']);
    const none = await api.call('post', '/groups');
    expect([none.status, bodyOf(none).detail]).toEqual([400, 'This needs a body of JSON.']);
    const unwanted = await api.call('get', '/groups').send({ name: 'x' });
    expect(unwanted.status).toBe(422);
  });
});

describe('cursor pages', () => {
  test('a list is walked without losing or repeating anybody, and a cursor fits its own list only', async () => {
    const made = ['C 1', 'c 2', 'C 3', 'C 4', 'Ç 5'];
    for (const name of made) await addGroup(name);
    const seen: unknown[] = [];
    let cursor = '';
    for (let page = 0; page < 10; page += 1) {
      const answer = await api.call('get', `/groups?search=c%20&limit=2${cursor}`);
      const { items, next } = bodyOf(answer);
      seen.push(...items.map(({ name }) => name));
      if (next === null) break;
      cursor = `&cursor=${next}`;
      if (page === 0) await addGroup('A 0 comes in between');
    }
    expect(seen).toEqual(['C 1', 'c 2', 'C 3', 'C 4']);
    for (const path of [`/groups?search=d${cursor}`, '/groups?cursor=bm8', `/users?${cursor}`]) {
      const answer = await api.call('get', path);
      expect([answer.status, bodyOf(answer).errors?.[0]?.parameter]).toEqual([400, 'cursor']);
    }
  });

  test.each(['0', '201', '-1', '1.5', 'many', '1&limit=2'])('A9: a limit of %s is refused', async (limit) => {
    const answer = await api.call('get', `/groups?limit=${limit}`);
    expect([answer.status, bodyOf(answer).errors?.[0]?.parameter]).toEqual([400, 'limit']);
  });
});

describe('ETag (RFC 9110 section 13)', () => {
  test('who has the state gets 304, who writes on another is told and changes nothing', async () => {
    const { id, etag } = await addGroup('Tagged');
    expect(etag).toMatch(/^"[\w-]{27}"$/);
    const known = await api.call('get', `/groups/${id}`).set('If-None-Match', `"x", W/${etag}`);
    expect([known.status, known.text]).toEqual([304, '']);
    const patch = (match: string, body: object) => api.call('patch', `/groups/${id}`).set('If-Match', match).send(body);
    const first = await patch(etag, { name: 'Tagged once' });
    expect(first.status).toBe(200);
    const late = await patch(etag, { name: 'Tagged twice' });
    expect([late.status, bodyOf(late).type]).toEqual([412, '/api/docs#problem-changed-meanwhile']);
    expect((await patch(`W/${String(first.headers['etag'])}`, { name: 'Weak' })).status).toBe(412);
    expect((await patch('no quotes', { name: 'x' })).status).toBe(400);
    expect((await api.call('delete', `/groups/${id}`).set('If-Match', etag)).status).toBe(412);
    expect(bodyOf(await api.call('get', `/groups/${id}`))['name']).toBe('Tagged once');
    expect((await api.call('delete', `/groups/${id}`).set('If-Match', String(first.headers['etag']))).status).toBe(204);
    const unmeant = await add('If-Match on a list', { 'If-Match': '*' });
    expect([unmeant.status, bodyOf(unmeant).errors?.[0]?.header]).toEqual([400, 'If-Match']);
  });
});

describe('Idempotency-Key', () => {
  const withKey = (key: string, name: string) => add(name, { 'Idempotency-Key': key });

  test('the same request again gets the same answer and does nothing; another one is refused', async () => {
    const first = await withKey('k-1', 'Once');
    const again = await withKey('k-1', 'Once');
    expect([again.status, again.text]).toEqual([201, first.text]);
    expect([again.headers['etag'], again.headers['location']]).toEqual([
      first.headers['etag'],
      first.headers['location'],
    ]);
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    const other = await withKey('k-1', 'Twice');
    expect([other.status, bodyOf(other).type]).toEqual([422, '/api/docs#problem-key-reused']);
    // Refusals of the action are kept as well: what was answered stays true.
    const refused = await withKey('k-2', 'Once');
    await api.call('delete', '/groups/name:Once');
    expect([refused.status, (await withKey('k-2', 'Once')).status]).toEqual([422, 422]);
    const { secret } = await api.key(['groups:write']);
    const another = api.call('post', '/groups', secret).set('Idempotency-Key', 'k-1');
    expect((await another.send({ name: 'Of another key' })).status).toBe(201);
    expect((await withKey('a b', 'x')).status).toBe(400);
  });

  test('what is kept of an answer is sealed, and goes after a day', async () => {
    await withKey('k-3', 'Kept for a day');
    const rows = JSON.stringify(await api.context.db('api_requests').select('*'));
    expect(rows).not.toMatch(/Kept for a day|k-3/);
    api.passo.clock.now += 24 * 3_600_000 + 1;
    await tidy(api.context);
    expect(await api.context.db('api_requests').select('*')).toEqual([]);
  });

  test('a request whose process died is never done twice: its outcome is unknown', async () => {
    await withKey('k-4', 'Died');
    const [row] = (await api.context.db('api_requests').select('*')) as { request_hash: string; fingerprint: string }[];
    if (row === undefined) throw new Error('nothing was kept');
    await api.context.db('api_requests').delete();
    const lease = { fingerprint: row.fingerprint, leaseUntil: api.passo.clock.now + 60_000, now: api.passo.clock.now };
    await transact(api.context.db, (tx) => insertApiRequest(tx, row.request_hash, lease));
    const running = await withKey('k-4', 'Died');
    expect([running.status, running.headers['retry-after'], bodyOf(running).type]).toEqual([
      409,
      '1',
      '/api/docs#problem-still-running',
    ]);
    api.passo.clock.now += 60_000;
    const unknown = await withKey('k-4', 'Died');
    expect([unknown.status, bodyOf(unknown).type]).toEqual([409, '/api/docs#problem-outcome-unknown']);
  });
});
