import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const script = (name: string): string => pathToFileURL(join(__dirname, '../../src/bootstrap', name)).href;

/** Calls an exported function of a bootstrap script in a Node of its own; gives its result, or the error's message. */
async function call(file: string, name: string, ...args: unknown[]): Promise<unknown> {
  const program = `
    const { ${name} } = await import(${JSON.stringify(script(file))});
    let answer;
    try { answer = { value: await ${name}(...${JSON.stringify(args)}) }; } catch (error) { answer = { value: error.message }; }
    process.stdout.write(JSON.stringify(answer));`;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', program]);
  return (JSON.parse(stdout) as { value?: unknown }).value;
}

describe('the Node version', () => {
  test.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('%s is accepted', async (version) => {
    expect(await call('node-version.mjs', 'checkNodeVersion', version)).toBeUndefined();
  });

  test.each(['18.20.0', '20.18.3', '16.0.0'])('%s is refused with a sentence', async (version) => {
    const answer = await call('node-version.mjs', 'checkNodeVersion', version);
    expect(answer).toContain(`needs Node 20.19 or newer and this is Node ${version}`);
  });
});

test('the image starts Node with the flags of npm start', async () => {
  const { stdout } = await run(process.execPath, [
    '--input-type=module',
    '-e',
    `import { NODE_FLAGS } from ${JSON.stringify(script('node-flags.mjs'))}; process.stdout.write(JSON.stringify(NODE_FLAGS));`,
  ]);
  const dockerfile = await readFile(join(__dirname, '../../Dockerfile'), 'utf8');
  const entry = /^ENTRYPOINT (\[[^\]]*\])/m.exec(dockerfile)?.[1] ?? '';
  expect(JSON.parse(entry.replaceAll('\\\n', ''))).toEqual([
    'node',
    ...(JSON.parse(stdout) as string[]),
    'dist/src/cli/main.js',
  ]);
});

describe('what is installed is compared with the lock file', () => {
  const lock = {
    packages: {
      '': { version: '1.0.0' },
      'node_modules/a': { version: '1.0.0' },
      'node_modules/b/node_modules/c': { version: '2.0.0' },
      'node_modules/other-platform': { version: '3.0.0', optional: true },
    },
  };
  const installed = (c: string): unknown => ({
    packages: { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b/node_modules/c': { version: c } },
  });

  test.each([
    ['the same versions, another platform left out', installed('2.0.0'), undefined],
    ['another version', installed('2.0.1'), 'c 2.0.0 is missing'],
    ['nothing at all', { packages: {} }, 'a 1.0.0 is missing'],
  ])('%s', async (_case, present, expected) => {
    expect(await call('install.mjs', 'installDifference', lock, present)).toBe(expected);
  });
});

test.each([
  ['gyp ERR! find Python Python is not set', 'Install python3.'],
  ['gyp ERR! stack Error: not found: make', 'needs make and g++.'],
  ['make: g++: No such file or directory', 'needs g++.'],
  ['gyp ERR! stack Error: This is most likely not a problem with node-gyp: headers 403', 'npm_config_nodedir'],
  ['npm error code ENOTFOUND', 'could not be reached'],
  ['npm error code EACCES', 'who owns it'],
  ['npm error something new', 'npm stopped with an error.'],
])('a failed install that says "%s" is explained', async (output, sentence) => {
  const explained = await call('install.mjs', 'explainInstall', output);
  expect(explained).toContain(sentence);
  expect(explained).toContain(output);
});

test.each([
  [400, '0.4 s'],
  [12_300, '12 s'],
  [129_000, '2 min 9 s'],
])('%d ms reads "%s"', async (ms, text) => expect(await call('say.mjs', 'duration', ms)).toBe(text));

describe('a program in the foreground', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'passo-bootstrap-'));
    await writeFile(join(folder, 'exit.mjs'), 'process.exit(Number(process.argv[2]));');
    const waits = `process.on('SIGTERM', () => { console.log('stopping'); process.exit(7); });
      setInterval(() => {}, 1000); console.log('ready');`;
    await writeFile(join(folder, 'wait.mjs'), waits);
    const parent = `import { runThrough } from ${JSON.stringify(script('run.mjs'))};
      process.exitCode = await runThrough(process.execPath, process.argv.slice(2));`;
    await writeFile(join(folder, 'parent.mjs'), parent);
  });
  afterAll(async () => rm(folder, { recursive: true, force: true }));

  test('hands its exit code through', async () => {
    const child = spawn(process.execPath, [join(folder, 'parent.mjs'), join(folder, 'exit.mjs'), '3']);
    expect(await once(child, 'exit')).toEqual([3, null]);
  });

  test('receives the signal sent to its parent and may finish first', async () => {
    const child = spawn(process.execPath, [join(folder, 'parent.mjs'), join(folder, 'wait.mjs')]);
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      if (output.trim() === 'ready') child.kill('SIGTERM');
    });
    expect(await once(child, 'exit')).toEqual([7, null]);
    expect(output).toContain('stopping');
  });
});
