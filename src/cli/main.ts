#!/usr/bin/env node
import { PACKAGE } from '../config/package';
import { createAdmin } from './create-admin';
import { demo } from './demo';
import { healthcheck } from './healthcheck';
import { resetFactor } from './reset-second-factor';
import { runServer } from './serve';
import { simulator } from './simulator';

/** A command: what it does in a line, and the doing. It gives the exit code, or undefined to go on running. */
interface Command {
  readonly summary: string;
  run(words: readonly string[]): Promise<number | undefined>;
}

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: { summary: 'start Passo (the default)', run: runServer },
  demo: { summary: 'start Passo with a made-up company and two simulated applications', run: demo },
  simulator: { summary: 'start a simulated application: a SAML service provider with a SCIM server', run: simulator },
  'create-admin': { summary: 'add the first admin without the set-up page', run: createAdmin },
  'reset-second-factor': {
    summary: 'take the second factors from somebody who lost them, such as the last owner',
    run: resetFactor,
  },
  healthcheck: { summary: 'ask a running Passo whether it is ready; exit code 0 or 1', run: healthcheck },
  version: {
    summary: 'print the version',
    run: () => {
      process.stdout.write(`${PACKAGE.version}\n`);
      return Promise.resolve(0);
    },
  },
};

const USAGE = 2;

function help(): string {
  const lines = Object.entries(COMMANDS).map(([name, { summary }]) => `  passo ${name.padEnd(20)} ${summary}`);
  return ['Passo: one sign-in for people, and every application kept in step behind it.', '', ...lines, ''].join('\n');
}

async function main(words: readonly string[]): Promise<number | undefined> {
  const [name = 'serve', ...rest] = words;
  if (name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(help());
    return 0;
  }
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) {
    process.stderr.write(`There is no command "${name}".\n\n${help()}`);
    return USAGE;
  }
  return command.run(rest);
}

main(process.argv.slice(2)).then(
  (code) => {
    if (code !== undefined) process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
