import { randomUUID } from 'node:crypto';
import type { Deps } from './actions/deps';
import { joinOthers, onlyOne, ownName, type Presence } from './actions/instances/presence';
import { bringUpToDate } from './actions/backup/before-upgrade';
import { keysOf } from './actions/keys/mark';
import { readOwnKey } from './actions/keys/own';
import { makeJournal } from './actions/journal';
import { makeSignInLine } from './actions/sessions/line';
import { makeAnswered } from './actions/sign-on/answered';
import { makePaces } from './actions/provisioning/pace';
import { makeRecentLists } from './actions/provisioning/people/recent-lists';
import { makeSnapshot } from './actions/sign-on/snapshot';
import type { Config } from './config/config';
import { holdsKey, type Secrets } from './config/secrets';
import type { SmtpLogin } from './config/smtp';
import { makeNewId, type Clock } from './core/clock';
import { makeReadiness, type Readiness } from './actions/health/ready';
import { settleRotations } from './actions/certificates/switch';
import { tidyEvents } from './actions/housekeeping/events';
import { tidy } from './actions/housekeeping/tidy';
import { expireRemovals } from './actions/provisioning/guard/expire';
import { makeDriftJob, type DriftJob } from './jobs/drift';
import { startSealing } from './jobs/evidence';
import { startExpiry } from './jobs/expiry';
import { startImports } from './jobs/import';
import { startMail, startNotices } from './jobs/mail';
import { startMetadataRefresh } from './jobs/metadata';
import { startPlans } from './jobs/plan';
import { repeat } from './jobs/timer';
import { startStream } from './jobs/stream';
import { startUserFiles } from './jobs/user-file';
import { startWebhooks } from './jobs/webhooks';
import { makeWorker, type Worker } from './jobs/worker';
import { loadConnectors } from './load-connectors';
import { makeLogger, type Logger } from './logger';
import { makeMetrics, type Metrics } from './metrics/metrics';
import { watched } from './metrics/scim-times';
import { makeAddressGuard } from './net/address-guard';
import { makeDocumentFetcher } from './net/fetch-document';
import { makeHttpAgent } from './net/http-agent';
import { makeMailer } from './net/mail/mailer';
import { makePasswordHasher } from './net/password-hash';
import { makeScimTransport } from './net/scim-transport';
import { makeOauthTokens } from './net/scim-transport-oauth';
import { makeSoapTransport } from './net/soap-transport';
import { makeWebhookTransport } from './net/webhook-transport';
import { openSink } from './net/streams/open';
import { openDatabase } from './store/db';
import { tracedEvents } from './tracing/events';
import { newRequestId, tracedScim, traceMessages } from './tracing/outgoing';
import { tracedJob, type Tracer } from './tracing/tracer';
import { makeDatabaseClock, type DatabaseClock } from './store/instances/database-clock';
import { openSignOnReader } from './store/sign-on/sign-on-reader';
import { reserve } from './store/instances/paces';
import { transactOne, type Db } from './store/tx';
import { PACKAGE } from './config/package';

/** Everything the running program shares, built once. */
export interface Context extends Deps {
  readonly log: Logger;
  readonly worker: Worker;
  readonly drift: DriftJob;
  /** This process among the others on the same database. */
  readonly presence: Presence;
  /** Whether this process can work, for those who send people here. */
  readonly readiness: Readiness;
  /** What is measured; absent unless a port was set for it. */
  readonly metrics?: Metrics;
  /** Begins nothing new in the background, and waits for what is under way. */
  rest(): Promise<void>;
  /** Stops the worker, then closes connections and the database. */
  destroy(): Promise<void>;
}

/** What may be handed in from outside: by tests, and by the command line for the secrets from the environment. */
export interface Overrides {
  readonly clock?: Clock;
  readonly secrets?: Secrets;
  readonly encryptionKey?: string;
  /** What Passo signs in to the mail server with; kept apart from the configuration, which can be printed. */
  readonly smtpLogin?: SmtpLogin;
  readonly log?: Logger;
  readonly db?: Db;
  /** Absent unless the operator asked for traces. It is closed together with the context. */
  readonly tracer?: Tracer;
}

/** How long requests to SPs may go on once everything stops (R18). */
const CUT_MS = 5_000;
const TIDY_EVERY_MS = 10 * 60_000;
/** Dated switches count on time without it; it makes them permanent and destroys keys whose time is over. */
const SETTLE_EVERY_MS = 30_000;

/**
 * Builds the context: opens and migrates the database, reads the keys, loads the connectors. Nothing listens or works
 * until it is told to.
 * @throws Error with a sentence for the operator
 */
export async function buildContext(config: Config, overrides: Overrides = {}): Promise<Context> {
  const { tracer } = overrides;
  const log = overrides.log ?? makeLogger(config.logLevel, tracer === undefined ? {} : { beside: () => tracer.ids() });
  const db = overrides.db ?? openDatabase(config.database);
  const { applied, secrets } = await prepare(db, config, overrides, log);
  if (applied.length > 0) log.info({ migrations: applied }, 'database brought up to date');
  const shared = overrides.clock === undefined ? await sharedClock(config, db) : undefined;
  const clock = overrides.clock ?? shared?.now ?? Date.now;
  const agent = makeHttpAgent(makeAddressGuard({ allowedPrivateRanges: config.allowedPrivateRanges }));
  const userAgent = `Passo/${PACKAGE.version} (+${config.baseUrl})`;
  const tokens = makeOauthTokens({ agent, userAgent });
  const onError = (error: unknown): void => log.error({ err: error }, 'background work failed');
  const newId = makeNewId(clock);
  const metrics = config.metrics && makeMetrics({ db, clock });
  const counting = {
    ...(metrics === undefined ? {} : { onEvent: metrics.onEvent, onWebhook: metrics.onWebhook }),
    ...(tracer === undefined ? {} : { onEvent: tracedEvents(tracer, metrics?.onEvent) }),
  };
  const journal = makeJournal({ db, clock, newId, ...counting }, onError);
  const mailer = config.mail && makeMailer(config.mail, overrides.smtpLogin);
  const context: Deps & { worker?: Worker; presence?: Presence } = {
    config,
    secrets,
    db,
    clock,
    ...(shared === undefined ? {} : { machineClock: Date.now }),
    newId,
    journal,
    snapshot: makeSnapshot(db, openSignOnReader(db, config.database)),
    answered: makeAnswered(clock),
    connectors: loadConnectors(),
    passwords: makePasswordHasher(),
    signIns: makeSignInLine(),
    paces: makePaces(shared && ((id, asked) => transactOne(db, (tx) => reserve(tx, { applicationId: id, ...asked })))),
    recentLists: makeRecentLists(),
    fetchDocument: makeDocumentFetcher({ agent, userAgent: `Passo/${PACKAGE.version} (+${config.baseUrl})` }),
    scimTransport: ({ app, ...address }) => {
      const transport = makeScimTransport({
        ...address,
        tokens,
        agent,
        userAgent,
        timeoutMs: address.timeoutMs ?? config.provisioning.timeoutMs,
        requestId: tracer === undefined ? randomUUID : () => newRequestId(tracer),
      });
      const counted = metrics === undefined || app === undefined ? transport : watched(transport, app, metrics.onScim);
      return tracer === undefined ? counted : tracedScim(tracer, counted, { baseUrl: address.baseUrl, app });
    },
    soapTransport: makeSoapTransport({ agent, userAgent }),
    webhookTransport: makeWebhookTransport({ agent, userAgent }),
    wake: () => {
      // What is done for everybody is not part of the request that woke it.
      if (tracer === undefined) context.worker?.wake();
      else tracer.outside(() => context.worker?.wake());
      context.presence?.wakeOthers();
    },
    ...(mailer === undefined ? {} : { mailer }),
    ...counting,
    ...(tracer === undefined ? {} : { tracer }),
  };
  if (tracer !== undefined) traceMessages(context, tracer);
  const keyInFile = overrides.secrets === undefined && overrides.encryptionKey === undefined;
  const keptKey = (used: Secrets): Promise<boolean> => holdsKey(config.encryptionKeyFile, used);
  const readiness = makeReadiness(
    { ...context, holdsKey: keyInFile ? keptKey : () => Promise.resolve(true) },
    (reason, error) =>
      reason === undefined ? log.info('ready again') : log.error({ err: error, reason }, 'not ready'),
  );
  const worker = makeWorker(context, onError);
  const self = { id: newId<string>(), name: ownName(), version: PACKAGE.version, startedAt: clock() };
  const presence =
    config.database.kind === 'sqlite'
      ? onlyOne(self)
      : joinOthers({
          self,
          db,
          url: config.database.url,
          clock,
          onTime: shared?.set,
          onWake: () => worker.wake(),
          onTurn: (error) =>
            error === undefined
              ? log.info('the database answers again')
              : log.error({ err: error }, 'the database does not answer'),
        });
  context.presence = presence;
  const tidyAll = async (): Promise<void> => {
    await tidy(context);
    await tidyEvents(context);
  };
  const decide = async (): Promise<void> => void (await expireRemovals(context));
  const settle = async (): Promise<void> => void (await settleRotations(context));
  const tidying = repeat(TIDY_EVERY_MS, tracedJob(tracer, 'housekeeping', tidyAll), onError);
  const deciding = repeat(TIDY_EVERY_MS, tracedJob(tracer, 'staged removals', decide), onError);
  const settling = repeat(SETTLE_EVERY_MS, tracedJob(tracer, 'certificates', settle), onError);
  const mail = startMail(context, onError);
  const notices = startNotices(context, onError);
  const refreshing = startMetadataRefresh(context, onError);
  const planning = startPlans(context, onError);
  const expiring = startExpiry(context, onError);
  const drift = makeDriftJob(context, onError);
  const imports = startImports(context, onError);
  const userFiles = startUserFiles(context, onError);
  const webhooks = startWebhooks(context, onError);
  const tellEnd = (end: object): void => log.info(end, 'the events up to here are sealed');
  const sealing = startSealing(context, tellEnd, onError);
  const stream = config.eventStream && startStream(context, config.eventStream, openSink, log, onError);
  let resting: Promise<unknown> | undefined;
  const rest = async (): Promise<void> => {
    resting ??= Promise.all(
      [worker, mail, planning, refreshing, drift, imports, userFiles, webhooks].map((job) => job.stop()),
    );
    await resting;
  };
  return Object.assign(context, {
    log,
    ...(metrics === undefined ? {} : { metrics }),
    worker,
    drift,
    readiness,
    presence,
    rest,
    async destroy() {
      // What is cut off is in doubt, and is looked up at the next start.
      let cutOff: Promise<void> | undefined;
      const cut = setTimeout(() => {
        cutOff = agent.dispatcher.destroy();
        mailer?.close();
      }, CUT_MS);
      await rest();
      clearTimeout(cut);
      mailer?.close();
      await Promise.all([tidying.stop(), deciding.stop(), settling.stop(), notices.stop(), expiring.stop()]);
      await journal.close();
      await sealing.stop();
      await stream?.stop();
      await presence.leave();
      await context.snapshot.close();
      await (cutOff ?? agent.close());
      await db.destroy();
      await tracer?.close();
    },
  });
}

/** On PostgreSQL every instance goes by the database's clock: theirs may be minutes apart (R13, R17). */
async function sharedClock({ database }: Config, db: Db): Promise<DatabaseClock | undefined> {
  if (database.kind === 'sqlite') return undefined;
  const clock = makeDatabaseClock(db);
  await clock.sync();
  return clock;
}

/** Brings the database up to date and finds the keys it goes by. An error leaves no open database behind. */
async function prepare(
  db: Db,
  config: Config,
  { clock = Date.now, ...overrides }: Overrides,
  log: Logger,
): Promise<{ readonly applied: readonly string[]; readonly secrets: Secrets }> {
  const onCopy = (file: string): void => log.info({ file }, 'copied before the upgrade');
  try {
    const secrets = overrides.secrets ?? (await readOwnKey(db, config, overrides.encryptionKey));
    const applied = await bringUpToDate({ db, config, clock, onCopy }, false);
    return { applied, secrets: await keysOf(db, secrets) };
  } catch (error) {
    await db.destroy();
    throw error;
  }
}
