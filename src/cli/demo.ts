import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '../config/env';
import { PACKAGE } from '../config/package';
import { buildContext, type Context } from '../context';
import { ROLE_WORDS } from '../core/roles';
import { startSimulator } from '../dev/simulator/start';
import type { Simulator } from '../dev/simulator/types';
import { serve } from '../main';
import {
  DEMO_ADMIN,
  DEMO_APPLICATIONS,
  DEMO_PERSON,
  readDemoSecrets,
  seedDemo,
  type DemoApplication,
  type DemoSecrets,
} from './demo-seed';
import { DEMO_ROLES } from './demo-life';
import { configOf, say } from './settings';
import { toldToStop } from './told-to-stop';

/** How a demo is started. */
export interface DemoOptions {
  /** Settings beside those that the operator set. */
  readonly preset?: Env;
  /** The simulated applications take any free port instead of their own. */
  readonly anyPort?: boolean;
}

/** A demo that runs, with everything in it. */
export interface RunningDemo {
  readonly baseUrl: string;
  readonly context: Context;
  readonly secrets: DemoSecrets;
  readonly simulators: ReadonlyMap<string, Simulator>;
  stop(): Promise<void>;
}

/** Starts Passo with a made-up company and two simulated applications, all on this machine. */
export async function demo(): Promise<void> {
  const running = await startDemo();
  announce(running);
  await toldToStop();
  await running.stop();
}

/** Starts the demo, and makes its company at its first start. */
export async function startDemo({ preset = {}, anyPort = false }: DemoOptions = {}): Promise<RunningDemo> {
  const dataDir = preset.dataDir ?? join('data', 'demo');
  const settings: Env = {
    dataDir,
    encryptionKeyFile: join(dataDir, 'encryption.key'),
    allowedPrivateRanges: '127.0.0.0/8,::1',
    ...preset,
  };
  const { config, secrets: sealing } = configOf({ preset: settings });
  const { baseUrl } = config;
  mkdirSync(config.dataDir, { recursive: true });
  const secrets = readDemoSecrets(config.dataDir);
  const simulators = new Map<string, Simulator>();
  const stopSimulators = async (): Promise<void> => {
    for (const running of simulators.values()) await running.stop();
  };
  let context;
  try {
    for (const application of DEMO_APPLICATIONS) {
      const at = { ...application, port: anyPort ? 0 : application.port };
      simulators.set(application.slug, await startFor(at, secrets, config.dataDir, baseUrl));
    }
    context = await buildContext(config, sealing);
    const server = await serve(context);
    await seedDemo(context, secrets, simulators);
    return {
      ...{ baseUrl, context, secrets, simulators },
      async stop() {
        await server.stop();
        await stopSimulators();
      },
    };
  } catch (error) {
    // A port that is taken, as a rule. What was started already would keep the process.
    await context?.destroy();
    await stopSimulators();
    throw error;
  }
}

function startFor(
  application: DemoApplication,
  secrets: DemoSecrets,
  dataDir: string,
  baseUrl: string,
): Promise<Simulator> {
  return startSimulator({
    port: application.port,
    name: application.label,
    scimToken: secrets.tokens[application.slug] ?? '',
    assetsDir: join(PACKAGE.root, 'views', 'assets'),
    stateFile: join(dataDir, `${application.slug}.json`),
    idpMetadataUrl: `${baseUrl}/saml2/${application.slug}/metadata`,
    clock: Date.now,
  });
}

function announce({ baseUrl, secrets, simulators }: RunningDemo): void {
  say();
  say(`  Passo is running at ${baseUrl}`);
  say(`    as a person   ${DEMO_PERSON}      password  ${secrets.password}`);
  say(`    as an admin   ${DEMO_ADMIN}    password  ${secrets.password}`);
  say();
  say('  What to look at:');
  say('    Sign in as the person. The tiles Atlas and BlogIn sign you in; the others are bookmarks.');
  for (const { label, slug } of DEMO_APPLICATIONS) {
    say(`    ${simulators.get(slug)?.url ?? ''}  is ${label}: who signed in, and the accounts Passo made there.`);
  }
  say(`    ${baseUrl}/admin  as the admin: change somebody's Job Title and watch it arrive.`);
  const others = Object.entries(DEMO_ROLES).map(([username, role]) => `${username} (${ROLE_WORDS[role].name})`);
  say(`    With the same password: ${others.join(' and ')}.`);
  say(`    ${baseUrl}/admin/requests  is what ${DEMO_PERSON} asks for.`);
  say();
  say('  Everything stays on this machine. To start over, delete the folder data/demo. Stop with Ctrl-C.');
  say();
}
