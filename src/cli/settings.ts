import { PACKAGE } from '../config/package';
import { readConfig, type Config } from '../config/config';
import { readEnv, unknownVariables, type Env } from '../config/env';
import { buildContext, type Context } from '../context';

/** The configuration of this process, with what a command sets by itself. Misspelt variables are named. */
export function configOf(preset: Env = {}): { config: Config; encryptionKey?: string } {
  for (const name of unknownVariables()) process.stderr.write(`${name} is not a setting of Passo. Is it misspelt?\n`);
  const env = { ...preset, ...readEnv() };
  const config = readConfig(env, PACKAGE.root);
  return env.encryptionKey === undefined ? { config } : { config, encryptionKey: env.encryptionKey };
}

/** Builds the context of this process. */
export function openContext(preset: Env = {}): Promise<Context> {
  const { config, encryptionKey } = configOf(preset);
  return buildContext(config, encryptionKey === undefined ? {} : { encryptionKey });
}

/** Writes a line for the person at the terminal. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}
