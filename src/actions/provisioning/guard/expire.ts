import { findApplication } from '../../../store/applications';
import { countHeld, freeMarks, setHeldAside } from '../../../store/provisioning/losses';
import { decideRemoval, deleteOldNotes, findRemoval, listRemovals } from '../../../store/provisioning/removals';
import { transact } from '../../../store/tx';
import { SYSTEM, type Deps } from '../../deps';
import { record } from '../../record';
import { NOTE_LIFE_MS } from './note';

/** What is said of a person whose removal nobody decided about. */
export const EXPIRED_SENTENCE = 'Not deactivated: nobody allowed it in time.';

const MOST = 1_000;

/**
 * Ends the removals nobody decided about in time: nothing is sent, and the people are listed as needing attention until
 * something changes about them. Removals that nobody waits in any more are closed.
 * @returns how many were ended
 */
export async function expireRemovals(deps: Deps): Promise<number> {
  let ended = 0;
  for (const { id } of await listRemovals(deps.db, { states: ['held'], take: MOST })) {
    if (await endOne(deps, id)) ended += 1;
  }
  const before = deps.clock() - NOTE_LIFE_MS;
  await transact(deps.db, (tx) => deleteOldNotes(tx, before));
  return ended;
}

async function endOne(deps: Deps, id: string): Promise<boolean> {
  return transact(deps.db, async (tx) => {
    const now = deps.clock();
    const removal = await findRemoval(tx, id);
    if (removal?.state !== 'held') return false;
    const { applicationId } = removal;
    const application = await findApplication(tx, applicationId);
    const held = await countHeld(tx, applicationId, id);
    if (held === 0 || application?.idmState !== 'active') {
      await decideRemoval(tx, id, { state: 'settled', by: SYSTEM.name, at: now });
      await freeMarks(tx, applicationId, id);
      return true;
    }
    if (removal.expiresAt > now) return false;
    if (!(await decideRemoval(tx, id, { state: 'expired', by: SYSTEM.name, at: now }))) return false;
    const people = await setHeldAside(tx, applicationId, id, EXPIRED_SENTENCE, now);
    const cause = removal.causeEventId;
    const about = { application, ...(cause === undefined ? {} : { correlationId: cause }) };
    await record(deps, tx, SYSTEM, 'provisioning_removal_expire', about, { people });
    return true;
  });
}
