/**
 * Measures what provisioning costs, beside the ruler's floor in the same run:
 * `npm run bench:provisioning -- <folder of the ruler> [options]`. The floor is a bare loop that looks people up and
 * creates them, with no store, no queue and no event. Everything is on loopback, in temporary folders.
 *
 *   --only first,one         which rows: first, one, thousand, restart, idle, group, join, far, limited, memory, neighbour
 *   --people 5000            people of a first sync
 *   --large 100000           people of the row "memory"
 *   --rounds 3               rounds of the first sync; the medians are told
 *
 * BENCH_PROFILE=<folder> leaves a CPU profile of what is measured; the figures are too high then.
 */
import { fork } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { ensureBuilt } from '../../../src/bootstrap/build.mjs';
import { NODE_FLAGS } from '../../../src/bootstrap/node-flags.mjs';
import { root } from '../../../src/bootstrap/run.mjs';
import { ROWS } from './rows.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', default: Object.keys(ROWS).join(',') },
    people: { type: 'string', default: '5000' },
    large: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
  },
});
const [ruler] = positionals;
if (ruler === undefined) {
  process.stderr.write('Give the folder of the ruler: npm run bench:provisioning -- <folder>.\n');
  process.exit(2);
}
await ensureBuilt();
const temporary = mkdtempSync(join(tmpdir(), 'passo-bench-'));
for (const name of ['trivial-server.mjs', 'floor-client.mjs']) {
  copyFileSync(join(resolve(ruler), name), join(temporary, name));
}
symlinkSync(join(root, 'node_modules'), join(temporary, 'node_modules'));

const bench = {
  people: Number(values.people),
  large: Number(values.large),
  rounds: Number(values.rounds),
  /** An empty data folder. */
  folder: () => mkdtempSync(join(temporary, 'data-')),
  /** Runs a task of the product in a process of its own and gives its figures. */
  product: async (task) =>
    (await messageOf(join(HERE, 'product.mjs'), { root, people: Number(values.people), ...task })).figures,
  /** The ruler's loop, against the ruler's server or another. */
  floor: (options, start = startRulerServer) =>
    floor({ n: Number(values.people), concurrency: 8, lookup: true, group: false, ...options }, start),
  server: (options) => startServer(join(HERE, 'server.mjs'), options),
  scimmyServer: () => startServer(join(HERE, 'scimmy-server.mjs')),
  plainServer: () => startRulerServer(),
};

process.stdout.write('| what | measured | floor of the same run | ratio | good | target | reached |\n');
process.stdout.write('|---|---|---|---|---|---|---|\n');
try {
  for (const name of values.only.split(',')) {
    for (const row of await ROWS[name](bench)) process.stdout.write(`| ${row.join(' | ')} |\n`);
  }
} finally {
  rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
}
process.exit();

async function floor(options, start) {
  const server = await start();
  const words = JSON.stringify({ baseUrl: server.baseUrl, token: 'x', ...options });
  const { execFileSync } = await import('node:child_process');
  const out = execFileSync(process.execPath, [join(temporary, 'floor-client.mjs'), words], { encoding: 'utf8' });
  server.stop();
  return JSON.parse(out);
}

async function startRulerServer() {
  const port = 21_300 + Math.floor(Math.random() * 500);
  const child = fork(join(temporary, 'trivial-server.mjs'), { env: { ...process.env, PORT: String(port) } });
  await new Promise((done) => child.once('message', done));
  return { baseUrl: `http://127.0.0.1:${port}/scim`, stop: () => child.kill() };
}

async function startServer(file, options) {
  const child = fork(file, [JSON.stringify(options ?? {})]);
  const { port } = await new Promise((done) => child.once('message', done));
  return {
    baseUrl: `http://127.0.0.1:${port}/scim`,
    stop: () => child.kill(),
    seen: () =>
      new Promise((done) => {
        child.once('message', done);
        child.send('seen');
      }),
  };
}

async function messageOf(file, task) {
  const child = fork(file, [JSON.stringify(task)], { execArgv: NODE_FLAGS });
  let figures;
  child.on('message', (message) => (figures = message));
  const code = await new Promise((done) => child.once('exit', done));
  if (figures === undefined) throw new Error(`The product ended with ${code} without figures.`);
  return { figures };
}
