import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const host = join(__dirname, 'services-host.mjs');
let folder: string;
let started: ReturnType<typeof spawn>[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'passo-host-'));
  chmodSync(folder, 0o711);
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started = [];
  rmSync(folder, { recursive: true, force: true });
});

function startHost(command: string, args: readonly string[]): ReturnType<typeof spawn> {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } });
  started.push(child);
  return child;
}

async function canConnect(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const answered = await once(socket, 'connect').then(
    () => true,
    () => false,
  );
  socket.destroy();
  return answered;
}

async function untilGone(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (!(await canConnect(port)) && readdirSync(folder).length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('PostgreSQL or its folder outlived the run.');
}

test('PostgreSQL and its folder are gone when the run is killed without a chance to clean up', async () => {
  const program = `
    const { spawn } = require('node:child_process');
    const child = spawn(process.execPath, [${JSON.stringify(host)}, 'postgres'], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
    child.stdout.pipe(process.stdout);`;
  const parent = startHost(process.execPath, ['-e', program]);
  const [line] = (await once(createInterface({ input: parent.stdout! }), 'line')) as [string];
  const { postgres } = JSON.parse(line) as { postgres: { address: string } };
  const port = Number(new URL(postgres.address).port);
  expect(await canConnect(port)).toBe(true);
  parent.kill('SIGKILL');
  await untilGone(port);
});

test('a run that ends while PostgreSQL is starting leaves nothing', async () => {
  const child = startHost(process.execPath, [host, 'postgres']);
  child.stdin!.end();
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(readdirSync(folder)).toEqual([]);
});

test('a service that cannot start is reported with the reason', async () => {
  const child = spawn(process.execPath, [host, 'browser'], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: folder, PASSO_TEST_CHROMIUM: '/nowhere/chromium' },
  });
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  expect(JSON.parse(line)).toEqual({
    browser: { problem: 'PASSO_TEST_CHROMIUM names /nowhere/chromium, which cannot be run.' },
  });
  child.stdin.end();
  await once(child, 'exit');
});
