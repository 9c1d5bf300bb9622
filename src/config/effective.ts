import type { Config } from './config';
import type { Env } from './env';

/** What Passo works with, setting by setting, as it would be written in the file: for those that nobody set. */
export function effectiveOf(config: Config): Env {
  const { provisioning, database, metrics, tracing } = config;
  return {
    baseUrl: config.baseUrl,
    host: config.host,
    port: String(config.port),
    dataDir: config.dataDir,
    ...(database.kind === 'sqlite' ? { databaseUrl: `SQLite in ${database.file}` } : {}),
    encryptionKeyFile: config.encryptionKeyFile,
    trustProxy: String(config.trustProxy),
    allowedPrivateRanges: config.allowedPrivateRanges.join(','),
    logLevel: config.logLevel,
    retryBaseMs: String(provisioning.retryBaseMs),
    retryCapMs: String(provisioning.retryCapMs),
    scimTimeoutMs: String(provisioning.timeoutMs),
    scimConcurrency: String(provisioning.concurrency),
    scimRate: String(provisioning.perSecond),
    leaseMs: String(provisioning.leaseMs),
    drainMs: String(config.drainMs),
    databaseConnections: database.kind === 'postgres' ? String(database.connections ?? 10) : '1',
    expiryMs: String(provisioning.expiryMs),
    metricsPort: metrics === undefined ? 'off' : String(metrics.port),
    metricsHost: metrics?.host ?? '127.0.0.1',
    autoMigrate: String(config.autoMigrate),
    otelTracesEndpoint: tracing?.endpoint ?? 'off',
    ...(tracing === undefined
      ? {}
      : { otelServiceName: tracing.serviceName, otelSampler: tracing.sampler, otelSamplerArg: String(tracing.ratio) }),
  };
}
