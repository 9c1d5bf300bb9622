import type { RequestListener } from 'node:http';
import type { HttpAgent } from '../../src/net/http-agent';
import { loopbackAgent, serve, transportTo, type TestServer } from './servers';

let server: TestServer;
let agent: HttpAgent;
afterEach(async () => {
  await agent.close();
  await server.close();
});

const patch = { method: 'PATCH', path: '/Groups/1', body: {}, unread: true } as const;

async function answering(listener: RequestListener): Promise<ReturnType<typeof transportTo>> {
  server = await serve(listener);
  agent = loopbackAgent();
  return transportTo(server.url, agent);
}

test.each([['announced', true] as const, ['not announced', false] as const])(
  'A13: the long answer to a change that worked is passed by, and is a success; its length is %s',
  async (_which, announced) => {
    const text = JSON.stringify({
      id: '1',
      members: Array.from({ length: 60_000 }, (_, at) => ({ value: `${'m'.repeat(40)}${at}` })),
    });
    const send = await answering((_request, response) => {
      response.writeHead(200, {
        'content-type': 'application/scim+json',
        ...(announced ? { 'content-length': Buffer.byteLength(text) } : {}),
      });
      response.end(text);
    });
    expect(await send(patch)).toMatchObject({ kind: 'answer', status: 200, json: undefined });
    expect(await send(patch)).toMatchObject({ kind: 'answer', status: 200 });
    expect(await send({ method: 'GET', path: '/Groups/1' })).toMatchObject({ kind: 'silence', reason: 'too-large' });
  },
);

test('a refusal and a web page are read although a success is not', async () => {
  let page = false;
  const send = await answering((_request, response) => {
    if (page) response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    else response.writeHead(400, { 'content-type': 'application/json' }).end('{"detail":"No such member."}');
  });
  expect(await send(patch)).toMatchObject({ status: 400, json: { detail: 'No such member.' } });
  page = true;
  expect(await send(patch)).toMatchObject({ status: 200, text: '<html>Sign in</html>' });
});
