import { readFileSync } from 'node:fs';
import { nearestOf } from './nearest';

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
  readonly drainMs?: string;
  readonly databaseConnections?: string;
  readonly expiryMs?: string;
  readonly smtpUrl?: string;
  readonly mailFrom?: string;
  readonly eventStream?: string;
  readonly metricsPort?: string;
  readonly metricsHost?: string;
  readonly autoMigrate?: string;
  readonly securityContact?: string;
  readonly otelDisabled?: string;
  readonly otelExporter?: string;
  readonly otelEndpoint?: string;
  readonly otelTracesEndpoint?: string;
  readonly otelProtocol?: string;
  readonly otelTracesProtocol?: string;
  readonly otelHeaders?: string;
  readonly otelTracesHeaders?: string;
  readonly otelServiceName?: string;
  readonly otelAttributes?: string;
  readonly otelSampler?: string;
  readonly otelSamplerArg?: string;
}

/** The name of each setting; those of OpenTelemetry are the same for every program. docs/settings.md says what they mean, and a test holds the two together. */
export const VARIABLES = {
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
  drainMs: 'PASSO_DRAIN_MS',
  databaseConnections: 'PASSO_DATABASE_CONNECTIONS',
  expiryMs: 'PASSO_EXPIRY_MS',
  smtpUrl: 'PASSO_SMTP_URL',
  mailFrom: 'PASSO_MAIL_FROM',
  eventStream: 'PASSO_EVENT_STREAM',
  metricsPort: 'PASSO_METRICS_PORT',
  metricsHost: 'PASSO_METRICS_HOST',
  autoMigrate: 'PASSO_AUTO_MIGRATE',
  securityContact: 'PASSO_SECURITY_CONTACT',
  otelDisabled: 'OTEL_SDK_DISABLED',
  otelExporter: 'OTEL_TRACES_EXPORTER',
  otelEndpoint: 'OTEL_EXPORTER_OTLP_ENDPOINT',
  otelTracesEndpoint: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  otelProtocol: 'OTEL_EXPORTER_OTLP_PROTOCOL',
  otelTracesProtocol: 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL',
  otelHeaders: 'OTEL_EXPORTER_OTLP_HEADERS',
  otelTracesHeaders: 'OTEL_EXPORTER_OTLP_TRACES_HEADERS',
  otelServiceName: 'OTEL_SERVICE_NAME',
  otelAttributes: 'OTEL_RESOURCE_ATTRIBUTES',
  otelSampler: 'OTEL_TRACES_SAMPLER',
  otelSamplerArg: 'OTEL_TRACES_SAMPLER_ARG',
} as const satisfies Record<keyof Env, string>;

/**
 * Settings with a secret in them: a second variable, with `_FILE` at its end, may name a file that holds the value. That of
 * the encryption key is a setting of its own, since the file is made when there is none.
 */
export const SECRETS = [
  'databaseUrl',
  'smtpUrl',
  'encryptionKey',
  'otelHeaders',
  'otelTracesHeaders',
] as const satisfies readonly (keyof Env)[];

const IN_FILES = SECRETS.filter((key) => key !== 'encryptionKey');

/** The environment of this process. */
export const ENVIRONMENT: NodeJS.ProcessEnv = process.env;

/** Names the file with settings; it can't stand in the file itself. */
export const CONFIG_FILE = 'PASSO_CONFIG_FILE';

/** The variable that names a file which holds the value of another one. */
export function twinOf(name: string): string {
  return `${name}_FILE`;
}

/**
 * Reads the `PASSO_…` variables and those of OpenTelemetry. `PASSO_DATABASE_URL_FILE` and the like name files that hold the
 * values; the variable itself goes before its file. An empty variable is one that is not set.
 * @throws Error with a sentence when such a file can't be read
 */
export function readEnv(source: NodeJS.ProcessEnv = process.env): Env {
  const entries = Object.entries(VARIABLES).map(([key, name]) => [key, source[name]] as const);
  const env = Object.fromEntries(entries.filter(([, value]) => value !== undefined && value !== '')) as Env;
  const fromFiles: { [key in (typeof IN_FILES)[number]]?: string } = {};
  for (const key of IN_FILES) {
    const name = twinOf(VARIABLES[key]);
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

/** Finds a variable by a name that the operator wrote down, such as that of a Token Key in a file that is applied. */
export function findVariable(name: string, source: NodeJS.ProcessEnv = process.env): string | undefined {
  return source[name];
}

/** Every name that Passo reads, in the environment or in its file. */
export function knownVariables(): string[] {
  return [...Object.values(VARIABLES), ...IN_FILES.map((key) => twinOf(VARIABLES[key])), CONFIG_FILE];
}

/** Names that look like ours and are none: probably spelling mistakes. */
export function unknownVariables(source: NodeJS.ProcessEnv = process.env): string[] {
  const known = new Set(knownVariables());
  return Object.keys(source).filter(
    (name) => name.startsWith('PASSO_') && !name.startsWith('PASSO_TEST_') && !known.has(name),
  );
}

/** A sentence for each name that is none of ours, with the one that was probably meant. */
export function spellingHints(source: NodeJS.ProcessEnv = process.env): string[] {
  return unknownVariables(source).map((name) => {
    const nearest = nearestOf(name, knownVariables());
    return `${name} is not a setting of Passo${nearest === undefined ? '' : `. Did you mean ${nearest}?`}`;
  });
}
