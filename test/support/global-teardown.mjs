import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveMemory } from './runner/memory.mjs';

const STOP_LIMIT_MS = 15_000;

/**
 * Removes what the workers shared, closes the pipe to the services' host and waits until it has stopped everything;
 * jest calls it once at the end.
 */
export default async function globalTeardown() {
  rmSync(join(tmpdir(), `passo-template-${process.env.PASSO_TEST_RUN}.db`), { force: true });
  leaveMemory();
  const host = globalThis.passoTestServices;
  if (host === undefined || host.exitCode !== null) return;
  await new Promise((resolve) => {
    const timer = setTimeout(() => {
      host.kill('SIGKILL');
      resolve();
    }, STOP_LIMIT_MS);
    host.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    host.stdin.end();
  });
}
