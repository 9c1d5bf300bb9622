import { demandKey } from '../actions/keys/mark';
import { readConfig, type Config } from '../config/config';
import type { Env } from '../config/env';
import { PACKAGE } from '../config/package';
import { readSettings, type Settings } from '../config/settings';
import { readSmtpLogin } from '../config/smtp';
import { readTracingHeaders } from '../config/tracing';
import { buildContext, type Context, type Overrides } from '../context';
import { compact } from '../core/compact';
import type { SecretText } from '../core/secret-text';
import { makeLogger } from '../logger';
import { openTracing } from '../tracing/open';
import type { Tracer } from '../tracing/tracer';

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

/** The configuration of this process, and the secrets apart from it: it can be printed. */
export interface ProcessConfig {
  readonly config: Config;
  readonly secrets: Overrides;
  readonly tracingHeaders: Readonly<Record<string, SecretText>>;
}

/** The configuration of this process, with what a command sets by itself, and the secrets. */
export function configOf(presets: Presets = {}): ProcessConfig {
  const { env } = settingsOf(presets);
  const { encryptionKey, smtpUrl } = env;
  const config = readConfig(env, PACKAGE.root);
  return {
    config,
    secrets: compact<Overrides>({ encryptionKey, smtpLogin: readSmtpLogin(smtpUrl) }),
    tracingHeaders: config.tracing === undefined ? {} : readTracingHeaders(env),
  };
}

/**
 * Builds the context of a command, and makes sure that its key is the one of the database.
 * @throws AppError conflict when the database belongs to another key
 */
export function openContext(presets: Presets = {}): Promise<Context> {
  return openContextOf(configOf(presets));
}

/**
 * As `openContext`, of a configuration that was read already.
 * @param isTraced whether it sends traces when the operator asked for them: a command that ends soon does not
 */
export async function openContextOf(
  { config, secrets, tracingHeaders }: ProcessConfig,
  isTraced = false,
): Promise<Context> {
  const tracer = isTraced ? await openTracer(config, tracingHeaders) : undefined;
  let context;
  try {
    context = await buildContext(config, compact<Overrides>({ ...secrets, tracer }));
    await demandKey(context.db, context.secrets);
    return context;
  } catch (error) {
    await (context?.destroy() ?? tracer?.close());
    throw error;
  }
}

/** Opens the way to the collector, when there is one. What is lost on it is told in the log. */
async function openTracer(
  { tracing, logLevel }: Config,
  headers: Readonly<Record<string, SecretText>>,
): Promise<Tracer | undefined> {
  if (tracing === undefined) return undefined;
  const log = makeLogger(logLevel);
  const { host: collector } = new URL(tracing.endpoint);
  return openTracing(tracing, headers, ({ lost, reason }) => {
    if (reason === undefined) log.info({ collector }, 'traces are taken again');
    else log.warn({ collector, lost, reason }, 'traces are lost: the collector does not take them');
  });
}

/** Writes a line for the person at the terminal. */
export function say(line = ''): void {
  process.stdout.write(`${line}\n`);
}
