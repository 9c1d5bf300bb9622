import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/config/config';
import { secretsFrom } from '../../src/config/secrets';
import { readSmtpLogin } from '../../src/config/smtp';
import { buildContext, type Context } from '../../src/context';
import type { Actor, Deps } from '../../src/actions/deps';
import { createFirstAdmin } from '../../src/actions/sessions/setup';
import { deleteUser } from '../../src/actions/users/delete';
import type { UserId } from '../../src/core/ids';
import { SecretText } from '../../src/core/secret-text';
import type { Profile, User } from '../../src/core/user';
import type { Env } from '../../src/config/env';
import type { Logger } from '../../src/logger';
import { transact } from '../../src/store/tx';
import { saveUserState } from '../../src/store/users';
import type { Tracer } from '../../src/tracing/tracer';
import { copyMigrated } from './templates/sqlite';

/** A context on its own database, with a clock that tests can turn. */
export interface TestPasso {
  readonly context: Context;
  readonly clock: { now: number };
  readonly folder: string;
  stop(): Promise<void>;
}

/** What a test may set: the operator's settings, and a PostgreSQL database instead of SQLite. */
export interface TestOptions {
  readonly env?: Env;
  readonly databaseUrl?: string;
  /** How long the worker sleeps when nothing is due and nothing wakes it. */
  readonly pollMs?: number;
  /** Where log lines go; nowhere unless told. */
  readonly log?: Logger;
  /** Notes what is done; nobody unless told. */
  readonly tracer?: Tracer;
  /** Turns by hand when true; else it is the real clock. */
  readonly fixedClock?: boolean;
}

/** Builds a context for one test file. Loopback may be reached, and waits are short. */
export async function startPasso(options: TestOptions = {}): Promise<TestPasso> {
  const folder = mkdtempSync(join(tmpdir(), 'passo-'));
  const clock = { now: Date.now() };
  const env: Env = {
    baseUrl: 'http://localhost:9999',
    port: '0',
    dataDir: folder,
    logLevel: 'silent',
    allowedPrivateRanges: '127.0.0.0/8,::1',
    retryBaseMs: '20',
    retryCapMs: '200',
    scimTimeoutMs: '3000',
    scimRate: '0',
    ...(options.databaseUrl === undefined ? {} : { databaseUrl: options.databaseUrl }),
    ...options.env,
  };
  const config = readConfig(env, folder);
  if (config.database.kind === 'sqlite') await copyMigrated(config.database.file);
  const provisioning = { ...config.provisioning, pollMs: options.pollMs ?? config.provisioning.pollMs };
  const smtpLogin = readSmtpLogin(env.smtpUrl);
  const smtp = smtpLogin === undefined ? {} : { smtpLogin };
  const context = await buildContext(
    { ...config, provisioning },
    {
      secrets: secretsFrom(randomBytes(32)),
      clock: options.fixedClock === true ? () => clock.now : Date.now,
      ...smtp,
      ...(options.log === undefined ? {} : { log: options.log }),
      ...(options.tracer === undefined ? {} : { tracer: options.tracer }),
    },
  );
  return {
    context,
    clock,
    folder,
    async stop() {
      await context.destroy();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** The admin's password in tests, made anew for every run. */
export const ADMIN_PASSWORD = `Ad1-${randomBytes(12).toString('base64url')}`;

/**
 * Deletes a person who was suspended two days ago, as the policy of a fresh installation allows. What the suspension
 * itself leads to is left out, so that everything that follows comes of the deletion.
 */
export async function deleteLeaver(deps: Deps, actor: Actor, id: UserId, username: string): Promise<void> {
  await suspendLongAgo(deps, id);
  await deleteUser(deps, actor, id, username);
}

/** Makes a person one who was suspended two days ago and may be deleted. Nothing follows from it. */
export async function suspendLongAgo(deps: Pick<Deps, 'db' | 'clock'>, id: UserId): Promise<void> {
  const before = deps.clock() - 48 * 3_600_000;
  await transact(deps.db, (tx) => saveUserState(tx, id, 'suspended', before));
}

/** A person's profile with what every person has. */
export function profileOf(username: string, more: Partial<Profile> = {}): Profile {
  return { username, email: `${username}@fernhill.example`, addresses: [], phoneNumbers: [], ...more };
}

/** Adds the first admin. */
export async function addAdmin(context: Context): Promise<{ admin: User; actor: Actor }> {
  const admin = await createFirstAdmin(context, {
    organisation: 'Fernhill Works',
    profile: profileOf('sam.okafor', { firstname: 'Sam', lastname: 'Okafor' }),
    password: new SecretText(ADMIN_PASSWORD),
  });
  return { admin, actor: { kind: 'admin', id: admin.id, name: admin.username, role: 'owner' } };
}
