import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** A small project whose files run one after the other in one process, as the files of one worker do. */
const PROJECT: Readonly<Record<string, string>> = {
  'by-name.cjs': `
    const Sequencer = require(${JSON.stringify(require.resolve('@jest/test-sequencer'))}).default;
    module.exports = class ByName extends Sequencer {
      sort = (tests) => [...tests].sort((one, other) => one.path.localeCompare(other.path));
    };`,
  'src/shared.ts': 'export const shared: { count: number } = { count: 0 };',
  'test/own.ts': 'export const own: { count: number } = { count: 0 };',
  'test/a.test.ts': `
    import { own } from './own';
    import { shared } from '../src/shared';
    test('counts', () => {
      own.count += 1;
      shared.count += 1;
    });`,
  'test/b.test.ts': `
    import { own } from './own';
    import { shared } from '../src/shared';
    test('the product is still loaded', () => expect(shared.count).toBe(1));
    test('what lies below test/ is fresh', () => expect(own.count).toBe(0));
    test.each([[1], [2]])('rows %i', (row: number) => expect(row).toBeGreaterThan(0));
    describe('inside', () => {
      jest.setTimeout(60_000);
      test.skip('left out', () => undefined);
    });`,
  'test/c-fails.test.ts': `
    interface Lines {
      readonly that: number;
      readonly are: number;
      readonly gone: number;
    }
    const wrong = (lines: Lines) => expect(lines.that).toBe(2);
    test('says where', () => wrong({ that: 1, are: 1, gone: 1 }));
    test('ends', async () => new Promise(() => undefined), 50);
    test('is told of errors nobody waits for', async () => {
      setTimeout(() => { throw new Error('thrown late'); }, 1);
      await new Promise((done) => setTimeout(done, 50));
    });`,
  'test/d-leaves.test.ts': `test('leaves', () => { process.env['LEFT_BEHIND'] = 'yes'; });`,
  'test/e-mocks.test.ts': `test('mocks', () => { jest.resetModules(); });`,
  'test/f-own-world.test.ts': `/** @jest-environment node */
    import { shared } from '../src/shared';
    test('finds everything fresh', () => {
      expect(shared.count).toBe(0);
      expect(process.env['LEFT_BEHIND']).toBeUndefined();
      jest.resetModules();
    });`,
};

interface Report {
  readonly numPassedTests: number;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

let folder: string;
let report: Report;

/** jest with our settings on the small project. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'passo-runner-'));
  for (const [path, text] of Object.entries(PROJECT)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const config = (JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { jest: object }).jest;
  const { globalSetup: _, globalTeardown: __, ...ours } = config as Record<string, unknown>;
  const text = JSON.stringify({ ...ours, rootDir: folder, roots: [folder], testSequencer: '<rootDir>/by-name.cjs' });
  const placed = text
    .replaceAll('<rootDir>/test/support', join(ROOT, 'test/support'))
    .replaceAll('"@swc/jest"', JSON.stringify(require.resolve('@swc/jest')));
  const file = join(folder, 'report.json');
  const { stderr } = spawnSync(
    process.execPath,
    [require.resolve('jest/bin/jest'), '--config', placed, '--runInBand', '--json', `--outputFile=${file}`],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, CI: '1' } },
  );
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    throw new Error(stderr);
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fileNamed = (name: string): Report['testResults'][number] => {
  const found = report.testResults.find((one) => one.name.endsWith(`${name}.test.ts`));
  if (found === undefined) throw new Error(`No result of ${name}: ${JSON.stringify(report)}`);
  return found;
};

test('files of one worker share the product and nothing else', () => {
  expect(fileNamed('b').message).toBe('');
  expect([report.numPassedTests, report.numPendingTests]).toEqual([6, 1]);
});

test('a failure names its line, and an error nobody waited for fails the test it fell into', () => {
  const { message, assertionResults } = fileNamed('c-fails');
  expect(assertionResults.map(({ title, status }) => [title, status])).toEqual([
    ['says where', 'failed'],
    ['ends', 'failed'],
    ['is told of errors nobody waits for', 'failed'],
  ]);
  expect(message).toContain('c-fails.test.ts:7:');
  expect(message).toContain('Exceeded timeout of 50 ms');
  expect(message).toContain('thrown late');
});

test('a file that leaves something changed for the next one fails, and the next one does not see it', () => {
  expect(fileNamed('d-leaves')).toMatchObject({ status: 'failed' });
  expect(fileNamed('d-leaves').message).toContain('left changed for the next one: process.env (LEFT_BEHIND)');
});

test('a file may have a world of its own, and is told so when it needs one', () => {
  expect(fileNamed('e-mocks').message).toContain('@jest-environment node');
  expect(fileNamed('f-own-world')).toMatchObject({ status: 'passed', message: '' });
});
