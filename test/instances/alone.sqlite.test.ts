import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { secretsFrom } from '../../src/config/secrets';
import { buildContext, type Context } from '../../src/context';
import { serve } from '../../src/main';
import { startInstance, type Instance } from './fleet';

const key = randomBytes(32);
let folder: string;
let first: Instance | undefined;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'passo-alone-'));
});
afterAll(async () => {
  await first?.kill();
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
});

const open = (): Promise<Context> => {
  const env = { dataDir: folder, host: '127.0.0.1', port: '0', logLevel: 'silent' };
  return buildContext(readConfig(env, folder), { secrets: secretsFrom(key) });
};

test('SQLite is for one process: a second one refuses to serve and says so, until the first has ended, however it ends', async () => {
  first = await startInstance({ PASSO_DATA_DIR: folder, PASSO_ENCRYPTION_KEY: key.toString('base64') });
  const context = await open();
  await expect(serve(context)).rejects.toThrow(
    /Another Passo serves .*passo\.sqlite already\. SQLite is for one process: .*PASSO_DATABASE_URL/,
  );
  expect(await first.isReady()).toBe(true);
  await first.kill();
  const server = await serve(context);
  await expect(serve(context)).rejects.toThrow(/SQLite is for one process/);
  await server.stop();
  const again = await serve(await open());
  await again.stop();
}, 90_000);

test('of two first starts in one folder one serves, and the other ends with one sentence and leaves everything alone', async () => {
  const own = join(folder, 'first');
  const env = {
    PASSO_DATA_DIR: own,
    PASSO_ENCRYPTION_KEY_FILE: join(own, 'certs', 'encryption.key'),
    PASSO_LOG_LEVEL: 'error',
  };
  const starts = await Promise.allSettled([startInstance(env), startInstance(env)]);
  const up = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  try {
    const refused = starts.flatMap((start): unknown[] => (start.status === 'rejected' ? [start.reason] : []));
    expect(refused).toEqual([
      expect.objectContaining({
        message: expect.stringMatching(
          /^It did not become ready\.\nAnother Passo serves .*passo\.sqlite already\. [^\n]*\n$/,
        ) as string,
      }),
    ]);
    expect(readdirSync(join(own, 'certs'))).toEqual(['encryption.key']);
  } finally {
    for (const instance of up) await instance.kill();
  }
  // The key that is there is the one of the database.
  const again = await startInstance(env);
  await again.kill();
}, 90_000);
