import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buildListener } from './app';
import type { Config } from './config/config';
import type { Context } from './context';
import { serveMetrics, type MetricsServer } from './metrics/server';
import { routeOf } from './metrics/request-times';
import { standAlone } from './store/instances/alone';
import { traceRequests } from './tracing/requests';
import { requestIdOf } from './web/request-id';

/** The running product. */
export interface RunningServer {
  /** Where it listens, for tests that ask for any free port. */
  readonly port: number;
  /**
   * Begins nothing new in the background, takes no new requests, lets running ones finish, and closes the database.
   * @param drainMs how long requests are still taken, not ready already: until whoever sends them has seen that
   */
  stop(drainMs?: number): Promise<void>;
}

/** From the signal to stop until requests that still run are cut off (R18). */
const GRACE_MS = 8_000;

/**
 * Starts listening and working.
 * @param kept what `keepOthersAway` gave, when it was asked before the database was opened
 * @throws Error with a sentence when the port is taken, or another process serves the same SQLite file
 */
export async function serve(context: Context, kept?: () => Promise<void>): Promise<RunningServer> {
  const release = kept ?? (await keepOthersAway(context.config));
  const listener = listenerOf(context);
  let stopping = false;
  const server = createServer((request, response) => {
    // A browser, or a proxy, that keeps its connection would send the next request to a process that is gone.
    if (stopping) response.setHeader('Connection', 'close');
    listener(request, response);
  });
  const metricsServer = await measure(context, server);
  try {
    await listen(server, context.config.host, context.config.port);
  } catch (error) {
    await metricsServer?.stop();
    await release();
    throw error;
  }
  context.presence.join();
  context.worker.start();
  context.drift.start();
  return {
    port: (server.address() as AddressInfo).port,
    async stop(drainMs = 0) {
      stopping = true;
      context.readiness.stop();
      context.presence.stopping();
      // Requests go on meanwhile; what is under way in the background has as long as they have.
      context.rest().catch((error: unknown) => context.log.error({ err: error }, 'background work failed'));
      const force = setTimeout(() => server.closeAllConnections(), GRACE_MS);
      if (drainMs > 0) await new Promise((done) => setTimeout(done, drainMs));
      await new Promise<void>((done) => {
        server.close(() => done());
        server.closeIdleConnections();
      });
      clearTimeout(force);
      await metricsServer?.stop();
      await context.destroy();
      await release();
    },
  };
}

/** Answers requests, and traces them when the operator asked for that. */
function listenerOf(context: Context): RequestListener {
  const { config, tracer } = context;
  const listener = buildListener(context);
  if (tracer === undefined) return listener;
  const { baseUrl, trustProxy: proxies } = config;
  return traceRequests(tracer, { baseUrl, proxies, routeOf, requestIdOf }, listener);
}

/**
 * SQLite is for one process: two would send everything twice. Whoever serves asks before the database is opened: of two
 * first starts one makes the key and the tables, and the other one leaves everything alone.
 * @returns lets others have it
 * @throws Error with a sentence
 */
export async function keepOthersAway({ database }: Pick<Config, 'database'>): Promise<() => Promise<void>> {
  if (database.kind === 'postgres') return () => Promise.resolve();
  const alone = await standAlone(database.file);
  if (alone === undefined) {
    throw new Error(
      `Another Passo serves ${database.file} already. SQLite is for one process: stop the other one first, or set PASSO_DATABASE_URL to a PostgreSQL database that several can share.`,
    );
  }
  return () => alone.release();
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
