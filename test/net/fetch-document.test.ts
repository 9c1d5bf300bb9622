import { createGzip, gzipSync } from 'node:zlib';
import type { RequestListener } from 'node:http';
import { makeAddressGuard, type ResolvedAddress } from '../../src/net/address-guard';
import { makeDocumentFetcher, type FetchedDocument } from '../../src/net/fetch-document';
import { makeHttpAgent } from '../../src/net/http-agent';
import { HOSTILE } from './hostile-addresses';
import { loopbackAgent, serve, type TestServer } from './servers';

const agent = loopbackAgent();
const servers: TestServer[] = [];
afterAll(async () => {
  await Promise.all(servers.map((server) => server.close()));
  await agent.dispatcher.destroy();
});

async function server(listener: RequestListener): Promise<TestServer> {
  const started = await serve(listener);
  servers.push(started);
  return started;
}

const accept = 'application/samlmetadata+xml, application/xml;q=0.9, text/xml;q=0.8';
const fetcher = makeDocumentFetcher({ agent, userAgent: 'Passo/0.1.0', timeoutMs: 1_000, maxBytes: 100_000 });
const fetched = (url: string, etag?: string): Promise<FetchedDocument> => fetcher({ url, accept, etag });

describe('a document that an admin names by its address', () => {
  test('it is asked for by GET, with what is welcome and the tag of the copy that is there', async () => {
    const sp = await server((_, response) =>
      response.writeHead(200, { etag: '"v1"', 'content-type': 'text/xml' }).end('<a/>'),
    );
    expect(await fetched(`${sp.url}/m?x=1`, '"v0"')).toEqual({
      kind: 'document',
      bytes: Buffer.from('<a/>'),
      contentType: 'text/xml',
      etag: '"v1"',
    });
    expect(sp.seen[0]).toMatchObject({
      method: 'GET',
      url: '/m?x=1',
      headers: { accept, 'user-agent': 'Passo/0.1.0', 'if-none-match': '"v0"' },
    });
    expect(sp.seen[0]?.headers).not.toHaveProperty('cookie');
    expect(sp.seen[0]?.headers).not.toHaveProperty('authorization');
  });

  test('its bytes are left as they are, packed or not', async () => {
    const bytes = Buffer.from([0xff, 0xfe, 0x3c, 0x00, 0xc3]);
    const sp = await server((request, response) =>
      request.url === '/packed'
        ? response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(bytes))
        : response.end(bytes),
    );
    for (const path of ['/plain', '/packed']) {
      expect(await fetched(sp.url + path)).toMatchObject({ kind: 'document', bytes, contentType: '' });
    }
  });

  test.each(['v1', '"v\u00e9"', '"a b"', `"${'x'.repeat(1_001)}"`])(
    'the tag %s could not be sent back and is not kept',
    async (etag) => {
      const sp = await server((_, response) => response.writeHead(200, { etag }).end('<a/>'));
      expect(await fetched(sp.url)).not.toHaveProperty('etag');
    },
  );

  test('304 counts only when a tag was sent', async () => {
    const sp = await server((_, response) => response.writeHead(304).end());
    expect(await fetched(sp.url, '"v1"')).toEqual({ kind: 'not-modified' });
    expect(await fetched(sp.url)).toEqual({ kind: 'status', status: 304 });
  });

  test.each([204, 401, 403, 404, 410, 429, 500, 503])('%i is told', async (status) => {
    const sp = await server((_, response) =>
      response.writeHead(status).end(status === 204 ? undefined : 'x'.repeat(1e6)),
    );
    expect(await fetched(sp.url)).toEqual({ kind: 'status', status });
  });
});

describe('A2: no document is fetched from our own network', () => {
  const names: Record<string, string> = {
    'internal.example.com': '10.0.0.5',
    'mixed.example.com': '192.168.0.1',
    localhost: '127.0.0.1',
    'scim.example.com': '93.184.216.34',
  };
  const resolve = (host: string): Promise<ResolvedAddress[]> => {
    const address = names[host];
    return Promise.resolve(address === undefined ? [] : [{ address, family: 4 }]);
  };
  const guarded = makeHttpAgent(makeAddressGuard({ allowedPrivateRanges: [], resolve }));
  const strict = makeDocumentFetcher({ agent: guarded, userAgent: 'Passo', timeoutMs: 2_000 });
  afterAll(() => guarded.close());

  test.each(HOSTILE)('%s is refused, twice', async (url) => {
    for (let time = 0; time < 2; time += 1) expect((await strict({ url, accept })).kind).toBe('refused');
  });

  test('nothing of it reaches a server on loopback', async () => {
    const inner = await server((_, response) => response.end('secret'));
    const port = String(inner.port);
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '0x7f.1']) {
      expect(await strict({ url: `http://${host}:${port}/`, accept })).toMatchObject({ kind: 'refused' });
      expect((await strict({ url: `https://${host}:${port}/`, accept })).kind).toBe('refused');
    }
    expect(inner.seen).toEqual([]);
  });

  test('a name that is public when it is checked and ours when it is used is refused (DNS rebinding)', async () => {
    const inner = await server((_, response) => response.end('secret'));
    let asked = 0;
    const resolve = (): Promise<ResolvedAddress[]> => {
      asked += 1;
      return Promise.resolve([{ address: asked === 1 ? '93.184.216.34' : '127.0.0.1', family: 4 }]);
    };
    const guard = makeAddressGuard({ allowedPrivateRanges: [], resolve });
    const rebinding = makeHttpAgent(guard);
    const fetchIt = makeDocumentFetcher({ agent: rebinding, userAgent: 'Passo', timeoutMs: 2_000 });
    const url = 'https://rebind.example:8443/';
    expect((await guard.check(url)).kind).toBe('allowed');
    expect(await fetchIt({ url, accept })).toEqual({ kind: 'refused', detail: 'an address of a private network' });
    expect(inner.seen).toEqual([]);
    await rebinding.close();
  });

  test.each([301, 302, 303, 307, 308])('a %i to a private address is told, not followed', async (status) => {
    const inner = await server((_, response) => response.end('secret'));
    const sp = await server((_, response) => response.writeHead(status, { location: `${inner.url}/metadata` }).end());
    expect(await fetched(sp.url)).toEqual({ kind: 'moved', to: `${inner.url}/metadata` });
    expect(inner.seen).toEqual([]);
  });

  test('a redirect to nowhere, to a file or to a script is no place', async () => {
    const to = async (location: string): Promise<FetchedDocument> => {
      const sp = await server((_, response) => response.writeHead(302, { location }).end());
      return fetched(sp.url);
    };
    expect(await to('http://')).toEqual({ kind: 'status', status: 302 });
    expect(await to('/next')).toMatchObject({
      kind: 'moved',
      to: expect.stringMatching(/^http:\/\/127.*\/next$/) as string,
    });
    expect(await to('file:///etc/passwd')).toEqual({ kind: 'status', status: 302 });
    expect(await to('javascript:alert(1)')).toEqual({ kind: 'status', status: 302 });
  });
});

describe('X4: no answer can wear us out', () => {
  const TOO_LARGE = { kind: 'silence', detail: 'the answer has more than 98 KB' };

  test('10 MB are left unread', async () => {
    let sent = 0;
    const sp = await server((_, response) => {
      response.on('error', () => undefined);
      const push = (): void => {
        while (sent < 10_000_000 && !response.destroyed) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, 0x20))) return void response.once('drain', push);
        }
        response.end();
      };
      push();
    });
    expect(await fetched(sp.url)).toEqual(TOO_LARGE);
    expect(sent).toBeLessThan(8_000_000);
  });

  test('a gzip bomb is counted unpacked', async () => {
    const sp = await server((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' });
      const gzip = createGzip();
      gzip.on('error', () => undefined);
      response.on('close', () => gzip.destroy());
      gzip.pipe(response);
      gzip.end(Buffer.alloc(50_000_000));
    });
    // Its size is what ends it, however long the packing takes.
    const patient = makeDocumentFetcher({ agent, userAgent: 'Passo', timeoutMs: 20_000, maxBytes: 100_000 });
    expect(await patient({ url: sp.url, accept })).toEqual(TOO_LARGE);
  });

  test('a server that never answers, and one that drips, are given up in time', async () => {
    const mute = await server(() => undefined);
    const dripping = await server((_, response) => {
      const timer = setInterval(() => response.write(' '), 50);
      response.on('close', () => clearInterval(timer));
    });
    for (const { url } of [mute, dripping]) {
      const started = performance.now();
      expect(await fetched(url)).toEqual({ kind: 'silence', detail: 'no answer in time' });
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });

  test('a broken connection, a broken packing, an unknown packing and endless headers are silences in our words', async () => {
    const broken = await server((request) => request.socket.destroy());
    const packed = await server((_, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end('not gzip'),
    );
    const unknown = await server((_, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('?'));
    const headers = await server((_, response) => response.writeHead(200, { 'x-long': 'y'.repeat(100_000) }).end());
    for (const { url } of [broken, packed, unknown, headers]) {
      expect(await fetched(url)).toEqual({ kind: 'silence', detail: 'the connection broke' });
    }
  });

  test('nobody there', async () => {
    const gone = await server((_, response) => response.end());
    await gone.close();
    servers.pop();
    expect(await fetched(gone.url)).toEqual({ kind: 'silence', detail: 'connection refused' });
  });
});
