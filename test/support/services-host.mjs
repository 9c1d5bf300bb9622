import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBrowser } from './services/browser.mjs';
import { startPostgres } from './services/postgres.mjs';

const starters = { postgres: startPostgres, browser: startBrowser };

/**
 * Runs the services named on the command line, says where they listen in one JSON line, and stops them when its
 * standard input ends. Signals are left to that rule: Ctrl-C ends the parent, which closes the pipe.
 */
const folder = await mkdtemp(join(tmpdir(), 'passo-test-'));
const report = {};
let stopping;

const starts = process.argv.slice(2).map(async (name) => {
  try {
    const service = await starters[name](folder);
    report[name] = { address: service.address };
    return service;
  } catch (error) {
    report[name] = { problem: error instanceof Error ? error.message : String(error) };
    return { stop: () => undefined };
  }
});

/** Waits for what is still starting, so that an early end leaves nothing behind either. */
function stop() {
  stopping ??= (async () => {
    await Promise.allSettled((await Promise.all(starts)).map(async (service) => service.stop()));
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    process.exit(0);
  })();
  return stopping;
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop());
process.stdout.on('error', () => void stop());
process.stdin.on('end', () => void stop());
process.stdin.resume();

await Promise.all(starts);
if (stopping === undefined) process.stdout.write(`${JSON.stringify(report)}\n`);
