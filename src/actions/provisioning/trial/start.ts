import { AppError } from '../../../core/errors';
import type { ApplicationId } from '../../../core/ids';
import { getApplication } from '../../../store/applications';
import { findHeldCopy } from '../../../store/backup/held-copy';
import { listInvolvedUserIds } from '../../../store/provisioning/trial-people';
import { deleteOldTrials, findTrialToMake, saveTrial, type Trial } from '../../../store/provisioning/trials';
import { transact } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { makeTrial, TrialLost, type TrialInput } from './make';

/** So many people are planned while the admin waits; more of them in the background. */
const AT_ONCE = 300;
/** Plans of one application that are kept. */
const KEPT = 10;
/** A plan without a sign of life for so long is made by somebody else. */
const DEAD_MS = 60_000;

/**
 * Begins a plan; a small one is ready when this returns.
 * @returns its id
 * @throws AppError conflict when Identity Management is not active
 */
export async function startTrial(
  deps: Deps,
  actor: Actor,
  applicationId: ApplicationId,
  kind: Trial['kind'],
  input: TrialInput = {},
): Promise<string> {
  const id = deps.newId<string>();
  const now = deps.clock();
  const people = await listInvolvedUserIds(deps.db, applicationId);
  const atOnce = people.length <= AT_ONCE;
  const base = { id, applicationId, kind, input, counts: {}, startedBy: actor.name, createdAt: now };
  // One that is made here is nobody else's to take, unless this process ends meanwhile.
  const trial: Trial = atOnce ? { ...base, state: 'running', finishedAt: now } : { ...base, state: 'queued' };
  await transact(deps.db, async (tx) => {
    const application = await getApplication(tx, applicationId);
    if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
    await saveTrial(tx, trial);
    await deleteOldTrials(tx, applicationId, KEPT);
  });
  if (atOnce) await tolerant(() => makeTrial(deps, trial));
  return id;
}

/**
 * Makes the plans that were begun, one after the other, and those that were cut short.
 * @returns how many were looked at
 */
export async function makeDueTrials(deps: Deps, stop: () => boolean): Promise<number> {
  if ((await findHeldCopy(deps.db)) !== undefined) return 0;
  let count = 0;
  for (; !stop(); count += 1) {
    const trial = await findTrialToMake(deps.db, deps.clock() - DEAD_MS);
    if (trial === undefined) break;
    await tolerant(() => makeTrial(deps, trial, stop));
  }
  return count;
}

async function tolerant(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof TrialLost)) throw error;
  }
}
