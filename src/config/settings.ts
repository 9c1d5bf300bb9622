import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { CONFIG_FILE, ENVIRONMENT, readEnv, SECRETS, spellingHints, twinOf, VARIABLES, type Env } from './env';

/** Where a value comes from. What stands further up goes before what stands below. */
export type Origin = 'flag' | 'environment' | 'file' | 'default';

/** The sources of the settings, the strongest first. */
export interface SettingSources {
  /** What the command line says. */
  readonly flags?: Env;
  /** The environment; that of the process unless told. */
  readonly environment?: NodeJS.ProcessEnv;
  /** What a command sets when nobody else does: the demo brings its own folder. */
  readonly preset?: Env;
  /** The folder that `passo.env` is looked for in. */
  readonly root: string;
}

/** What was set, still as text, and where each value comes from. */
export interface Settings {
  readonly env: Env;
  readonly origins: Readonly<Partial<Record<keyof Env, Origin>>>;
  /** The file with settings, when there is one. */
  readonly file?: string;
  /** A sentence for each name that is no setting, with the one that was probably meant. */
  readonly hints: readonly string[];
}

/** One setting as it may be shown: the values of secrets are left out. */
export interface SettingLine {
  readonly name: string;
  readonly origin: Origin;
  /** Absent when nothing is set and Passo does without. */
  readonly value?: string;
}

/** The file with settings that is read when none is named. */
export const CONFIG_FILE_NAME = 'passo.env';

/** What stands where a secret would. */
export const HIDDEN = '(hidden)';

/**
 * Reads all settings: flag, environment, file, default. The file has lines like `PASSO_PORT=8080`; it is
 * `PASSO_CONFIG_FILE`, or `passo.env` in the folder of the program when there is one.
 * @throws Error with a sentence when a file that is named can't be read
 */
export function readSettings({ flags = {}, environment = ENVIRONMENT, preset = {}, root }: SettingSources): Settings {
  const file = findFile(environment[CONFIG_FILE], root);
  const lines = file === undefined ? {} : linesOf(file);
  const fromEnvironment = readEnv(environment);
  const fromFile = without(readEnv(lines), environment);
  const env: Env = { ...preset, ...fromFile, ...fromEnvironment, ...flags };
  const origins: Partial<Record<keyof Env, Origin>> = {};
  for (const key of Object.keys(env) as (keyof Env)[]) {
    const from = [flags, fromEnvironment, fromFile].findIndex((source) => source[key] !== undefined);
    origins[key] = (['flag', 'environment', 'file'] as const)[from] ?? 'default';
  }
  const inFile = spellingHints(lines).map((hint) => `${file ?? ''}: ${hint}`);
  const misplaced = lines[CONFIG_FILE] === undefined ? [] : [`${CONFIG_FILE} has no effect in the file itself.`];
  return {
    env,
    origins,
    hints: [...spellingHints(environment), ...inFile, ...misplaced],
    ...(file === undefined ? {} : { file }),
  };
}

/**
 * Lists every setting with its origin, for a terminal or a page. No secret is in it, nor an address with a password.
 * @param defaults what Passo uses where nothing is set, by setting
 */
export function listSettings({ env, origins }: Settings, defaults: Readonly<Env> = {}): SettingLine[] {
  const secrets: readonly string[] = SECRETS;
  return (Object.entries(VARIABLES) as [keyof Env, string][]).map(([key, name]) => {
    const set = env[key];
    const value = set === undefined ? defaults[key] : secrets.includes(key) ? HIDDEN : withoutLogin(set);
    return { name, origin: origins[key] ?? 'default', ...(value === undefined ? {} : { value }) };
  });
}

/** An address is refused with a login in it, but shown before that. */
function withoutLogin(text: string): string {
  return text.replace(/(:\/\/)[^/\s]*@/, `$1${HIDDEN}@`).replace(/^(https?:[^?]*\?).*$/, `$1${HIDDEN}`);
}

function findFile(named: string | undefined, root: string): string | undefined {
  if (named !== undefined && named !== '') return resolve(root, named);
  const usual = resolve(root, CONFIG_FILE_NAME);
  return existsSync(usual) ? usual : undefined;
}

function linesOf(file: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`The settings in ${file} can't be read.`, { cause: error });
  }
}

/** A secret of the environment, or its twin, hides both forms in the file: the two never mix. */
function without(fromFile: Env, environment: NodeJS.ProcessEnv): Env {
  const keyIsSet = [VARIABLES.encryptionKey, VARIABLES.encryptionKeyFile].some(
    (name) => (environment[name] ?? '') !== '',
  );
  const hidden: readonly string[] = [
    ...SECRETS.filter((key) => (environment[twinOf(VARIABLES[key])] ?? '') !== ''),
    ...(keyIsSet ? ['encryptionKey', 'encryptionKeyFile'] : []),
  ];
  return Object.fromEntries(Object.entries(fromFile).filter(([key]) => !hidden.includes(key)));
}
