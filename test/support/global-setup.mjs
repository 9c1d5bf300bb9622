import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { neededServices } from './needed-services.mjs';
import { useMemory } from './runner/memory.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const VARIABLES = { postgres: 'PASSO_TEST_POSTGRES_URL', browser: 'PASSO_TEST_BROWSER_WS' };
const START_LIMIT_MS = 60_000;

/** Starts what the selected test files need and closes the network; jest calls it once before any test file. */
export default async function globalSetup(globalConfig) {
  closeNetwork();
  // What the workers of one run share goes by this name.
  process.env.PASSO_TEST_RUN = randomBytes(6).toString('hex');
  const wanted = await neededServices(globalConfig, VARIABLES);
  const missing = wanted.filter((name) => !process.env[VARIABLES[name]]);
  // The services keep their own place: a browser can't be started from every kind of memory.
  const host = missing.length === 0 ? undefined : startHost(missing);
  useMemory();
  if (host === undefined) return;
  globalThis.passoTestServices = host;
  const report = await firstReport(host);
  for (const name of missing) {
    const service = report[name] ?? { problem: report.problem };
    if (service.address) process.env[VARIABLES[name]] = service.address;
    else process.env[`${VARIABLES[name]}_PROBLEM`] = service.problem;
  }
}

/** The guard holds here (jest may run tests in this process), in the workers and in what tests start. */
function closeNetwork() {
  const guard = join(here, 'loopback-only.cjs');
  createRequire(import.meta.url)(guard);
  const option = `--require ${JSON.stringify(guard)}`;
  const before = process.env.NODE_OPTIONS ?? '';
  if (!before.includes(option)) process.env.NODE_OPTIONS = `${before} ${option}`.trim();
}

/**
 * The services live in a process of their own whose standard input is a pipe from us. The pipe closes however this
 * process ends, and then the host stops everything: nothing outlives a crash, a Ctrl-C or a kill.
 */
function startHost(names) {
  const { NODE_OPTIONS: _guard, ...env } = process.env;
  return spawn(process.execPath, [join(here, 'services-host.mjs'), ...names], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    env,
  });
}

async function firstReport(host) {
  const lines = createInterface({ input: host.stdout });
  return new Promise((resolve) => {
    const giveUp = (problem) => resolve({ problem });
    const timer = setTimeout(() => giveUp('The test services did not start within a minute.'), START_LIMIT_MS);
    lines.once('line', (line) => {
      clearTimeout(timer);
      resolve(JSON.parse(line));
    });
    host.once('exit', () => {
      clearTimeout(timer);
      giveUp('The process that hosts the test services ended before they were ready.');
    });
  });
}
