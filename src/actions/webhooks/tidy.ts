import { deleteOldDeliveries, deleteSurplusDeliveries } from '../../store/webhooks/deliveries';
import { deleteOldSecrets, listWebhooks } from '../../store/webhooks/webhooks';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';

/** Deliveries that are done are kept for a month, and no more than so many of each webhook. */
const KEPT_MS = 30 * 86_400_000;
const MOST_KEPT = 10_000;
const AT_ONCE = 1_000;
const MOST_ROUNDS = 100;

/** Forgets deliveries that were done with long ago, and secrets whose time is over. @returns how many deliveries went */
export async function tidyWebhooks(deps: Pick<Deps, 'db' | 'clock'>): Promise<number> {
  const webhooks = await listWebhooks(deps.db);
  if (webhooks.length === 0) return 0;
  const now = deps.clock();
  await transact(deps.db, (tx) => deleteOldSecrets(tx, now));
  let gone = 0;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const count = await transact(deps.db, (tx) => deleteOldDeliveries(tx, now - KEPT_MS, AT_ONCE));
    gone += count;
    if (count < AT_ONCE) break;
  }
  for (const { id } of webhooks) gone += await transact(deps.db, (tx) => deleteSurplusDeliveries(tx, id, MOST_KEPT));
  return gone;
}
