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
  readonly scimRate?: string;
  readonly leaseMs?: string;
  readonly expiryMs?: string;
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  readonly metricsPort?: string;
  readonly metricsHost?: string;
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
  scimRate: 'PASSO_SCIM_RATE',
  leaseMs: 'PASSO_LEASE_MS',
  expiryMs: 'PASSO_EXPIRY_MS',
  smtpUrl: 'PASSO_SMTP_URL',
  mailFrom: 'PASSO_MAIL_FROM',
  metricsPort: 'PASSO_METRICS_PORT',
  metricsHost: 'PASSO_METRICS_HOST',
} as const satisfies Record<keyof Env, string>;

/** Variables with a secret in them: a second one, with `_FILE` at its end, may name a file that holds the value. */
const IN_FILES = ['databaseUrl', 'smtpUrl'] as const satisfies readonly (keyof Env)[];

/**
 * Reads the `PASSO_…` variables. `PASSO_DATABASE_URL_FILE` and `PASSO_SMTP_URL_FILE` name files that hold the values.
 * @throws Error with a sentence when such a file can't be read
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const entries = Object.entries(VARIABLES).map(([key, name]) => [key, source[name]] as const);
  const env = Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== '')) as Env;
  const fromFiles: { [key in (typeof IN_FILES)[number]]?: string } = {};
  for (const key of IN_FILES) {
    const name = `${VARIABLES[key]}_FILE`;
    const file = source[name];
    if (env[key] === undefined && file !== undefined && file !== '') fromFiles[key] = contentOf(name, file);
  }
  return { ...env, ...fromFiles };
}

function contentOf(name: string, file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${name} names ${file}, which can't be read.`, { cause: error });
  }
}

/** Names in the environment that look like ours and are none: probably spelling mistakes. */
export function unknownVariables(source: NodeJS.ProcessEnv = process.env): string[] {
  const known = new Set<string>([...Object.values(VARIABLES), ...IN_FILES.map((key) => `${VARIABLES[key]}_FILE`)]);
  return Object.keys(source).filter(
    (name) => name.startsWith('PASSO_') && !name.startsWith('PASSO_TEST_') && !known.has(name),
  );
}
