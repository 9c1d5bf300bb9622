import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const HELPERS = join(process.env['PASSO_TEST_DIST'] ?? join(__dirname, '../../dist'), 'src/cli/helper-threads.js');

/** Looks at the threads of a process of its own, one of whose helpers has just read a file. */
const LOOK = `
  const { getPriority } = require('node:os');
  const { readFile, readdirSync } = require('node:fs');
  readFile(process.execPath + '.none', () => {
    require(${JSON.stringify(HELPERS)}).putHelpersBehind();
    const helpers = readdirSync('/proc/self/task').map(Number).filter((id) => id !== process.pid);
    console.log(JSON.stringify({ own: getPriority(process.pid), helpers: helpers.map((id) => getPriority(id)) }));
  });
`;

/** Linux alone keeps a priority for each thread. */
const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux.each([
  ['as it is', []],
  ['as nice as can be', ['-n', '19']],
])('the thread that answers goes before its helpers, when the process was started %s', (_how, nice) => {
  const said = execFileSync('nice', [...(nice.length === 0 ? ['-n', '0'] : nice), process.execPath, '-e', LOOK]);
  const { own, helpers } = JSON.parse(said.toString()) as { own: number; helpers: number[] };
  expect(helpers.length).toBeGreaterThan(4);
  expect(new Set(helpers)).toEqual(new Set([Math.min(19, own + 5)]));
});
