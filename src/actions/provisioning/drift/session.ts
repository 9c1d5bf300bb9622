import type { Application } from '../../../core/application';
import type { ConnectorScim } from '../../../connectors/definition';
import type { ScimClient } from '../../../scim/client';
import type { Outcome } from '../../../scim/outcome';
import { renewRun } from '../../../store/provisioning/drift/runs';
import { saveFound, type NewDriftItem } from '../../../store/provisioning/drift/items';
import { transact, type Tx } from '../../../store/tx';
import type { DriftKind } from '../../../provisioning/drift';
import type { Deps } from '../../deps';

/** One comparison of an application. */
export interface DriftSession {
  readonly deps: Deps;
  readonly application: Application;
  readonly scim: ConnectorScim;
  readonly client: ScimClient;
  readonly owner: string;
  /** Names the run in what it finds. */
  readonly run: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Asked between requests: the process is to end. */
  readonly stop: () => boolean;
  accounts: number;
  groups: number;
  renewedAt: number;
}

/** A difference that was found. */
export type Found = NewDriftItem<DriftKind>;

/** The comparison can't go on; its sentence is for the admin. */
export class DriftFailed extends Error {
  constructor(
    sentence: string,
    readonly retryAfterMs?: number,
  ) {
    super(sentence);
    this.name = 'DriftFailed';
  }
}

/** Another instance has taken the comparison, the integration was deactivated, or the process is to end. */
export class DriftStopped extends Error {
  constructor() {
    super('The comparison was stopped.');
    this.name = 'DriftStopped';
  }
}

/** A run keeps its lease for this long without a sign of life; one request may take long. */
export const DRIFT_LEASE_MS = 5 * 60_000;
const RENEW_MS = 2_000;
/** The share of an application's rate that a comparison takes: pushes come first. */
const SHARE = 5;

/**
 * Waits until the next request of a comparison may go out. It is one at a time and a fifth of the application's rate.
 * @throws DriftStopped
 */
export async function quietly(session: DriftSession): Promise<void> {
  const { deps, application } = session;
  if (session.stop()) throw new DriftStopped();
  const perSecond = application.idm.pace?.perSecond ?? deps.config.provisioning.perSecond;
  if (perSecond > 0 && session.accounts > 0) {
    await new Promise((done) => setTimeout(done, (1_000 * SHARE) / perSecond));
  }
  if (session.stop()) throw new DriftStopped();
  if (deps.clock() - session.renewedAt >= RENEW_MS) await writeInRun(session, () => Promise.resolve());
}

/**
 * Writes in a transaction that first makes sure that the run is still this one's, and tells how far it is.
 * @throws DriftStopped
 */
export async function writeInRun<T>(session: DriftSession, work: (tx: Tx) => Promise<T>): Promise<T> {
  const { deps, application, owner, accounts, groups } = session;
  return transact(deps.db, async (tx) => {
    const now = deps.clock();
    const lease = { owner, until: now + DRIFT_LEASE_MS };
    if (!(await renewRun(tx, application.id, lease, { accounts, groups }))) throw new DriftStopped();
    session.renewedAt = now;
    return work(tx);
  });
}

/** Keeps what was found. */
export async function keepFound(session: DriftSession, items: readonly Found[]): Promise<void> {
  if (items.length === 0) return;
  const { deps, application, run } = session;
  await writeInRun(session, (tx) =>
    saveFound(tx, { applicationId: application.id, run, now: deps.clock(), newId: deps.newId }, items),
  );
}

/** The value of an exchange. @throws DriftFailed with what the SP or the network did */
export function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.kind === 'ok') return outcome.value;
  throw new DriftFailed(outcome.sentence, outcome.retryAfterMs);
}
