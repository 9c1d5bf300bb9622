import { gzipSync } from 'node:zlib';
import { createServer } from 'node:https';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import forge from 'node-forge';
import { makeScimTransport } from '../../src/net/scim-transport';
import { SecretText } from '../../src/core/secret-text';
import { loopbackAgent, serve, TOKEN, transportTo, type TestServer } from './servers';

const agent = loopbackAgent((host) =>
  Promise.resolve(host === 'sp.example.com' ? [{ address: '127.0.0.1', family: 4 as const }] : []),
);
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

describe('one request to one SP', () => {
  test('RFC 7644 section 3.8: headers and body as an SP expects them', async () => {
    let body = '';
    const sp = await server((request, response) => {
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => response.writeHead(201, { 'content-type': 'application/scim+json' }).end('{"id":"7"}'));
    });
    const came = await transportTo(
      `${sp.url}/sso/scim/V2/`,
      agent,
    )({ method: 'POST', path: '/Users', body: { a: 'é' } });
    expect(came).toMatchObject({ kind: 'answer', status: 201, json: { id: '7' } });
    expect(body).toBe('{"a":"é"}');
    expect(sp.seen[0]).toMatchObject({
      method: 'POST',
      url: '/sso/scim/V2/Users',
      headers: {
        accept: 'application/scim+json, application/json;q=0.9',
        'content-type': 'application/scim+json',
        authorization: `Bearer ${TOKEN}`,
        'user-agent': 'Passo/0.1.0',
        'x-request-id': 'request-1',
      },
    });
  });

  test.each([
    ['application/scim+json; charset=utf-8', '{"a":1}', { a: 1 }, undefined],
    ['application/json', '\ufeff{"a":1}', { a: 1 }, undefined],
    ['application/json', '', undefined, undefined],
    ['application/json', '{"a":', undefined, '{"a":'],
    ['text/html', ' {"a":1}', { a: 1 }, undefined],
    ['text/plain', '\ufeff{"a":1}', { a: 1 }, undefined],
    ['text/html', '"a"', undefined, '"a"'],
    ['text/html', '<p>hello', undefined, '<p>hello'],
    ['application/json', '['.repeat(100_000), undefined, '['.repeat(300)],
  ])('%s with a body of its own', async (type, body, json, text) => {
    const sp = await server((_, response) => response.writeHead(200, { 'content-type': type }).end(body));
    const came = await transportTo(sp.url, agent)(list);
    expect(came).toMatchObject({ kind: 'answer', status: 200 });
    expect(came).toHaveProperty('json', json);
    expect('text' in came ? came.text : undefined).toBe(text);
  });

  test('an answer without a media type is read', async () => {
    const sp = await server((_, response) => response.end('{"a":1}'));
    expect(await transportTo(sp.url, agent)(list)).toMatchObject({ json: { a: 1 } });
  });
});

describe('A3 the token goes to one host and comes back nowhere', () => {
  test.each([301, 302, 303, 307, 308])('a %i is an answer, not a way to follow', async (status) => {
    const elsewhere = await server((_, response) => response.end('{}'));
    const sp = await server((_, response) => response.writeHead(status, { location: elsewhere.url }).end());
    expect(await transportTo(sp.url, agent)(list)).toMatchObject({ kind: 'answer', status });
    expect(elsewhere.seen).toEqual([]);
  });

  test('a token that an SP repeats is taken out of body, text and headers, however it is escaped', async () => {
    const escaped = TOKEN.replaceAll('/', '\\/').replace('t', '\\u0074');
    const bodies = [
      `{"detail":"Bearer ${TOKEN}"}`,
      `{"detail":"${escaped}","deep":[{"a":"${TOKEN}"}]}`,
      `Bearer ${TOKEN}`,
    ];
    for (const body of bodies) {
      const sp = await server((_, response) => response.writeHead(400, { 'x-echo': TOKEN }).end(body));
      const came = JSON.stringify(await transportTo(sp.url, agent)(list));
      expect(came).toContain('******');
      expect(came).not.toContain(TOKEN);
    }
  });

  test('a token that can not stand in a header is a silence that does not name it', async () => {
    const sp = await server((_, response) => response.end('{}'));
    const token = `broken\r\nx-injected: 1`;
    const came = await transportTo(sp.url, agent, { token: new SecretText(token) })(list);
    expect(came).toMatchObject({ kind: 'silence', reason: 'broken' });
    expect(JSON.stringify(came)).not.toContain('injected');
    expect(sp.seen).toEqual([]);
  });

  test.each(['/../admin', '/%2e%2e/admin', '/Users/../../admin', '@evil.example.com/Users', '.evil.example.com/Users'])(
    'the path %s does not leave the Base URL',
    async (path) => {
      const sp = await server((_, response) => response.end('{}'));
      const came = await transportTo(`${sp.url}/scim`, agent)({ method: 'GET', path });
      expect(came).toMatchObject({ kind: 'silence', reason: 'refused-address' });
      expect(sp.seen).toEqual([]);
    },
  );
});

describe('A13 a hostile SCIM server', () => {
  test('that never answers is given up', async () => {
    const sp = await server(() => undefined);
    const came = await transportTo(sp.url, agent, { timeoutMs: 150 })(list);
    expect(came).toMatchObject({ kind: 'silence', reason: 'timeout' });
    expect(came.tookMs).toBeLessThan(2000);
  });

  test('that drips its answer is given up', async () => {
    const sp = await server((_, response) => {
      const drip = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(drip));
    });
    expect(await transportTo(sp.url, agent, { timeoutMs: 200 })(list)).toMatchObject({ reason: 'timeout' });
  });

  test('that sends more than the limit is cut off', async () => {
    const sp = await server((_, response) => response.end('x'.repeat(20_000)));
    const came = await transportTo(sp.url, agent, { maxBytes: 10_240 })(list);
    expect(came).toMatchObject({ reason: 'too-large', detail: 'more than 10 KB' });
  });

  test('that sends a small answer which unfolds into a large one is cut off', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    const sp = await server((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
    expect(await transportTo(sp.url, agent)(list)).toMatchObject({ reason: 'too-large' });
  });

  test('that packs an ordinary answer is understood', async () => {
    const packed = gzipSync('{"a":1}');
    const sp = await server((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed));
    expect(await transportTo(sp.url, agent)(list)).toMatchObject({ json: { a: 1 } });
  });

  test.each(['gzip', 'zstd'])('that claims %s and sends something else is a broken connection', async (encoding) => {
    const sp = await server((_, response) => response.writeHead(200, { 'content-encoding': encoding }).end('plain'));
    expect(await transportTo(sp.url, agent)(list)).toMatchObject({ kind: 'silence', reason: 'broken' });
  });

  test('that hangs up is a broken connection', async () => {
    const sp = await server((request) => request.socket.destroy());
    expect(await transportTo(sp.url, agent)(list)).toMatchObject({ kind: 'silence', reason: 'broken' });
  });

  test('that is not there is named as such', async () => {
    const sp = await serve((_, response) => response.end());
    await sp.close();
    expect(await transportTo(sp.url, agent)(list)).toMatchObject({ reason: 'connect', detail: 'connection refused' });
  });

  test('whose certificate nobody vouches for is refused, and the token stays here', async () => {
    const keys = forge.pki.rsa.generateKeyPair(2048);
    const certificate = forge.pki.createCertificate();
    certificate.publicKey = keys.publicKey;
    certificate.serialNumber = '01';
    certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
    certificate.setSubject([{ name: 'commonName', value: 'sp.example.com' }]);
    certificate.setIssuer([{ name: 'commonName', value: 'sp.example.com' }]);
    certificate.sign(keys.privateKey, forge.md.sha256.create());
    let asked = 0;
    const secure = createServer(
      { key: forge.pki.privateKeyToPem(keys.privateKey), cert: forge.pki.certificateToPem(certificate) },
      (_, response) => {
        asked += 1;
        response.end('{}');
      },
    );
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
    const { port } = secure.address() as AddressInfo;
    const came = await transportTo(`https://sp.example.com:${port}`, agent)(list);
    expect(came).toMatchObject({ reason: 'tls', detail: 'the certificate is not trusted' });
    expect(asked).toBe(0);
    await new Promise((resolve) => secure.close(resolve));
  });
});

test('nothing is thrown, not even for a body that can not be written down', async () => {
  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;
  const send = makeScimTransport({
    baseUrl: 'http://127.0.0.1:9',
    token: new SecretText('t'),
    agent,
    userAgent: 'Passo',
    requestId: () => '1',
  });
  expect(await send({ method: 'POST', path: '/Users', body: cyclic })).toMatchObject({ kind: 'silence' });
});
