import { demandKey } from '../actions/keys/mark';
import { readConfig, type Config } from '../config/config';
import type { Env } from '../config/env';
import { PACKAGE } from '../config/package';
import { readSettings, type Settings } from '../config/settings';
import { readSmtpLogin } from '../config/smtp';
import { buildContext, type Context, type Overrides } from '../context';
import { compact } from '../core/compact';

/** What a command sets by itself: flags go before the environment, presets give way to it. */
export interface Presets {
  readonly preset?: Env;
  readonly flags?: Env;
}

/** Everything that was set, with its origins. Misspelt variables are named on the error output. */
export function settingsOf({ preset = {}, flags = {} }: Presets = {}): Settings {
  const settings = readSettings({ preset, flags, root: PACKAGE.root });
  for (const hint of settings.hints) process.stderr.write(`${hint}\n`);
  return settings;
}

/** The configuration of this process, with what a command sets by itself, and the secrets. */
export function configOf(presets: Presets = {}): { config: Config; secrets: Overrides } {
  const { env } = settingsOf(presets);
  const { encryptionKey, smtpUrl } = env;
  return {
    config: readConfig(env, PACKAGE.root),
    secrets: compact<Overrides>({ encryptionKey, smtpLogin: readSmtpLogin(smtpUrl) }),
  };
}

/**
 * Builds the context of this process, and makes sure that its key is the one of the database.
 * @throws AppError conflict when the database belongs to another key
 */
export async function openContext(presets: Presets = {}): Promise<Context> {
  const { config, secrets } = configOf(presets);
  const context = await buildContext(config, secrets);
  try {
    await demandKey(context.db, context.secrets);
    return context;
  } catch (error) {
    await context.destroy();
    throw error;
  }
}

/** Writes a line for the person at the terminal. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}
