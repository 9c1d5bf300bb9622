import { Buffer } from 'node:buffer';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { authProblem } from '../../src/core/idm-auth';
import type { IdmAuth } from '../../src/core/idm-settings';
import { makeOauthTokens } from '../../src/net/scim-transport-oauth';
import type { ScimTransport } from '../../src/scim/transport';
import { loopbackAgent, serve, TOKEN, transportTo, type TestServer } from './servers';

const agent = loopbackAgent();
const servers: TestServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await agent.close();
});

async function server(listener: RequestListener): Promise<TestServer> {
  const started = await serve(listener);
  servers.push(started);
  return started;
}

const list = { method: 'GET', path: '/Users' } as const;

describe('the ways to prove oneself to an SP', () => {
  test('RFC 7617 HTTP basic, with a username and password beyond ASCII', async () => {
    const sp = await server((_, response) => response.end('{}'));
    await transportTo(sp.url, agent, { auth: { kind: 'basic', username: 'jörg' } })(list);
    const sent = sp.seen[0]?.headers.authorization ?? '';
    expect(Buffer.from(sent.replace('Basic ', ''), 'base64').toString('utf8')).toBe(`jörg:${TOKEN}`);
  });

  test('a header of the SP’s own, and no Authorization beside it', async () => {
    const sp = await server((_, response) => response.end('{}'));
    await transportTo(sp.url, agent, { auth: { kind: 'header', name: 'X-API-Key' } })(list);
    expect(sp.seen[0]?.headers).toMatchObject({ 'x-api-key': TOKEN });
    expect(sp.seen[0]?.headers.authorization).toBeUndefined();
  });

  test.each(['Host', 'content-length', 'Connection', 'Transfer-Encoding', 'x y', 'a\r\nb', '', 'If-Match'])(
    'A3 the header %p is refused, on the form and on the wire',
    async (name) => {
      const auth: IdmAuth = { kind: 'header', name };
      expect(authProblem(auth)).toEqual(expect.any(String));
      const sp = await server((_, response) => response.end('{}'));
      expect(await transportTo(sp.url, agent, { auth })(list)).toMatchObject({ kind: 'silence', unsent: true });
      expect(sp.seen).toEqual([]);
    },
  );

  test('A3 a password that an SP repeats is taken out, packed or not', async () => {
    const pair = Buffer.from(`u:${TOKEN}`).toString('base64');
    const sp = await server((_, response) =>
      response.writeHead(400).end(JSON.stringify({ detail: `${pair} ${TOKEN}` })),
    );
    const came = JSON.stringify(await transportTo(sp.url, agent, { auth: { kind: 'basic', username: 'u' } })(list));
    expect(came).not.toContain(pair);
    expect(came).not.toContain(TOKEN);
  });
});

describe('RFC 6749 section 4.4: OAuth client credentials', () => {
  type Handler = (request: IncomingMessage, body: string, response: ServerResponse) => void;
  async function tokenServer(handler: Handler): Promise<TestServer> {
    return server((request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => handler(request, body, response));
    });
  }
  function json(response: ServerResponse, status: number, value: unknown): void {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  }
  function transport(sp: TestServer, tokenUrl: string, scope?: string): ScimTransport {
    const tokens = makeOauthTokens({ agent, userAgent: 'Passo/0.1.0' });
    const auth: IdmAuth = { kind: 'oauth', tokenUrl, clientId: 'id:1', ...(scope === undefined ? {} : { scope }) };
    return transportTo(sp.url, agent, { auth, tokens, timeoutMs: 2_000 });
  }

  test('one token serves many requests, asked for once by requests at the same time', async () => {
    const issuer = await tokenServer((_, __, response) =>
      json(response, 200, { access_token: 'first', expires_in: 3600 }),
    );
    const sp = await server((_, response) => response.end('{}'));
    const send = transport(sp, `${issuer.url}/token`, 'scim');
    await Promise.all([send(list), send(list), send(list)]);
    await send(list);
    expect(issuer.seen).toHaveLength(1);
    expect(sp.seen.map((request) => request.headers.authorization)).toEqual(Array(4).fill('Bearer first'));
    const sent = issuer.seen[0]?.headers.authorization ?? '';
    const pair = Buffer.from(sent.replace('Basic ', ''), 'base64').toString();
    expect(pair).toBe(`id%3A1:${encodeURIComponent(TOKEN)}`);
  });

  test('a refused token is fetched anew once, and then the refusal stands', async () => {
    let count = 0;
    const issuer = await tokenServer((_, __, response) => {
      count += 1;
      json(response, 200, { access_token: `token-${count}`, token_type: 'Bearer' });
    });
    const good = await server((request, response) =>
      response.writeHead(request.headers.authorization === 'Bearer token-2' ? 200 : 401).end('{}'),
    );
    expect(await transport(good, issuer.url)(list)).toMatchObject({ kind: 'answer', status: 200 });
    expect(count).toBe(2);
    const never = await server((_, response) => response.writeHead(401).end('{}'));
    expect(await transport(never, issuer.url)(list)).toMatchObject({ kind: 'answer', status: 401 });
    expect(never.seen).toHaveLength(2);
  });

  test('a token that is about to end is not used', async () => {
    let count = 0;
    const issuer = await tokenServer((_, __, response) => {
      count += 1;
      json(response, 200, { access_token: `token-${count}`, expires_in: '0.1' });
    });
    const sp = await server((_, response) => response.end('{}'));
    const send = transport(sp, issuer.url);
    await send(list);
    await new Promise((resolve) => setTimeout(resolve, 120));
    await send(list);
    expect(count).toBe(2);
  });

  test('an issuer that wants id and secret in the body gets them there, at once the next time', async () => {
    let count = 0;
    const issuer = await tokenServer((request, body, response) => {
      count += 1;
      const form = new URLSearchParams(body);
      const fits = form.get('client_id') === 'id:1' && form.get('client_secret') === TOKEN;
      if (request.headers.authorization !== undefined || !fits) json(response, 401, { error: 'invalid_client' });
      else json(response, 200, { access_token: `t${count}`, expires_in: 1 });
    });
    const sp = await server((_, response) => response.end('{}'));
    const send = transport(sp, issuer.url);
    expect(await send(list)).toMatchObject({ status: 200 });
    expect(count).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 600));
    await send(list);
    expect(count).toBe(3);
  });

  test.each([
    [401, { error: 'invalid_client' }, { kind: 'answer', status: 401 }],
    [400, { error: 'invalid_scope' }, { kind: 'answer', status: 401 }],
    [429, {}, { kind: 'answer', status: 429 }],
    [503, {}, { kind: 'silence', unsent: true }],
    [302, {}, { kind: 'silence', unsent: true }],
    [200, { token: 'x' }, { kind: 'silence', unsent: true }],
    [200, { access_token: 'a b' }, { kind: 'silence', unsent: true }],
    [200, { access_token: 'x', token_type: 'mac' }, { kind: 'silence', unsent: true }],
    [200, [], { kind: 'silence', unsent: true }],
  ])('an issuer that answers %i %j is told of, and nothing reaches the SP', async (status, body, expected) => {
    const elsewhere = await server((_, response) => response.end('{}'));
    const issuer = await tokenServer((_, __, response) => {
      if (status === 302) response.setHeader('location', elsewhere.url);
      if (status === 429) response.setHeader('retry-after', '7');
      json(response, status, { ...body, echo: TOKEN });
    });
    const sp = await server((_, response) => response.end('{}'));
    const came = await transport(sp, issuer.url)({ method: 'POST', path: '/Users', body: {} });
    expect(came).toMatchObject(expected);
    expect(JSON.stringify(came)).not.toContain(TOKEN);
    if (status === 429) expect(came).toMatchObject({ headers: { 'retry-after': '7' } });
    expect([...sp.seen, ...elsewhere.seen]).toEqual([]);
  });

  test('A2 a token address in our own network is refused, and one that hangs is given up', async () => {
    const sp = await server((_, response) => response.end('{}'));
    expect(await transport(sp, 'http://10.0.0.1/token')(list)).toMatchObject({
      reason: 'refused-address',
      unsent: true,
    });
    expect(await transport(sp, 'file:///etc/passwd')(list)).toMatchObject({ reason: 'refused-address' });
    const issuer = await tokenServer(() => undefined);
    const tokens = makeOauthTokens({ agent, userAgent: 'Passo/0.1.0' });
    const auth: IdmAuth = { kind: 'oauth', tokenUrl: issuer.url, clientId: 'x' };
    const send = transportTo(sp.url, agent, { auth, tokens, timeoutMs: 150 });
    expect(await send(list)).toMatchObject({ reason: 'timeout', unsent: true });
    expect(sp.seen).toEqual([]);
  });

  test.each([
    [{ kind: 'basic', username: 'a:b' }],
    [{ kind: 'basic', username: '' }],
    [{ kind: 'oauth', tokenUrl: 'nowhere', clientId: 'x' }],
    [{ kind: 'oauth', tokenUrl: 'https://sp.example/t', clientId: '' }],
  ] as [IdmAuth][])('%j is refused on the form', (auth) => expect(authProblem(auth)).toEqual(expect.any(String)));
});
