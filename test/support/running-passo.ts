import { createServer, type AddressInfo } from 'node:net';
import type { Env } from '../../src/config/env';
import { serve, type RunningServer } from '../../src/main';
import { startPasso, type TestPasso } from './passo';

/** The product, listening. */
export interface RunningPasso extends TestPasso {
  readonly url: string;
}

/**
 * Starts the product on a free port, under the address that its pages and metadata name.
 * @param fixedClock the clock is turned by hand
 */
export async function runPasso(env: Env = {}, fixedClock = false): Promise<RunningPasso> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const passo = await startPasso({ env: { baseUrl: url, port: String(port), host: '127.0.0.1', ...env }, fixedClock });
  const server: RunningServer = await serve(passo.context);
  return { ...passo, url, stop: () => server.stop() };
}

/** Finds a port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once('error', fail);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => done(port));
    });
  });
}
