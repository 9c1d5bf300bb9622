import { sealAll } from '../../events/chain';
import { deleteFromQueue, findEventToSeal, listEventsToSeal } from '../../store/evidence/queue';
import { findChain, insertSeals, lockChain, saveChainTold, type Chain } from '../../store/evidence/seals';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { queueDeliveries } from '../webhooks/queue';

/** Events of one transaction: others wait for less than a moment. */
const AT_ONCE = 500;

/**
 * Seals the events that wait, the oldest first, and queues them for the webhooks that want them. On PostgreSQL one
 * process at a time does it; another one finds nothing to do meanwhile.
 * @param patient waits for the other process, so that afterwards everything that was committed before is sealed
 * @returns how many were sealed
 * @throws Error when the chain’s own row is gone
 */
export async function sealEvents(deps: Pick<Deps, 'db' | 'clock' | 'newId'>, patient = false): Promise<number> {
  let sealed = 0;
  // Read before anything is written: an idle server writes nothing.
  while ((await findEventToSeal(deps.db)) !== undefined) {
    const round = await sealSome(deps, patient);
    if (round === undefined) break;
    sealed += round;
  }
  return sealed;
}

async function sealSome(deps: Pick<Deps, 'db' | 'clock' | 'newId'>, patient: boolean): Promise<number | undefined> {
  const round = await transact(deps.db, async (tx) => {
    const chain = await lockChain(tx, patient);
    if (chain === undefined) return undefined;
    const { ids, events } = await listEventsToSeal(tx, AT_ONCE);
    if (ids.length === 0) return undefined;
    await insertSeals(tx, sealAll(chain.head, events, deps.clock()));
    await queueDeliveries(deps, tx, events);
    await deleteFromQueue(tx, ids);
    return events.length;
  });
  if (round === undefined && (await findChain(deps.db)) === undefined) {
    throw new Error('The row of the chain of events is gone, so events can’t be sealed. Restore a backup.');
  }
  return round;
}

const DAY_MS = 86_400_000;

/**
 * Finds the end of the chain when the program’s log has to be told of it, which it is once a day by one process: whoever
 * keeps that log can show later that the events before were not changed.
 */
export async function chainToTell(deps: Pick<Deps, 'db' | 'clock'>): Promise<Chain | undefined> {
  const now = deps.clock();
  const chain = await findChain(deps.db);
  if (chain === undefined || chain.head.position === 0 || now - chain.toldAt < DAY_MS) return undefined;
  const first = await transact(deps.db, (tx) => saveChainTold(tx, chain.toldAt, now));
  return first ? chain : undefined;
}
