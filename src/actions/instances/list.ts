import { isPostgres } from '../../store/dialect';
import { listInstances, type Instance } from '../../store/instances/registry';
import type { Deps } from '../deps';
import type { Presence } from './presence';

/** A process as the Health page shows it. */
export interface InstanceRow extends Instance {
  /** It is the one that answers. */
  readonly isSelf: boolean;
  /** It has given no sign of life for a while: killed, or cut off from the database. */
  readonly isLost: boolean;
}

/** Ten signs of life that did not come. */
const LOST_MS = 15_000;
const SHOWN_MS = 3_600_000;

/** Lists the processes on this database, those without a sign of life in the last hour left out. */
export async function readInstances(
  deps: Pick<Deps, 'db' | 'clock'> & { readonly presence: Presence },
): Promise<InstanceRow[]> {
  const { self } = deps.presence;
  const now = deps.clock();
  if (!isPostgres(deps.db)) return [{ ...self, state: 'working', seenAt: now, isSelf: true, isLost: false }];
  const found = await listInstances(deps.db, now - SHOWN_MS);
  return found.map((one) => ({ ...one, isSelf: one.id === self.id, isLost: now - one.seenAt > LOST_MS }));
}
