import { execFile } from 'node:child_process';
import { lookup, resolve4 } from 'node:dns/promises';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, LookupFunction } from 'node:net';
import { connect } from 'node:net';
import { promisify } from 'node:util';
import { Agent, request } from 'undici';

const run = promisify(execFile);
const refused = { code: 'ERR_TEST_NETWORK' };

async function connectError(host: string, options: { lookup?: LookupFunction } = {}): Promise<unknown> {
  const socket = connect({ host, port: 9, ...options });
  const [error] = (await once(socket, 'error')) as unknown[];
  return error;
}

test.each(['192.0.2.1', '10.0.0.1', '2001:db8::1', '::ffff:192.0.2.1', '0.0.0.0', 'example.com', 'localhost.example'])(
  'a connection to %s is refused',
  async (host) => {
    expect(await connectError(host)).toMatchObject(refused);
  },
);

test('names other than localhost are not looked up', async () => {
  await expect(lookup('example.com')).rejects.toMatchObject(refused);
  await expect(resolve4('example.com')).rejects.toMatchObject(refused);
  await expect(lookup('localhost')).resolves.toBeDefined();
});

test('a look-up of its own may point a name at loopback, and nowhere else', async () => {
  const server = createServer((_req, res) => res.end('local')).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pinned = (address: string): Agent =>
    new Agent({ connect: { lookup: (_name, _options, done) => done(null, [{ address, family: 4 }]) } });
  const near = pinned('127.0.0.1');
  const far = pinned('192.0.2.1');
  const answer = await request(`http://sp.example:${port}/`, { dispatcher: near });
  expect(await answer.body.text()).toBe('local');
  await expect(request(`http://sp.example:${port}/`, { dispatcher: far })).rejects.toMatchObject(refused);
  await Promise.all([near.close(), far.close()]);
  server.close();
});

test('a Node process started by a test is held to the same rule', async () => {
  const script = `require('node:net').connect(9, '192.0.2.1').on('error', (error) => console.log(error.code))`;
  const { stdout } = await run(process.execPath, ['-e', script]);
  expect(stdout.trim()).toBe('ERR_TEST_NETWORK');
});
