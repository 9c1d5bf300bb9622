import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled } from './install.mjs';
import { checkNodeVersion } from './node-version.mjs';
import { root, runThrough } from './run.mjs';
import { duration, runCommand, say } from './say.mjs';

const bin = (path) => join(root, 'node_modules', path);
const noTests = { passed: 0, failed: 0, skipped: 0 };

/** A tool run with this Node; ok when it exits with 0. */
const tool =
  (path, ...args) =>
  async () => ({ ok: (await runThrough(process.execPath, [bin(path), ...args])) === 0 });

/**
 * Workers make many objects and throw them away again: they get room for new ones, in megabytes, and compile less into
 * each function (see `node-flags.mjs`).
 */
const WORKER_FLAGS = [
  '--max-semi-space-size=64',
  '--min-semi-space-size=32',
  '--max-inlined-bytecode-size=200',
  '--max-inlined-bytecode-size-cumulative=400',
];

const FORMAT = ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'];

/** Two tools side by side: each keeps one core busy. */
const together =
  (...tools) =>
  async () => ({ ok: (await Promise.all(tools.map((run) => run()))).every(({ ok }) => ok) });

const steps = [
  ['Packages', async () => done(ensureInstalled())],
  ['Build', async () => done(ensureBuilt())],
  ['Types', tool('ts7/bin/tsc', '-p', 'test/tsconfig.json')],
  [
    'Lint and format',
    together(tool('eslint/bin/eslint.js', '--config', 'test/eslint.config.mjs', '.'), tool(...FORMAT)),
  ],
  ['Tests: units, architecture, both databases, browser', () => jest([])],
];

async function done(work) {
  await work;
  return { ok: true };
}

/** Runs jest on `paths` (all tests when empty) and reads its counts; a file that cannot load counts as a failure. */
async function jest(paths) {
  const folder = mkdtempSync(join(tmpdir(), 'passo-counts-'));
  const file = join(folder, 'counts.json');
  // Many tests wait for a server or a browser: one more than the cores of a small machine keeps it busy.
  const workers = `--maxWorkers=${Math.max(3, availableParallelism() - 1)}`;
  try {
    const args = [...WORKER_FLAGS, bin('jest/bin/jest.js'), '--json', `--outputFile=${file}`, workers, ...paths];
    const code = await runThrough(process.execPath, args, { stdio: ['inherit', 'ignore', 'inherit'] });
    const counts = JSON.parse(readFileSync(file, 'utf8'));
    return {
      ok: code === 0,
      passed: counts.numPassedTests,
      failed: counts.numFailedTests + counts.numRuntimeErrorTestSuites,
      skipped: counts.numPendingTests + counts.numTodoTests,
    };
  } catch {
    return { ok: false, failed: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs one step under a headline with its time. A failed step before the tests counts as one failure. */
async function runStep([name, step]) {
  const started = Date.now();
  say(`\n== ${name}`);
  const result = await step().catch((error) => {
    say(error.message);
    return { ok: false };
  });
  say(`== ${name}: ${result.ok ? 'done' : 'failed'} in ${duration(Date.now() - started)}`);
  return result;
}

await runCommand(async () => {
  checkNodeVersion();
  const paths = process.argv.slice(2);
  const chosen = paths.length === 0 ? steps : [steps[0], steps[1], [`Tests: ${paths.join(' ')}`, () => jest(paths)]];
  let last;
  for (const step of chosen) {
    last = await runStep(step);
    if (last.ok) continue;
    say(`\nStopped at "${step[0]}"; the steps after it did not run.`);
    break;
  }
  const { passed, failed, skipped } = { ...noTests, ...last };
  process.stdout.write(`\n${passed} passed, ${last.ok ? failed : Math.max(failed, 1)} failed, ${skipped} skipped\n`);
  return last.ok ? 0 : 1;
});
