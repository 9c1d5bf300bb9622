import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from '../config/package';
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
import { configOf, openContext, say } from './settings';
import { untilStopped } from './until-stopped';

/** Starts Passo with a made-up company and two simulated applications, all on this machine. */
export async function demo(): Promise<number> {
  const dataDir = join('data', 'demo');
  const preset = {
    dataDir,
    encryptionKeyFile: join(dataDir, 'encryption.key'),
    allowedPrivateRanges: '127.0.0.0/8,::1',
  };
  const { config } = configOf(preset);
  mkdirSync(config.dataDir, { recursive: true });
  const secrets = readDemoSecrets(config.dataDir);
  const simulators = new Map<string, Simulator>();
  for (const application of DEMO_APPLICATIONS) {
    simulators.set(application.slug, await startFor(application, secrets, config.dataDir, config.baseUrl));
  }
  const context = await openContext(preset);
  const server = await serve(context);
  await seedDemo(context, secrets, simulators);
  announce(config.baseUrl, secrets, simulators);
  await untilStopped(async () => {
    await server.stop();
    for (const running of simulators.values()) await running.stop();
  });
  return 0;
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

function announce(baseUrl: string, secrets: DemoSecrets, simulators: ReadonlyMap<string, Simulator>): void {
  say();
  say(`  Passo is running at ${baseUrl}`);
  say(`    as a person   ${DEMO_PERSON}      password  ${secrets.password}`);
  say(`    as an admin   ${DEMO_ADMIN}    password  ${secrets.password}`);
  say();
  say('  What to look at:');
  say('    Sign in as the person. Each of the two tiles signs you in to an application.');
  for (const { label, slug } of DEMO_APPLICATIONS) {
    say(`    ${simulators.get(slug)?.url ?? ''}  is ${label}: who signed in, and the accounts Passo made there.`);
  }
  say(`    ${baseUrl}/admin  as the admin: change somebody's Job Title and watch it arrive.`);
  say();
  say('  Everything stays on this machine. To start over, delete the folder data/demo. Stop with Ctrl-C.');
  say();
}
