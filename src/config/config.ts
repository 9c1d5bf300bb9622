import { isIP } from 'node:net';
import { join, resolve } from 'node:path';
import type { Env } from './env';
import { readEventStream, type EventStreamConfig } from './event-stream';
import { isMailAddress } from '../core/mail-address';
import { readMail, type MailConfig } from './smtp';
import { readTracing, type TracingConfig } from './tracing';

/** Where the rows are kept. */
export type DatabaseConfig =
  | { readonly kind: 'sqlite'; readonly file: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly connections?: number };

/** How changes are pushed to service providers. Times in milliseconds. */
export interface ProvisioningConfig {
  readonly retryBaseMs: number;
  readonly retryCapMs: number;
  readonly timeoutMs: number;
  /** Requests under way at once to one application. */
  readonly concurrency: number;
  /** Requests to one application in a second; 0 for as many as come. */
  readonly perSecond: number;
  /** How long a worker owns an application without a sign of life. */
  readonly leaseMs: number;
  /** How often a worker looks for due work when nothing wakes it. */
  readonly pollMs: number;
  /** How often passwords that ran out are looked for (M-095). */
  readonly expiryMs: number;
}

/** Where metrics are served: a port of their own, which should not be reachable from outside. */
export interface MetricsConfig {
  readonly host: string;
  readonly port: number;
}

/** The whole configuration, checked. Holds no secret, so it can be printed. */
export interface Config {
  /** The public address, without a slash at the end. Metadata, links and Destination checks use it and nothing else. */
  readonly baseUrl: string;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly database: DatabaseConfig;
  readonly encryptionKeyFile: string;
  /** How long requests are still taken after it was told to stop: a balancer needs a moment to see that. */
  readonly drainMs: number;
  /** How many proxies in front of us set X-Forwarded-For. */
  readonly trustProxy: number;
  /** Networks and addresses that outgoing connections may reach although they are private. */
  readonly allowedPrivateRanges: readonly string[];
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly provisioning: ProvisioningConfig;
  /** Where mail goes out; absent, none is sent. The login is kept apart. */
  readonly mail?: MailConfig;
  /** Where events are handed on as they happen; absent, nowhere. */
  readonly eventStream?: EventStreamConfig;
  /** Where metrics can be read; absent, nowhere. */
  readonly metrics?: MetricsConfig;
  /** Where traces are sent; absent, nowhere. The headers are kept apart. */
  readonly tracing?: TracingConfig;
  /** Whether a start brings the database up to date; when not, `passo migrate up` does. */
  readonly autoMigrate: boolean;
  /** Whom those tell who find a weakness of this installation: a `mailto:` or `https:` address for security.txt. */
  readonly securityContact?: string;
}

/**
 * Adds the defaults to what the operator set, and refuses contradictions.
 * @param root the folder that holds `data/` and `certs/`
 * @throws Error naming the variable and what it should be
 */
export function readConfig(env: Env, root: string): Config {
  const port = wholeNumber('PASSO_PORT', env.port, 8080, 0, 65535);
  const dataDir = resolve(root, env.dataDir ?? 'data');
  const mail = readMail(env.smtpUrl, env.mailFrom);
  const metrics = metricsAddress(env);
  const eventStream = readEventStream(env.eventStream);
  const tracing = readTracing(env);
  const publicUrl = baseUrl(env.baseUrl ?? `http://localhost:${port}`);
  return {
    port,
    host: env.host ?? '127.0.0.1',
    baseUrl: publicUrl,
    dataDir,
    database: database(env, dataDir),
    encryptionKeyFile: resolve(root, env.encryptionKeyFile ?? join('certs', 'encryption.key')),
    // Nobody else could take the requests of the only process.
    drainMs: wholeNumber('PASSO_DRAIN_MS', env.drainMs, env.databaseUrl === undefined ? 0 : 2_000, 0, 5_000),
    trustProxy: wholeNumber('PASSO_TRUST_PROXY', env.trustProxy, 0, 0, 10),
    allowedPrivateRanges: ranges(env.allowedPrivateRanges ?? rangesFor(publicUrl)),
    logLevel: logLevel(env.logLevel),
    provisioning: {
      retryBaseMs: wholeNumber('PASSO_RETRY_BASE_MS', env.retryBaseMs, 15_000, 1, 3_600_000),
      retryCapMs: wholeNumber('PASSO_RETRY_CAP_MS', env.retryCapMs, 43_200_000, 1, 86_400_000),
      timeoutMs: wholeNumber('PASSO_SCIM_TIMEOUT_MS', env.scimTimeoutMs, 10_000, 100, 120_000),
      concurrency: wholeNumber('PASSO_SCIM_CONCURRENCY', env.scimConcurrency, 4, 1, 64),
      perSecond: wholeNumber('PASSO_SCIM_RATE', env.scimRate, 10, 0, 10_000),
      leaseMs: wholeNumber('PASSO_LEASE_MS', env.leaseMs, 20_000, 500, 600_000),
      pollMs: 1_000,
      expiryMs: wholeNumber('PASSO_EXPIRY_MS', env.expiryMs, 60_000, 100, 3_600_000),
    },
    ...(mail === undefined ? {} : { mail }),
    autoMigrate: yesOrNo('PASSO_AUTO_MIGRATE', env.autoMigrate, true),
    ...(metrics === undefined ? {} : { metrics }),
    ...(tracing === undefined ? {} : { tracing }),
    ...(env.securityContact === undefined ? {} : { securityContact: securityContact(env.securityContact) }),
    ...(eventStream === undefined ? {} : { eventStream }),
  };
}

function baseUrl(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error(`PASSO_BASE_URL is "${text}". It should be an address such as https://sso.example.com.`);
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new Error('PASSO_BASE_URL should begin with https:// (or http:// for a trial on one machine).');
  }
  if (url.search !== '' || url.hash !== '' || url.username !== '' || url.pathname !== '/') {
    throw new Error('PASSO_BASE_URL should hold a scheme, a host and perhaps a port, and nothing after them.');
  }
  return url.origin;
}

function database({ databaseUrl: url, databaseConnections }: Env, dataDir: string): DatabaseConfig {
  const connections = wholeNumber('PASSO_DATABASE_CONNECTIONS', databaseConnections, 10, 2, 200);
  if (url === undefined) return { kind: 'sqlite', file: join(dataDir, 'passo.sqlite') };
  if (/^postgres(ql)?:\/\//.test(url)) return { kind: 'postgres', url, connections };
  throw new Error('PASSO_DATABASE_URL should begin with postgres://. Leave it out to keep everything in SQLite.');
}

function metricsAddress(env: Env): MetricsConfig | undefined {
  if (env.metricsPort === undefined) return undefined;
  const port = wholeNumber('PASSO_METRICS_PORT', env.metricsPort, 9464, 1, 65535);
  return { port, host: env.metricsHost ?? '127.0.0.1' };
}

/** A trial on one machine has its applications there too; a public Passo reaches no private address unasked. */
function rangesFor(publicUrl: string): string {
  const { hostname } = new URL(publicUrl);
  return ['localhost', '127.0.0.1', '[::1]'].includes(hostname) ? '127.0.0.0/8,::1' : '';
}

function ranges(text: string): string[] {
  const list = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  for (const range of list) {
    const [address = '', bits] = range.split('/');
    const most = isIP(address) === 4 ? 32 : 128;
    if (isIP(address) === 0 || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) {
      throw new Error(
        `PASSO_ALLOWED_PRIVATE_RANGES holds "${range}". Write addresses or networks such as 10.1.0.0/16.`,
      );
    }
  }
  return list;
}

function logLevel(text: string | undefined): Config['logLevel'] {
  if (text === undefined) return 'info';
  if (text === 'debug' || text === 'info' || text === 'warn' || text === 'error' || text === 'silent') return text;
  throw new Error(`PASSO_LOG_LEVEL is "${text}". It should be debug, info, warn, error or silent.`);
}

function securityContact(text: string): string {
  if (isMailAddress(text)) return `mailto:${text}`;
  if (/^(?:mailto:|https:\/\/)[^\s\p{Cc}]{3,300}$/u.test(text) && URL.canParse(text)) return text;
  throw new Error(
    `PASSO_SECURITY_CONTACT is "${text}". It should be a mail address, or a page that begins with https://.`,
  );
}

function yesOrNo(name: string, text: string | undefined, otherwise: boolean): boolean {
  if (text === undefined) return otherwise;
  if (text === 'true' || text === 'false') return text === 'true';
  throw new Error(`${name} is "${text}". It should be true or false.`);
}

function wholeNumber(name: string, text: string | undefined, otherwise: number, least: number, most: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${name} is "${text}". It should be a whole number from ${least} to ${most}.`);
}
