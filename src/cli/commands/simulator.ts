import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PACKAGE } from '../../config/package';
import { startSimulator } from '../../dev/simulator/start';
import type { Simulator } from '../../dev/simulator/types';
import { EXIT, UsageError, type Command, type CommandCall, type Output } from '../command';
import { toldToStop } from '../told-to-stop';

const DEFAULT_PORT = '8091';

/** One simulated application, to try Passo against. */
export const simulatorCommand: Command = {
  name: 'simulator',
  summary: 'start a simulated application: a SAML service provider with a SCIM server',
  about: [
    'For trying an integration before the real application is ready: it shows who signed in, with every attribute, and the accounts that arrived. What to paste into Passo is printed.',
    'Passo reaches addresses of this machine only while its own public address is one of them, or PASSO_ALLOWED_PRIVATE_RANGES allows it.',
  ],
  options: {
    port: { value: 'NUMBER', text: `listen here (${DEFAULT_PORT})` },
    name: { value: 'NAME', text: 'what it is called (Atlas)' },
    'token-file': { value: 'FILE', text: 'a file with the Token Key; without it one is made and printed' },
    state: { value: 'FILE', text: 'keep its accounts in this file, so that they outlive a restart' },
    idp: { value: 'URL', text: 'the metadata address of the application in Passo, to check signatures' },
  },
  examples: [
    { line: 'passo simulator', text: 'an application called Atlas on port 8091' },
    { line: 'passo simulator --port 8095 --name Robin --state robin.json', text: 'a second one that remembers' },
  ],
  async run(call) {
    const name = call.text('name') ?? 'Atlas';
    const state = call.text('state');
    const idp = call.text('idp');
    const running = await startSimulator({
      port: portOf(call),
      name,
      scimToken: tokenOf(call),
      assetsDir: join(PACKAGE.root, 'views', 'assets'),
      clock: Date.now,
      ...(state === undefined ? {} : { stateFile: state }),
      ...(idp === undefined ? {} : { idpMetadataUrl: idp }),
    });
    describe(call, name, running);
    await toldToStop();
    await running.stop();
    return EXIT.done;
  },
};

function portOf(call: CommandCall): number {
  const text = call.text('port') ?? DEFAULT_PORT;
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new UsageError(`--port is "${text}". It should be a port.`);
  return port;
}

function tokenOf(call: CommandCall): string {
  const file = call.text('token-file');
  return file === undefined ? randomBytes(24).toString('base64url') : readFileSync(file, 'utf8').trim();
}

/** Prints where a simulated application is and what it wants to be told. */
function describe({ say }: Output, name: string, running: Simulator): void {
  say();
  say(`  ${name}, a simulated application: ${running.url}`);
  say(`    SP metadata     ${running.metadataUrl}`);
  say(`    SP Entity ID    ${running.entityId}`);
  say(`    ACS URL         ${running.acsUrl}`);
  say(`    SCIM Base URL   ${running.scimBaseUrl}`);
  say(`    Token Key       ${running.token}`);
}
