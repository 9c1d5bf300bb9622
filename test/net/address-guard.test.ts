import { makeAddressGuard, type ResolvedAddress } from '../../src/net/address-guard';
import { makeHttpAgent } from '../../src/net/http-agent';
import { isPublicAddress } from '../../src/net/public-address';
import { serve, transportTo } from './servers';
import { HOSTILE } from './hostile-addresses';

const PUBLIC: ResolvedAddress = { address: '93.184.215.14', family: 4 };

function names(table: Readonly<Record<string, ResolvedAddress[]>>): (host: string) => Promise<ResolvedAddress[]> {
  return (host) => Promise.resolve(table[host] ?? []);
}

const resolve = names({
  'scim.example.com': [PUBLIC],
  'internal.example.com': [{ address: '10.0.0.5', family: 4 }],
  'mixed.example.com': [PUBLIC, { address: '192.168.0.1', family: 4 }],
  localhost: [{ address: '127.0.0.1', family: 4 }],
});

describe('A2 no request reaches our own network', () => {
  const guard = makeAddressGuard({ allowedPrivateRanges: [], resolve });
  const agent = makeHttpAgent(guard);
  afterAll(() => agent.close());

  test.each(HOSTILE)('%s is refused when it is checked', async (url) => {
    expect((await guard.check(url)).kind).toBe('refused');
  });

  test.each(HOSTILE)('%s is refused when it is used', async (url) => {
    const came = await transportTo(url, agent)({ method: 'GET', path: '/Users' });
    expect(came).toMatchObject({ kind: 'silence', reason: 'refused-address' });
  });

  test.each(['https://scim.example.com/v2', 'https://scim.example.com:8443/v2'])('%s is allowed', async (url) => {
    expect(await guard.check(url)).toEqual({ kind: 'allowed', addresses: [PUBLIC] });
  });

  test('a name nobody knows is no refusal', async () => {
    expect(await guard.check('https://nobody.example.com/')).toEqual({ kind: 'unresolved', detail: 'no such host' });
    const came = await transportTo('https://nobody.example.com', agent)({ method: 'GET', path: '/Users' });
    expect(came).toMatchObject({ kind: 'silence', reason: 'dns', detail: 'no such host' });
  });

  test('a name that is public when checked and ours when used is refused (DNS rebinding)', async () => {
    const server = await serve((_, response) => response.end('{}'));
    const answers: ResolvedAddress[][] = [[PUBLIC], [{ address: '127.0.0.1', family: 4 }]];
    const asked = jest.fn(() => Promise.resolve(answers.shift() ?? []));
    const rebinding = makeAddressGuard({ allowedPrivateRanges: [], resolve: asked });
    const url = `https://rebind.example.com:${8443}`;
    expect((await rebinding.check(url)).kind).toBe('allowed');
    const hostile = makeHttpAgent(rebinding);
    const came = await transportTo(url, hostile)({ method: 'GET', path: '/Users' });
    expect(came).toMatchObject({ kind: 'silence', reason: 'refused-address' });
    expect(asked).toHaveBeenCalledTimes(2);
    expect(server.seen).toEqual([]);
    await hostile.close();
    await server.close();
  });

  test('a connection resolves once, and goes where the guard looked', async () => {
    const server = await serve((_, response) => response.end('{}'));
    const answers: ResolvedAddress[][] = [[{ address: '127.0.0.1', family: 4 }], [{ address: '127.0.0.9', family: 4 }]];
    const asked = jest.fn(() => Promise.resolve(answers.shift() ?? []));
    const pinned = makeHttpAgent(makeAddressGuard({ allowedPrivateRanges: ['127.0.0.1'], resolve: asked }));
    const send = transportTo(`http://sp.example.com:${server.port}`, pinned);
    expect((await send({ method: 'GET', path: '/Users' })).kind).toBe('answer');
    expect(asked).toHaveBeenCalledTimes(1);
    expect(server.seen[0]?.headers.host).toBe(`sp.example.com:${server.port}`);
    await pinned.close();
    await server.close();
  });
});

describe('the ranges an operator allows', () => {
  const guard = makeAddressGuard({ allowedPrivateRanges: ['10.0.0.0/24', '127.0.0.1', 'fd00::/8'], resolve });

  test.each(['http://10.0.0.5:9000/', 'https://internal.example.com/', 'http://127.0.0.1:3000/', 'http://[fd00::1]/'])(
    '%s is allowed, by http and on any port',
    async (url) => expect((await guard.check(url)).kind).toBe('allowed'),
  );

  test.each(['https://10.0.1.5/', 'https://127.0.0.2/', 'https://mixed.example.com/', 'https://[fe80::1]/'])(
    '%s is still refused',
    async (url) => expect((await guard.check(url)).kind).toBe('refused'),
  );

  test('http is refused for a host of which one address only is allowed', async () => {
    const half = names({ 'half.example.com': [{ address: '10.0.0.5', family: 4 }, PUBLIC] });
    const mixed = makeAddressGuard({ allowedPrivateRanges: ['10.0.0.0/8'], resolve: half });
    expect((await mixed.check('http://half.example.com/')).kind).toBe('refused');
    expect((await mixed.check('https://half.example.com/')).kind).toBe('allowed');
  });

  test.each(['', '10.0.0.0/33', '10.0.0.0/', 'example.com', '10.0.0.0/8/8', '::/129', '10.0.0.0/-1'])(
    '%p is no range, and is refused at start',
    (range) =>
      expect(() => makeAddressGuard({ allowedPrivateRanges: [range] })).toThrow('no address and no CIDR range'),
  );
});

describe('addresses of the public internet', () => {
  test.each(['8.8.8.8', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '2606:4700::1111'])(
    '%s is one',
    (address) => expect(isPublicAddress(address, address.includes(':') ? 6 : 4)).toBe(true),
  );
  test.each(['198.18.0.1', '192.0.2.1', '203.0.113.9', '2001:db8::1', '2001::1', '::7f00:1', '64:ff9b:1::1', '100::1'])(
    '%s is none',
    (address) => expect(isPublicAddress(address, address.includes(':') ? 6 : 4)).toBe(false),
  );
});
