import { PACKAGE } from '../config/package';
import { readConfig, type Config } from '../config/config';
import type { Env } from '../config/env';
import { readSettings } from '../config/settings';
import { readSmtpLogin } from '../config/smtp';
import { buildContext, type Context, type Overrides } from '../context';
import { compact } from '../core/compact';

/** The configuration of this process, with what a command sets by itself, and the secrets. Misspelt variables are named. */
export function configOf(preset: Env = {}): { config: Config; secrets: Overrides } {
  const { env, hints } = readSettings({ preset, root: PACKAGE.root });
  for (const hint of hints) process.stderr.write(`${hint}\n`);
  const config = readConfig(env, PACKAGE.root);
  const { encryptionKey, smtpUrl } = env;
  return { config, secrets: compact<Overrides>({ encryptionKey, smtpLogin: readSmtpLogin(smtpUrl) }) };
}

/** Builds the context of this process. */
export function openContext(preset: Env = {}): Promise<Context> {
  const { config, secrets } = configOf(preset);
  return buildContext(config, secrets);
}

/** Writes a line for the person at the terminal. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}
