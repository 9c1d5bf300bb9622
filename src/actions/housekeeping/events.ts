import { keptSince } from '../../core/event-retention';
import { deleteOldestEvents } from '../../store/evidence/prune';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';
import { sealEvents } from '../evidence/seal';
import { findEventDays } from '../settings/retention';

/** Events that go in one transaction: others wait for less than a moment. */
const AT_ONCE = 1_000;
/** A first tidying of millions takes several rounds. */
const MOST_ROUNDS = 200;

/**
 * Removes the events that are older than the organisation keeps them, the oldest first.
 * @returns how many went
 */
export async function tidyEvents(deps: Pick<Deps, 'db' | 'clock' | 'newId'>): Promise<number> {
  const before = keptSince(await findEventDays(deps.db), deps.clock());
  if (before === undefined) return 0;
  // What is not sealed stays, however old it says it is.
  await sealEvents(deps);
  let gone = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const count = await transact(deps.db, (tx) => deleteOldestEvents(tx, before, AT_ONCE));
    gone += count;
    if (count < AT_ONCE) break;
  }
  return gone;
}
