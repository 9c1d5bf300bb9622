import type { Server } from 'node:http';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Deps } from '../actions/deps';
import { PACKAGE } from '../config/package';
import type { DirectoryEvent } from '../events/catalog';
import { readPool } from '../store/boards/measures';
import { makeEventCounts } from './event-counts';
import { makeGauges, type CertificateUse, type Measured } from './gauges';
import { timeRequests, type RequestLabel } from './request-times';
import type { ScimWatch } from './scim-times';

/** Everything that is measured, and the text a Prometheus server reads. */
export interface Metrics {
  /** Counts an event. */
  readonly onEvent: (event: DirectoryEvent) => void;
  /** Counts a try to reach a webhook. */
  readonly onWebhook: (result: 'delivered' | 'retried' | 'failed') => void;
  /** Told of each request to an application's SCIM server. */
  readonly onScim: ScimWatch;
  /** Times the requests of a server. */
  watch(server: Server): void;
  /** Writes everything in the text format of Prometheus, version 0.0.4. */
  read(): Promise<{ readonly contentType: string; readonly body: string }>;
}

const FAST = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const FAR = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Makes the metrics of this process. */
export function makeMetrics(deps: Pick<Deps, 'db' | 'clock'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counts = makeEventCounts();
  const gauges = makeGauges(deps.db, deps.clock);

  new Gauge({
    name: 'passo_build_info',
    help: 'The version that runs; always 1.',
    labelNames: ['version', 'revision'],
    registers,
  }).set({ version: PACKAGE.version, revision: PACKAGE.revision ?? 'unknown' }, 1);
  const databaseUp = new Gauge({
    name: 'passo_db_up',
    help: 'Whether the database answered when the metrics were read: 1 or 0.',
    registers,
  });
  const databaseSize = new Gauge({
    name: 'passo_db_size_bytes',
    help: 'How large the database is; of SQLite without its write-ahead log.',
    registers,
  });
  const pool = new Gauge({
    name: 'passo_db_pool_connections',
    help: 'Connections of this process to the database: used, free, and queries waiting for one.',
    labelNames: ['state'],
    registers,
  });
  const requests = new Histogram<RequestLabel>({
    name: 'passo_http_request_duration_seconds',
    help: 'Time from the head of a request to the end of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: FAST,
    registers,
  });
  const scimCount = new Counter({
    name: 'passo_scim_requests_total',
    help: 'Requests to the SCIM servers of applications.',
    labelNames: ['app', 'operation', 'result'],
    registers,
  });
  const scimTimes = new Histogram({
    name: 'passo_scim_request_duration_seconds',
    help: 'Time until a SCIM server answered, or until it was given up.',
    labelNames: ['app', 'operation'],
    buckets: FAR,
    registers,
  });
  const signOns = new Counter({
    name: 'passo_sso_responses_total',
    help: 'Sign-ons to applications that were answered or refused.',
    labelNames: ['app', 'binding', 'initiated_by', 'result'],
    registers,
  });
  const signIns = new Counter({
    name: 'passo_login_attempts_total',
    help: 'Sign-ins to the portal.',
    labelNames: ['result'],
    registers,
  });
  const webhooks = new Counter({
    name: 'passo_webhook_deliveries_total',
    help: 'Tries to send an event to a webhook: delivered, to be retried, or failed for good.',
    labelNames: ['result'],
    registers,
  });
  const show = applicationGauges(registry, deps.clock);

  return {
    onEvent: (event) => counts.note(event),
    onWebhook: (result) => webhooks.inc({ result }),
    onScim(app, operation, result, seconds) {
      scimCount.inc({ app, operation, result });
      scimTimes.observe({ app, operation }, seconds);
    },
    watch: (server) => timeRequests(server, requests),
    async read() {
      let measured: readonly Measured[] = [];
      try {
        const seen = await gauges.look();
        measured = seen.measured;
        databaseUp.set(1);
        databaseSize.set(seen.databaseBytes);
        counts.keep(new Set(measured.map(({ id }) => id)));
      } catch {
        databaseUp.set(0);
      }
      for (const [state, count] of Object.entries(readPool(deps.db) ?? {})) pool.set({ state }, count as number);
      show(measured);
      const slugs = new Map(measured.filter(({ hasSaml }) => hasSaml).map(({ id, slug }) => [id, slug]));
      signOns.reset();
      for (const { applicationId, binding, startedBy, result, count } of counts.signOns()) {
        const app = slugs.get(applicationId);
        if (app !== undefined) signOns.inc({ app, binding, initiated_by: startedBy, result }, count);
      }
      signIns.reset();
      for (const [result, count] of Object.entries(counts.signIns())) signIns.inc({ result }, count);
      return { contentType: registry.contentType, body: await registry.metrics() };
    },
  };
}

/** The gauges that are read from the database. What is gone since the last time is gone from them as well. */
function applicationGauges(registry: Registry, clock: () => number): (measured: readonly Measured[]) => void {
  const gauge = <Label extends string>(name: string, help: string, labelNames: readonly Label[]): Gauge<Label> =>
    new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  const ends = gauge(
    'passo_certificate_expiry_timestamp_seconds',
    'When the certificate of a use ends: signing, next, requests or encryption; of several, the first.',
    ['app', 'use'],
  );
  const length = gauge('passo_provisioning_queue_length', 'Changes that wait to be sent.', ['app']);
  const age = gauge(
    'passo_provisioning_oldest_task_age_seconds',
    'How long the oldest change has waited to be sent; 0 when none does.',
    ['app'],
  );
  const people = gauge('passo_provisioning_people', 'People by the state of their account there.', ['app', 'status']);
  const held = gauge('passo_provisioning_held', 'Changes are held back, for this reason; always 1.', ['app', 'reason']);

  const tokens = gauge(
    'passo_token_expiry_timestamp_seconds',
    'When the Token Key of an application ends, as it was entered.',
    ['app'],
  );

  return (measured) => {
    for (const one of [ends, length, age, people, held, tokens]) one.reset();
    for (const reading of measured) {
      const app = reading.slug;
      for (const use of Object.keys(reading.ends) as CertificateUse[]) {
        ends.set({ app, use }, Math.floor((reading.ends[use] ?? 0) / 1000));
      }
      if (!reading.provisioned) continue;
      const { oldestAt } = reading.queue;
      length.set({ app }, reading.queue.length);
      age.set({ app }, oldestAt === undefined ? 0 : Math.max(0, (clock() - oldestAt) / 1000));
      for (const [status, count] of Object.entries(reading.people)) people.set({ app, status }, count);
      if (reading.held !== undefined) held.set({ app, reason: reading.held }, 1);
      if (reading.tokenEndsAt !== undefined) tokens.set({ app }, Math.floor(reading.tokenEndsAt / 1000));
    }
  };
}
