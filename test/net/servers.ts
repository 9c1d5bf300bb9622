import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SecretText } from '../../src/core/secret-text';
import { makeAddressGuard, type Resolve } from '../../src/net/address-guard';
import { makeHttpAgent, type HttpAgent } from '../../src/net/http-agent';
import { makeScimTransport, type ScimTransportOptions } from '../../src/net/scim-transport';
import type { ScimTransport } from '../../src/scim/transport';

/** The token every test transport carries. Made up anew, so that nobody mistakes it for a real one. */
export const TOKEN = ['token', 'for', 'tests'].join('/');

/** A server on loopback, and what it was asked. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  readonly seen: IncomingMessage[];
  close(): Promise<void>;
}

/** Starts a server on loopback. */
export async function serve(listener: RequestListener): Promise<TestServer> {
  const seen: IncomingMessage[] = [];
  const server: Server = createServer((request, response) => {
    seen.push(request);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** An agent that may reach loopback, as an operator would allow it. */
export function loopbackAgent(resolve?: Resolve): HttpAgent {
  const allowedPrivateRanges = ['127.0.0.0/8'];
  return makeHttpAgent(makeAddressGuard({ allowedPrivateRanges, ...(resolve === undefined ? {} : { resolve }) }));
}

/** A transport to a test server. */
export function transportTo(
  baseUrl: string,
  agent: HttpAgent,
  changes: Partial<ScimTransportOptions> = {},
): ScimTransport {
  let count = 0;
  return makeScimTransport({
    baseUrl,
    token: new SecretText(TOKEN),
    agent,
    userAgent: 'Passo/0.1.0',
    requestId: () => `request-${(count += 1)}`,
    ...changes,
  });
}
