import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PACKAGE } from '../config/package';
import { startSimulator } from '../dev/simulator/start';
import type { Simulator } from '../dev/simulator/types';
import { say } from './settings';
import { untilStopped } from './until-stopped';

const DEFAULT_PORT = '8091';

/** Starts one simulated application and prints what to paste into Passo. */
export async function simulator(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      port: { type: 'string', default: DEFAULT_PORT },
      name: { type: 'string', default: 'Atlas' },
      token: { type: 'string' },
      state: { type: 'string' },
      idp: { type: 'string' },
    },
  });
  const running = await startSimulator({
    port: Number(values.port),
    name: values.name,
    scimToken: values.token ?? randomBytes(24).toString('base64url'),
    assetsDir: join(PACKAGE.root, 'views', 'assets'),
    clock: Date.now,
    ...(values.state === undefined ? {} : { stateFile: values.state }),
    ...(values.idp === undefined ? {} : { idpMetadataUrl: values.idp }),
  });
  describeSimulator(values.name, running);
  await untilStopped(() => running.stop());
  return 0;
}

/** Prints where a simulated application is and what it wants to be told. */
function describeSimulator(name: string, running: Simulator): void {
  say();
  say(`  ${name}, a simulated application: ${running.url}`);
  say(`    SP metadata     ${running.metadataUrl}`);
  say(`    SP Entity ID    ${running.entityId}`);
  say(`    ACS URL         ${running.acsUrl}`);
  say(`    SCIM Base URL   ${running.scimBaseUrl}`);
  say(`    Token Key       ${running.token}`);
}
