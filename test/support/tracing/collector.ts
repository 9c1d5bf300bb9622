import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSpans, type SeenSpan } from './otlp';

/** A collector that takes traces by OTLP over HTTP. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly SeenSpan[];
  /** The head of each request that came. */
  readonly heads: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  stop(): Promise<void>;
}

/**
 * Starts a collector on this machine.
 * @param answer the status of every answer; 'never' takes what comes and is silent
 */
export async function startCollector(answer: number | 'never' = 200): Promise<Collector> {
  const spans: SeenSpan[] = [];
  const heads: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    heads.push({ path: request.url ?? '', headers: request.headers });
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (answer === 'never') return;
      if (answer === 200) spans.push(...readSpans(Buffer.concat(parts)));
      response.writeHead(answer, { 'Content-Type': 'application/x-protobuf' }).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    heads,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
