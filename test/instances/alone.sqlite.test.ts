import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../../src/main';
import { startPasso } from '../support/passo';
import { startInstance, type Instance } from './fleet';

let folder: string;
const running: Instance[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'passo-alone-'));
});
afterAll(async () => {
  await Promise.all(running.map((one) => one.kill()));
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

test('SQLite is for one process: a second one refuses to start and says so, until the first has ended, however it ends', async () => {
  const env = {
    PASSO_DATA_DIR: folder,
    PASSO_ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    PASSO_DATABASE_URL: '',
  };
  const first = await startInstance(env);
  running.push(first);
  await expect(startInstance(env)).rejects.toThrow(
    /Another Passo serves .*passo\.sqlite already\. SQLite is for one process: .*PASSO_DATABASE_URL/,
  );
  expect(await first.isReady()).toBe(true);
  await first.kill();
  const second = await startInstance(env);
  running.push(second);
  expect(await second.isReady()).toBe(true);
}, 60_000);

test('the same within one process', async () => {
  const passo = await startPasso({ env: { host: '127.0.0.1' } });
  const server = await serve(passo.context);
  await expect(serve(passo.context)).rejects.toThrow(/SQLite is for one process/);
  await server.stop();
  rmSync(passo.folder, { recursive: true, force: true, maxRetries: 3 });
});
