import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { MetricsConfig } from '../config/config';
import type { Metrics } from './metrics';

/** The listening port of the metrics. */
export interface MetricsServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A scraper asks for one short page: whoever is slower than this is not one. */
const ANSWER_MS = 10_000;

/**
 * Serves `/metrics` on a port of its own, apart from the pages: no sign-in stands before it.
 * @param onError told of metrics that could not be written
 * @throws Error with a sentence when the port is taken
 */
export async function serveMetrics(
  metrics: Metrics,
  { host, port }: MetricsConfig,
  onError: (error: unknown) => void,
): Promise<MetricsServer> {
  const server: Server = createServer({ requestTimeout: ANSWER_MS, maxHeaderSize: 8_192 }, (request, response) => {
    const [path] = (request.url ?? '').split('?');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Cache-Control', 'no-store');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.writeHead(405, { Allow: 'GET, HEAD' }).end();
      return;
    }
    if (path !== '/metrics') {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Metrics are at /metrics.\n');
      return;
    }
    metrics.read().then(
      ({ contentType, body }) => response.writeHead(200, { 'Content-Type': contentType }).end(body),
      (error: unknown) => {
        onError(error);
        response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' }).end('The metrics can’t be read.\n');
      },
    );
  });
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken. Stop what uses it, or set PASSO_METRICS_PORT to another one.`
          : `Passo can't serve metrics on ${host}, port ${port}: ${error.message}`;
      fail(new Error(sentence, { cause: error }));
    });
    server.listen(port, host, done);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
