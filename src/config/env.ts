import { readFileSync } from 'node:fs';

/** What the operator set, still as text. Nothing else in the program reads the environment. */
export interface Env {
  readonly baseUrl?: string;
  readonly host?: string;
  readonly port?: string;
  readonly dataDir?: string;
  readonly databaseUrl?: string;
  readonly encryptionKey?: string;
  readonly encryptionKeyFile?: string;
  readonly trustProxy?: string;
  readonly allowedPrivateRanges?: string;
  readonly logLevel?: string;
  readonly retryBaseMs?: string;
  readonly retryCapMs?: string;
  readonly scimTimeoutMs?: string;
  readonly scimConcurrency?: string;
  readonly leaseMs?: string;
}

const VARIABLES = {
  baseUrl: 'PASSO_BASE_URL',
  host: 'PASSO_HOST',
  port: 'PASSO_PORT',
  dataDir: 'PASSO_DATA_DIR',
  databaseUrl: 'PASSO_DATABASE_URL',
  encryptionKey: 'PASSO_ENCRYPTION_KEY',
  encryptionKeyFile: 'PASSO_ENCRYPTION_KEY_FILE',
  trustProxy: 'PASSO_TRUST_PROXY',
  allowedPrivateRanges: 'PASSO_ALLOWED_PRIVATE_RANGES',
  logLevel: 'PASSO_LOG_LEVEL',
  retryBaseMs: 'PASSO_RETRY_BASE_MS',
  retryCapMs: 'PASSO_RETRY_CAP_MS',
  scimTimeoutMs: 'PASSO_SCIM_TIMEOUT_MS',
  scimConcurrency: 'PASSO_SCIM_CONCURRENCY',
  leaseMs: 'PASSO_LEASE_MS',
} as const satisfies Record<keyof Env, string>;

/**
 * Reads the `PASSO_…` variables. `PASSO_DATABASE_URL_FILE` names a file that holds the value of `PASSO_DATABASE_URL`.
 * @throws Error with a sentence when such a file can't be read
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const entries = Object.entries(VARIABLES).map(([key, name]) => [key, source[name]] as const);
  const env = Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== '')) as Env;
  const databaseUrlFile = source['PASSO_DATABASE_URL_FILE'];
  if (env.databaseUrl !== undefined || databaseUrlFile === undefined) return env;
  try {
    return { ...env, databaseUrl: readFileSync(databaseUrlFile, 'utf8').trim() };
  } catch (error) {
    throw new Error(`PASSO_DATABASE_URL_FILE names ${databaseUrlFile}, which can't be read.`, { cause: error });
  }
}

/** Names in the environment that look like ours and are none: probably spelling mistakes. */
export function unknownVariables(source: NodeJS.ProcessEnv = process.env): string[] {
  const known = new Set<string>([...Object.values(VARIABLES), 'PASSO_DATABASE_URL_FILE']);
  return Object.keys(source).filter(
    (name) => name.startsWith('PASSO_') && !name.startsWith('PASSO_TEST_') && !known.has(name),
  );
}
