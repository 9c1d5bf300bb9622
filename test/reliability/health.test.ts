import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import supertest from 'supertest';
import { buildApp } from '../../src/app';
import { PACKAGE } from '../../src/config/package';
import { holdsKey } from '../../src/config/secrets';
import { readConfig } from '../../src/config/config';
import { buildContext, type Context } from '../../src/context';
import { makeReadiness, type ReadinessDeps } from '../../src/actions/health/ready';
import { startPasso } from '../support/passo';

const { version } = PACKAGE;
const OK = { status: 'ok', version };
const NOT = { status: 'not ready', version };

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

describe('R19: live and ready', () => {
  let folder: string;
  let context: Context;
  const key = (): string => join(folder, 'certs', 'encryption.key');
  const ask = (path: string): supertest.Test => supertest(buildApp(context)).get(path);

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'passo-ready-'));
    context = await buildContext(readConfig({ dataDir: folder, logLevel: 'silent' }, folder));
  });
  afterAll(async () => {
    await context.destroy().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });

  test.each(['/livez', '/readyz', '/healthz'])('%s says so and names the version, and nothing else', async (path) => {
    const { headers } = await ask(path).expect(200, OK);
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['set-cookie']).toBeUndefined();
  });

  test('ready ends within five seconds when the key is lost, and begins again when it is back', async () => {
    const until = async (status: number): Promise<unknown> => {
      const began = Date.now();
      for (;;) {
        const answer = await ask('/readyz');
        if (answer.status === status) return answer.body;
        if (Date.now() - began > 5_000) throw new Error(`/readyz still answers ${answer.status}`);
        await sleep(100);
      }
    };
    await ask('/readyz').expect(200);
    renameSync(key(), `${key()}.away`);
    expect(await until(503)).toEqual(NOT);
    await ask('/livez').expect(200, OK);
    renameSync(`${key()}.away`, key());
    expect(await until(200)).toEqual(OK);
  });

  test('another key in its file is no key', async () => {
    const file = join(folder, 'other.key');
    expect(await holdsKey(key(), context.secrets)).toBe(true);
    writeFileSync(file, randomBytes(32).toString('base64'));
    expect(await holdsKey(file, context.secrets)).toBe(false);
    writeFileSync(file, 'c2hvcnQ=');
    expect(await holdsKey(file, context.secrets)).toBe(false);
    await expect(holdsKey(join(folder, 'none'), context.secrets)).rejects.toThrow('ENOENT');
  });

  test('R18: a process that is about to stop is not ready at once, and lives', async () => {
    await ask('/readyz').expect(200);
    context.readiness.stop();
    await ask('/readyz').expect(503, NOT);
    await ask('/livez').expect(200);
  });

  test('a database that is closed is told without its words', async () => {
    const passo = await startPasso();
    await passo.context.db.destroy();
    await supertest(buildApp(passo.context)).get('/healthz').expect(503, NOT);
    await passo.stop().catch(() => undefined);
  });
});

describe('R19: readiness by itself', () => {
  const parts = (more: Partial<ReadinessDeps>): ReadinessDeps =>
    ({
      db: () => ({ where: () => ({ first: () => Promise.resolve(undefined) }) }),
      journal: { check: () => undefined },
      holdsKey: () => Promise.resolve(true),
      ...more,
    }) as unknown as ReadinessDeps;

  test('a database that never answers is none', async () => {
    const silent = (() => ({ where: () => ({ first: () => new Promise(() => undefined) }) })) as never;
    const turns: unknown[] = [];
    const readiness = makeReadiness(parts({ db: silent }), (reason) => turns.push(reason), { keptMs: 0, waitMs: 50 });
    expect(await readiness.look()).toBe('database');
    expect(await readiness.look()).toBe('database');
    expect(turns).toEqual(['database']);
  });

  test('a journal that can’t write makes it not ready: sign-ins would be refused', async () => {
    const check = (): never => {
      throw new Error('full');
    };
    expect(await makeReadiness(parts({ journal: { check } as never }), () => undefined).look()).toBe('writing');
  });

  test('however many ask, the database is asked once in a second', async () => {
    let asked = 0;
    const counting = (() => ({ where: () => ({ first: () => Promise.resolve(void (asked += 1)) }) })) as never;
    const readiness = makeReadiness(parts({ db: counting }), () => undefined);
    await Promise.all(Array.from({ length: 100 }, () => readiness.look()));
    expect(asked).toBe(1);
  });
});
