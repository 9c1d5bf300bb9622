import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { addApplication } from '../../../src/actions/applications/add';
import { configureSso } from '../../../src/actions/applications/configure';
import { setGroupsOfApplication } from '../../../src/actions/applications/access';
import type { Actor } from '../../../src/actions/deps';
import { launchApplication } from '../../../src/actions/sign-on/launch';
import { readConfig, type Config } from '../../../src/config/config';
import { secretsFrom, type Secrets } from '../../../src/config/secrets';
import { buildContext, type Context } from '../../../src/context';
import type { User } from '../../../src/core/user';
import { addMember, integrate, startSp } from '../../support/integration';
import { addAdmin } from '../../support/passo';
import type { Simulator } from '../../../src/dev/simulator/types';

/** Who restores and backs up in these tests. */
export const OPERATOR: Actor = { kind: 'system', name: 'command line' };

/** An installation with people, an application that signs on and one that is provisioned. */
export interface Installation {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly key: Buffer;
  readonly folder: string;
  readonly context: Context;
  readonly actor: Actor;
  readonly person: User;
  readonly sp: Simulator;
  readonly groupId: string;
  /** Stops the server alone. */
  quit(): Promise<void>;
  stop(): Promise<void>;
}

/** The configuration of a server with its data in a folder. */
export function configIn(folder: string, databaseUrl?: string): Config {
  const env = {
    baseUrl: 'http://localhost:9999',
    port: '0',
    dataDir: folder,
    logLevel: 'silent',
    allowedPrivateRanges: '127.0.0.0/8,::1',
    retryBaseMs: '20',
    retryCapMs: '200',
    scimRate: '0',
  };
  return readConfig(databaseUrl === undefined ? env : { ...env, databaseUrl }, folder);
}

/** Makes a folder of its own. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'passo-backup-'));
}

/** Sets up an installation with something of everything that matters after a restore. */
export async function install(config: Config, folder: string): Promise<Installation> {
  const key = randomBytes(32);
  const secrets = secretsFrom(key);
  const context = await buildContext(config, { secrets });
  const { actor } = await addAdmin(context);
  const sp = await startSp();
  const { group } = await integrate(context, actor, sp);
  const robin = await addApplication(context, actor, {
    ...{ connectorId: 'custom-saml', label: 'Robin', slug: 'robin', showInPortal: true, variables: {} },
    image: { contentType: 'image/png', bytes: Buffer.from('89504e470d0a1a0a00ff', 'hex') },
  });
  if (robin.sso === undefined) throw new Error('Custom SAML has SAML.');
  const sso = {
    ...robin.sso,
    spEntityId: 'https://robin.example/sp',
    acs: [{ url: 'https://robin.example/acs', isDefault: true }],
  };
  await configureSso(context, actor, robin.id, { sso, active: true });
  await setGroupsOfApplication(context, actor, robin.id, [group.id]);
  const person = await addMember(context, actor, group, 'priya.nair', { firstname: 'Prïya', lastname: '奈尔 🌿' });
  context.worker.start();
  await context.worker.idle();
  let ended: Promise<void> | undefined;
  const quit = (): Promise<void> => (ended ??= context.destroy());
  return {
    ...{ config, secrets, key, folder, context, actor, person, sp, groupId: group.id },
    quit,
    async stop() {
      await quit();
      await sp.stop();
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

/** Signs a person on to Robin; gives the Response as it would be sent. */
export async function signOn(context: Context, person: User): Promise<string> {
  const launch = await launchApplication(context, 'robin', {
    userId: person.id,
    signedInAt: context.clock(),
    sessionIndex: 'in-a-test',
  });
  return JSON.stringify(launch);
}
