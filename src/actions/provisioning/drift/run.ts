import { randomBytes } from 'node:crypto';
import type { Application } from '../../../core/application';
import type { ApplicationId } from '../../../core/ids';
import { nextCheck, USUAL_HOURS } from '../../../provisioning/drift';
import { findApplication } from '../../../store/applications';
import { findHeldCopy } from '../../../store/backup/held-copy';
import { closeRepaired, countFresh, countItems } from '../../../store/provisioning/drift/items';
import { claimRun, endRun, findDueRun, listUnplanned, planFirstRun } from '../../../store/provisioning/drift/runs';
import { findPause } from '../../../store/provisioning/pauses';
import { transact } from '../../../store/tx';
import { SYSTEM, type Deps } from '../../deps';
import { record } from '../../record';
import { getIntegration, openClient, TokenUnreadable } from '../connection';
import { compareAccounts } from './accounts';
import { compareGroups } from './groups';
import { DRIFT_LEASE_MS, DriftFailed, DriftStopped, writeInRun, type DriftSession } from './session';

/** After a failure the next try is not before this, unless somebody asks for it. */
const AFTER_FAILURE_MS = 60 * 60_000;

/**
 * Runs the comparisons that are due, one after the other; none in a restored copy that waits. Of several instances one alone runs each.
 * @param stop asked between requests
 * @returns how many ran
 * @throws Error with the last fault of ours as its cause, after all had their turn
 */
export async function runDueDrift(deps: Deps, stop: () => boolean = () => false): Promise<number> {
  if ((await findHeldCopy(deps.db)) !== undefined) return 0;
  let ran = 0;
  let fault: unknown;
  await planNewOnes(deps);
  while (!stop() && (await findDueRun(deps.db, deps.clock()))) {
    const owner = randomBytes(12).toString('hex');
    const claim = { owner, now: deps.clock(), leaseMs: DRIFT_LEASE_MS };
    const id = await transact(deps.db, (tx) => claimRun(tx, claim));
    if (id === undefined) break;
    ran += 1;
    await runOne(deps, id, owner, stop).catch((error: unknown) => void (fault = error));
  }
  if (fault !== undefined) throw new Error('Accounts could not be compared.', { cause: fault });
  return ran;
}

async function planNewOnes(deps: Deps): Promise<void> {
  for (const id of await listUnplanned(deps.db)) {
    const application = await findApplication(deps.db, id);
    if (application === undefined) continue;
    await transact(deps.db, (tx) => planFirstRun(tx, id, nextOf(application, deps.clock())));
  }
}

/** When an application is compared next. @param now milliseconds since the epoch */
export function nextOf({ id, idm }: Pick<Application, 'id' | 'idm'>, now: number): number | undefined {
  return nextCheck(id, idm.driftEveryHours ?? USUAL_HOURS, now);
}

async function runOne(deps: Deps, id: ApplicationId, owner: string, stop: () => boolean): Promise<void> {
  const application = await findApplication(deps.db, id);
  if (application?.idmState !== 'active') return;
  const startedAt = deps.clock();
  try {
    const session = await open(deps, application, owner, stop, startedAt);
    await compareAccounts(session);
    await compareGroups(session);
    await finish(session);
  } catch (error) {
    if (error instanceof DriftStopped) {
      // Due as it was: the next process begins anew. A lease that is another's is left alone.
      const again = { state: 'idle', nextAt: startedAt } as const;
      await transact(deps.db, (tx) => endRun(tx, id, owner, again));
      return;
    }
    await fail(deps, application, owner, error);
    if (!(error instanceof DriftFailed)) throw error;
  }
}

async function open(
  deps: Deps,
  application: Application,
  owner: string,
  stop: () => boolean,
  startedAt: number,
): Promise<DriftSession> {
  const pause = await findPause(deps.db, application.id);
  if (pause !== undefined) throw new DriftFailed('Provisioning is paused: accounts are compared once it is resumed.');
  const { scim } = getIntegration(deps, application);
  const client = await openClient(deps, deps.db, application).catch((error: unknown) => {
    throw error instanceof TokenUnreadable ? new DriftFailed(error.message) : error;
  });
  if (client === undefined) throw new Error('An active integration has no Base URL or no token.');
  const about = { deps, application, scim, client, owner, stop, startedAt };
  return { ...about, run: deps.newId(), accounts: 0, groups: 0, renewedAt: startedAt };
}

/** Both lists were read to their end: what was not found again is repaired. */
async function finish(session: DriftSession): Promise<void> {
  const { deps, application, run, owner, accounts, startedAt } = session;
  await writeInRun(session, async (tx) => {
    const now = await findApplication(tx, application.id);
    // Another SP has taken the place of the one that was read.
    if (now?.idm.baseUrl !== application.idm.baseUrl) throw new DriftStopped();
    await closeRepaired(tx, application.id, run);
    const found = await countItems(tx, application.id);
    const fresh = await countFresh(tx, application.id, startedAt);
    await endRun(tx, application.id, owner, {
      state: 'done',
      finishedAt: deps.clock(),
      nextAt: nextOf(now ?? application, deps.clock()),
    });
    const payload = { accounts, found: Object.fromEntries(found), fresh };
    await record(deps, tx, SYSTEM, 'drift_check', { application }, payload);
  });
}

async function fail(deps: Deps, application: Application, owner: string, error: unknown): Promise<void> {
  const expected = error instanceof DriftFailed;
  const sentence = expected ? error.message : 'Passo could not compare the accounts. The log of the server says why.';
  const now = deps.clock();
  const soon = now + Math.max(AFTER_FAILURE_MS, (expected ? error.retryAfterMs : undefined) ?? 0);
  const planned = nextOf(application, now);
  // A comparison that is switched off was asked for by somebody, who sees why it failed.
  const nextAt = planned === undefined ? undefined : soon;
  await transact(deps.db, async (tx) => {
    await endRun(tx, application.id, owner, { state: 'failed', sentence, finishedAt: now, nextAt });
    await record(deps, tx, SYSTEM, 'drift_check', { application, result: 'failure' }, { sentence });
  });
}
