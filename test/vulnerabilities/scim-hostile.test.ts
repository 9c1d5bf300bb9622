import { gzipSync } from 'node:zlib';
import type { RequestListener, ServerResponse } from 'node:http';
import { makeScimClient } from '../../src/scim/client';
import type { ScimClient, UserChange } from '../../src/scim/client-types';
import type { Outcome } from '../../src/scim/outcome';
import { ERROR_SCHEMA } from '../../src/scim/schemas';
import { loopbackAgent, serve, TOKEN, transportTo, type TestServer } from '../net/servers';

const agent = loopbackAgent();
const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => agent.close());

const TIMEOUT = 400;

async function against(listener: RequestListener): Promise<{ sp: TestServer; client: ScimClient; learnt: object[] }> {
  const sp = await serve(listener);
  servers.push(sp);
  const learnt: object[] = [];
  const client = makeScimClient({
    transport: transportTo(`${sp.url}/scim`, agent, { timeoutMs: TIMEOUT }),
    label: 'Robin',
    host: '127.0.0.1',
    now: Date.now,
    onFact: (news) => learnt.push(news),
  });
  return { sp, client, learnt };
}

function json(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/scim+json', ...headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

const LEAVE: UserChange = { operations: [{ op: 'replace', path: 'active', value: false }], whole: { active: false } };
const nested = `${'{"a":'.repeat(60)}1${'}'.repeat(60)}`;
const bomb = gzipSync(Buffer.alloc(30 * 1024 * 1024, 'x'));

describe('A13 whatever an SP answers to the reading of an account, it is told as what it is', () => {
  const cases: [string, (response: ServerResponse) => void, string][] = [
    ['nothing, ever', () => undefined, 'unreachable'],
    ['a drip without end', (response) => drip(response), 'unreachable'],
    [
      'headers and no body',
      (response) => response.writeHead(200, { 'content-length': '10' }).flushHeaders(),
      'unreachable',
    ],
    ['3 MB', (response) => json(response, 200, 'x'.repeat(3 * 1024 * 1024)), 'unreachable'],
    [
      'a length of 1 GB',
      (response) => response.writeHead(200, { 'content-length': '1000000000' }).flushHeaders(),
      'unreachable',
    ],
    [
      'a packed bomb',
      (response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
      'unreachable',
    ],
    [
      'a false packing',
      (response) => void response.writeHead(200, { 'content-encoding': 'br' }).end('{}'),
      'unreachable',
    ],
    ['a hang-up in the middle', (response) => cut(response), 'unreachable'],
    [
      'headers of 64 KB',
      (response) => json(response, 200, { id: '7' }, { 'x-long': 'x'.repeat(65_536) }),
      'unreachable',
    ],
    [
      'a web page with 200',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hi'),
      'not-scim',
    ],
    [
      'a web page with 404',
      (response) => void response.writeHead(404, { 'content-type': 'text/html' }).end('<p>Hi'),
      'not-scim',
    ],
    ['a redirect', (response) => void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(), 'not-scim'],
    ['broken JSON', (response) => json(response, 200, '{"id":"7"'), 'not-scim'],
    ['a list', (response) => json(response, 200, []), 'not-scim'],
    ['null', (response) => json(response, 200, 'null'), 'not-scim'],
    ['60 levels', (response) => json(response, 200, nested), 'not-scim'],
    ['another account', (response) => json(response, 200, { id: '8' }), 'not-scim'],
    ['no id but in __proto__', (response) => json(response, 200, '{"__proto__":{"id":"7"}}'), 'not-scim'],
    ['an id of dots', (response) => json(response, 200, { id: '..' }), 'not-scim'],
    ['a number that loses digits', (response) => json(response, 200, '{"id":12345678901234567890}'), 'not-scim'],
    ['a lone surrogate', (response) => json(response, 200, '{"id":"\\ud800"}'), 'not-scim'],
    ['two ids', (response) => json(response, 200, '{"id":"7","id":"8"}'), 'not-scim'],
    ['401', (response) => json(response, 401, { detail: `Bearer ${TOKEN}` }), 'unauthorized'],
    ['404 in SCIM', (response) => json(response, 404, { schemas: [ERROR_SCHEMA], status: '404' }), 'gone'],
    ['404 in plain text', (response) => void response.writeHead(404).end('404 page not found'), 'not-scim'],
    ['500 with the token in it', (response) => void response.writeHead(500).end(`trace ${TOKEN}`), 'retry'],
    ['a status of 599', (response) => json(response, 599, {}), 'retry'],
    ['a byte order mark', (response) => json(response, 200, '\ufeff{"id":"7"}'), 'ok'],
    [
      'JSON said to be a page',
      (response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('{"id":"7"}'),
      'ok',
    ],
    ['a number as id', (response) => json(response, 200, { id: 7 }), 'ok'],
    [
      'members of its own',
      (response) => json(response, 200, '{"id":"7","__proto__":{"active":true},"constructor":1}'),
      'ok',
    ],
  ];
  test.each(cases)('%s', async (_, answer, kind) => {
    const { client, learnt } = await against((_request, response) => answer(response));
    const started = Date.now();
    const outcome = await client.getUser('7');
    expect(outcome.kind).toBe(kind);
    expect(Date.now() - started).toBeLessThan(TIMEOUT + 2_000);
    expect(JSON.stringify(outcome)).not.toContain(TOKEN);
    expect(learnt).toEqual([]);
    expect(({} as Record<string, unknown>)['active']).toBeUndefined();
  });
});

describe('A13 what an SP answers to a change', () => {
  test('a 201 without a body is followed by a look for the account, and no second one is made', async () => {
    const { client, sp } = await against((request, response) => {
      if (request.method === 'POST') response.writeHead(201).end();
      else json(response, 200, { totalResults: 1, Resources: [{ id: '7', userName: 'Priya' }] });
    });
    expect(await client.createUser({ userName: 'priya' })).toMatchObject({ kind: 'ok', value: { id: '7' } });
    expect(sp.seen.map(({ method }) => method)).toEqual(['POST', 'GET']);
  });

  test('a Location says which account it is, and one elsewhere is not followed', async () => {
    const elsewhere = await serve((_, response) => json(response, 200, { id: '9' }));
    servers.push(elsewhere);
    const { client } = await against((request, response) => {
      if (request.method === 'POST') response.writeHead(201, { location: `${elsewhere.url}/scim/Users/a%2Fb` }).end();
      else if (request.url === '/scim/Users/a%2Fb') json(response, 200, { id: 'a/b', userName: 'priya' });
      else response.writeHead(500).end();
    });
    expect(await client.createUser({ userName: 'priya' })).toMatchObject({ kind: 'ok', value: { id: 'a/b' } });
    expect(elsewhere.seen).toEqual([]);
  });

  test('a 201 of which no account is found stays in doubt', async () => {
    const { client } = await against((request, response) => {
      if (request.method === 'POST') response.writeHead(201).end();
      else json(response, 200, { totalResults: 0 });
    });
    expect(await client.createUser({ userName: 'p' })).toMatchObject({
      kind: 'retry',
      exchange: { mayHaveActed: true },
    });
  });

  test('a 204 with a body does not spoil the next answer', async () => {
    const { client } = await against((request, response) => {
      if (request.method === 'GET') return json(response, 200, { id: '7', active: false });
      response.socket?.write('HTTP/1.1 204 No Content\r\n\r\n{"id":"8","active":true}');
      return undefined;
    });
    expect((await client.changeUser('7', LEAVE)).kind).toBe('ok');
    expect(await client.getUser('7')).toMatchObject({ kind: 'ok', value: { id: '7' } });
  });

  test('P6 a deactivation that is answered well and not made is not believed', async () => {
    const { client } = await against((_, response) => json(response, 200, { id: '7', active: true }));
    expect(await client.changeUser('7', LEAVE)).toMatchObject({
      kind: 'retry',
      sentence: 'Robin answered that the account was changed, and it is active all the same.',
      exchange: { mayHaveActed: true },
    });
  });

  test('P6 an SP that reads only a text as false is met with a text, and that is learnt', async () => {
    let active = true;
    const { client, learnt } = await against((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        if (body.includes('"False"')) active = false;
        json(response, 200, { id: '7', active });
      });
    });
    expect((await client.changeUser('7', LEAVE)).kind).toBe('ok');
    expect(active).toBe(false);
    expect(learnt).toEqual([{ booleans: 'text' }]);
  });

  test('an SP that calls `active` unknown is not believed: nobody stays in for that', async () => {
    const { client, learnt } = await against((_, response) =>
      json(response, 400, { scimType: 'invalidSyntax', detail: 'Unknown attribute active.' }),
    );
    expect((await client.changeUser('7', LEAVE)).kind).toBe('rejected');
    expect(learnt).toEqual([]);
  });

  test.each([500, 502, 503, 429, 403, 401, 404])('a %i teaches nothing', async (status) => {
    const { client, learnt, sp } = await against((_, response) => json(response, status, { detail: 'op path active' }));
    await client.changeUser('7', LEAVE);
    expect(sp.seen).toHaveLength(1);
    expect(learnt).toEqual([]);
  });

  test('an SP that refuses everything is asked a few times, and not for ever', async () => {
    const { client, learnt, sp } = await against((_, response) => json(response, 400, {}));
    const title: UserChange = { operations: [{ op: 'replace', path: 'title', value: 'x' }], whole: { title: 'x' } };
    expect((await client.changeUser('7', title)).kind).toBe('rejected');
    expect(sp.seen.length).toBeLessThanOrEqual(7);
    expect(learnt).toEqual([]);
  });

  test('another form that is taken and has no effect is not learnt', async () => {
    const { client, learnt } = await against((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        if (request.method === 'PATCH' && body.includes('"replace"')) json(response, 400, { detail: 'bad op' });
        else json(response, 200, { id: '7', title: 'as before' });
      });
    });
    const title: UserChange = { operations: [{ op: 'replace', path: 'title', value: 'x' }], whole: { title: 'x' } };
    expect(await client.changeUser('7', title)).toMatchObject({
      kind: 'unsupported',
      exchange: { mayHaveActed: true },
    });
    expect(learnt).toEqual([]);
  });

  test.each(['\r\nx-evil: 1', 'a'.repeat(10_000), 'ü'])('a version of %j never becomes a header', async (version) => {
    const { client, sp } = await against((request, response) => {
      if (request.method === 'GET') json(response, 200, { id: '7', active: true, meta: { version } });
      else if (request.headers['if-match'] === undefined) json(response, 428, {});
      else json(response, 200, { id: '7', active: false });
    });
    const outcome = await client.changeUser('7', LEAVE);
    expect(outcome.kind).toBe('rejected');
    expect(sp.seen.some(({ headers }) => headers['if-match'] !== undefined || headers['x-evil'] !== undefined)).toBe(
      false,
    );
  });

  test('412: what somebody else changed in between is met once, and what Passo changes is not overwritten', async () => {
    let version = 0;
    let title = 'one';
    const { client, sp } = await against((request, response) => {
      if (request.method === 'GET') {
        version += 1;
        title = version === 1 ? 'one' : 'two';
        return json(response, 200, { id: '7', title, active: true }, { etag: `"${version}"` });
      }
      if (request.headers['if-match'] === `"2"`) return json(response, 200, { id: '7', active: false });
      return json(response, request.headers['if-match'] === undefined ? 428 : 412, {});
    });
    expect((await client.changeUser('7', LEAVE)).kind).toBe('ok');
    expect(sp.seen.map(({ method }) => method)).toEqual(['PATCH', 'GET', 'PATCH', 'GET', 'PATCH']);
    version = 0;
    const change: UserChange = { operations: [{ op: 'replace', path: 'title', value: 'x' }], whole: { title: 'x' } };
    expect(await client.changeUser('7', change)).toMatchObject({ kind: 'retry', exchange: { status: 412 } });
  });

  test.each([
    ['soon', undefined],
    ['-5', undefined],
    ['999999999', 86_400_000],
    ['Fri, 01 Jan 2100 00:00:00 GMT', 86_400_000],
  ])('R9 Retry-After %p', async (header, expected) => {
    const { client } = await against((_, response) => json(response, 429, {}, { 'retry-after': header }));
    const outcome = await client.getUser('7');
    expect(outcome.kind).toBe('retry');
    expect((outcome as { retryAfterMs?: number }).retryAfterMs).toBe(expected);
  });
});

describe('A13 lists', () => {
  async function read(
    client: ScimClient,
  ): Promise<{ ids: string[]; last: Outcome<unknown> | undefined; complete: boolean }> {
    const ids: string[] = [];
    let last: Outcome<unknown> | undefined;
    let complete = false;
    for await (const part of client.listUsers()) {
      last = part;
      if (part.kind !== 'ok') break;
      complete = part.value.complete;
      ids.push(...part.value.resources.map(({ id }) => id));
    }
    return { ids, last, complete };
  }

  test('the same account twice on a page is one', async () => {
    const { client } = await against((_, response) =>
      json(response, 200, { totalResults: 3, Resources: [{ id: 'a' }, { id: 'a' }, { id: 'b' }] }),
    );
    expect((await read(client)).ids).toEqual(['a', 'b']);
  });

  test('one account without an id spoils the page: half a list does not pass for a whole one', async () => {
    const { client } = await against((_, response) =>
      json(response, 200, { totalResults: 2, Resources: [{ id: 'a' }, { userName: 'x' }] }),
    );
    expect((await read(client)).last?.kind).toBe('not-scim');
  });

  test('a cursor that goes in circles ends, and the list does not pass for whole', async () => {
    const { client, sp } = await against((_, response) =>
      json(response, 200, { Resources: [{ id: 'a' }], nextCursor: 'x&y=/../' }),
    );
    expect(await read(client)).toMatchObject({ ids: ['a'], complete: false });
    expect(sp.seen.length).toBeLessThan(5);
    expect(sp.seen.at(-1)?.url).toContain('cursor=x%26y%3D%2F..%2F');
  });

  test('a page larger than is read at once is asked for in smaller ones', async () => {
    const people = Array.from({ length: 60 }, (_, place) => ({ id: String(place), note: 'x'.repeat(60_000) }));
    const { client, learnt } = await against((request, response) => {
      const query = new URL(request.url ?? '', 'http://x').searchParams;
      const start = Number(query.get('startIndex'));
      const Resources = people.slice(start - 1, start - 1 + Number(query.get('count')));
      json(response, 200, { totalResults: people.length, Resources });
    });
    expect((await read(client)).ids).toHaveLength(60);
    expect(learnt).toEqual([{ pageSize: 25 }]);
  });
});

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
}

function cut(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
  response.write('{"id":');
  setTimeout(() => response.destroy(), 20);
}
