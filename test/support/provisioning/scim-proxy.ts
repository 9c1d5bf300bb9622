import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a test does to an answer on its way back; undefined leaves it as it is. */
export type Rewrite = (
  request: { method: string; path: string; body: string },
  answer: { status: number; body: string },
) => { status: number; body: string } | 'cut' | undefined;

/** A server in front of an SP, whose answers a test can change. */
export interface ScimProxy {
  readonly baseUrl: string;
  rewrite: Rewrite;
  /** How long an answer is kept back, in milliseconds. */
  delayMs: number;
  /** Keeps a request back from the SP while what it gives is pending. */
  hold: (request: { method: string; path: string }) => Promise<void> | undefined;
  stop(): Promise<void>;
}

/** Starts a proxy on loopback in front of a SCIM server. */
export async function startScimProxy(target: string): Promise<ScimProxy> {
  const proxy: Pick<ScimProxy, 'rewrite' | 'delayMs' | 'hold'> = {
    rewrite: () => undefined,
    delayMs: 0,
    hold: () => undefined,
  };
  const server = createServer((request, response) => {
    pass(target, request, response, proxy).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(proxy, {
    baseUrl: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  });
}

async function pass(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  proxy: Pick<ScimProxy, 'rewrite' | 'delayMs' | 'hold'>,
): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const body = Buffer.concat(parts).toString();
  const { method = 'GET', url = '/' } = request;
  await proxy.hold({ method, path: url });
  const came = await fetch(`${target}${url}`, {
    method,
    headers: {
      authorization: request.headers.authorization ?? '',
      'content-type': request.headers['content-type'] ?? 'application/scim+json',
    },
    ...(body === '' ? {} : { body }),
  });
  const answer = { status: came.status, body: await came.text() };
  const rewritten = proxy.rewrite({ method, path: url, body }, answer) ?? answer;
  await new Promise((done) => setTimeout(done, proxy.delayMs));
  if (rewritten === 'cut') {
    response.destroy();
    return;
  }
  response.writeHead(rewritten.status, { 'content-type': 'application/scim+json' });
  response.end(rewritten.body);
}
