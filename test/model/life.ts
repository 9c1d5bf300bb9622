import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../../src/actions/deps';
import { addApplication } from '../../src/actions/applications/add';
import { activateIntegration } from '../../src/actions/provisioning/activate';
import { setGroupManagement } from '../../src/actions/provisioning/groups/management';
import { retry } from '../../src/actions/provisioning/retry';
import { readConfig } from '../../src/config/config';
import { secretsFrom } from '../../src/config/secrets';
import { buildContext, type Context } from '../../src/context';
import type { Application } from '../../src/core/application';
import { SecretText } from '../../src/core/secret-text';
import type { Simulator } from '../../src/dev/simulator/types';
import { addAdmin } from '../support/passo';
import type { Change } from './changes';

/** A product that lives through many changes, dies again and again, and is looked at in the end. */
export interface Life {
  readonly folder: string;
  readonly application: Application;
  readonly actor: Actor;
  open(): Promise<Context>;
  /** Carries the changes out in processes of their own, killed at random moments, until all are made. */
  live(changes: readonly Change[], kills: number, random: () => number): Promise<void>;
  /** Everything that was set as a password. */
  secrets(): string[];
}

/** Lays a product's data folder, with an application at the SP that nothing staged or slowed down. */
export async function beginLife(sp: Simulator, databaseUrl: string | undefined): Promise<Life> {
  const folder = mkdtempSync(join(tmpdir(), 'passo-model-'));
  const key = randomBytes(32);
  const env = {
    baseUrl: 'http://localhost:9999',
    dataDir: folder,
    logLevel: 'debug',
    allowedPrivateRanges: '127.0.0.0/8',
    retryBaseMs: '10',
    retryCapMs: '60',
    scimTimeoutMs: '250',
    scimRate: '0',
    leaseMs: '500',
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
  };
  const quiet = { ...env, logLevel: 'silent' };
  const open = (): Promise<Context> => buildContext(readConfig(quiet, folder), { secrets: secretsFrom(key) });
  const context = await open();
  const { actor } = await addAdmin(context);
  const naming = { label: 'Atlas', showInPortal: true, variables: {} };
  const application = await addApplication(context, actor, { connectorId: 'custom-scim', ...naming });
  const connection = { baseUrl: sp.scimBaseUrl, token: new SecretText(sp.token) };
  const test = await activateIntegration(context, actor, application.id, connection);
  if (!test.ok) throw new Error(test.sentence);
  await setGroupManagement(context, actor, application.id, true);
  const { id } = application;
  const idm = { ...(await idmOf(context, id)), limit: { people: 100_000, percent: 100 } };
  await context
    .db('applications')
    .where({ id })
    .update({ idm: JSON.stringify(idm) });
  await context.destroy();
  const words = { env, folder, key: key.toString('base64'), applicationId: id };
  return {
    folder,
    application,
    actor,
    open,
    secrets: () => linesOf(join(folder, 'secrets')),
    async live(changes, kills, random) {
      writeFileSync(join(folder, 'changes.json'), JSON.stringify(changes));
      for (let life = 0; ; life += 1) {
        const child = await start(words);
        const finished = said(child, 'changed').then(() => true);
        const killed = life < kills ? pause(100 + random() * 900).then(() => false) : finished;
        const isDone = await Promise.race([finished, killed]);
        // The last one is killed as well, in the middle of what it still had to send.
        await end(child);
        finished.catch(() => undefined);
        if (isDone && life >= kills) return;
      }
    },
  };
}

async function idmOf(context: Context, id: string): Promise<object> {
  const row = await context.db<{ id: string; idm: string }>('applications').where({ id }).first('idm');
  return JSON.parse(row?.idm ?? '{}') as object;
}

/** Waits until nothing is in line; what was set aside for an admin in the worst of it is tried again, once. */
export async function settle(context: Context, life: Life): Promise<void> {
  await untilQuiet(context, life);
  await retry(context, life.actor, life.application.id);
  await untilQuiet(context, life);
}

async function untilQuiet(context: Context, { application }: Life): Promise<void> {
  const count = async (table: string, where: object): Promise<number> => {
    const [row] = await context.db(table).where(where).count<{ total: unknown }[]>({ total: '*' });
    return Number(row?.total);
  };
  const due = { application_id: application.id, parked: false };
  let quiet = 0;
  for (let turn = 0; turn < 1500; turn += 1) {
    await context.worker.idle();
    const waiting = (await count('stale', due)) + (await count('stale_groups', due));
    quiet = waiting === 0 ? quiet + 1 : 0;
    if (quiet > 2) return;
    await pause(20);
  }
  const rows = [await context.db('stale'), await context.db('stale_groups'), await context.db('lanes')];
  throw new Error(`The worker did not come to rest: ${JSON.stringify(rows).slice(0, 2_000)}`);
}

async function start(words: object): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(__dirname, 'child.mjs'), JSON.stringify(words)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  child.stdout?.on('data', (data: Buffer) => {
    writeFileSync(join((words as { folder: string }).folder, 'log'), data, { flag: 'a' });
  });
  await said(child, 'ready');
  return child;
}

function said(child: ChildProcess, word: string): Promise<void> {
  return new Promise((done, fail) => {
    child.stdout?.on('data', (data: Buffer) => {
      if (data.toString().split('\n').includes(word)) done();
    });
    child.once('exit', (code) => fail(new Error(`The child ended with ${code} before it said "${word}".`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  child.removeAllListeners('exit');
  if (child.exitCode !== null) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGKILL');
  await gone;
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

function linesOf(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
}
