import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildListener } from './app';
import type { Context } from './context';
import { serveMetrics, type MetricsServer } from './metrics/server';

/** The running product. */
export interface RunningServer {
  /** Where it listens, for tests that ask for any free port. */
  readonly port: number;
  /** Takes no new requests, lets running ones finish, stops the worker and closes the database. */
  stop(): Promise<void>;
}

const GRACE_MS = 8_000;

/**
 * Starts listening and working.
 * @throws Error with a sentence when the port is taken
 */
export async function serve(context: Context): Promise<RunningServer> {
  const server = createServer(buildListener(context));
  const metricsServer = await measure(context, server);
  try {
    await listen(server, context.config.host, context.config.port);
  } catch (error) {
    await metricsServer?.stop();
    throw error;
  }
  context.worker.start();
  context.drift.start();
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      context.readiness.stop();
      const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeIdleConnections();
      });
      clearTimeout(force);
      await metricsServer?.stop();
      await context.destroy();
    },
  };
}

/** Times the requests of the server, and opens the port of the metrics, when one was set. */
async function measure({ metrics, config, log }: Context, server: Server): Promise<MetricsServer | undefined> {
  if (metrics === undefined || config.metrics === undefined) return undefined;
  metrics.watch(server);
  return serveMetrics(metrics, config.metrics, (error) => log.error({ err: error }, 'metrics could not be written'));
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((done, fail) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken. Stop what uses it, or set PASSO_PORT to another one.`
          : `Passo can't listen on ${host}, port ${port}: ${error.message}`;
      fail(new Error(sentence, { cause: error }));
    });
    server.listen(port, host, done);
  });
}
