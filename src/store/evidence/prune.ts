import { listed, rowsOf, whole } from '../dialect';
import { firstIdAt } from '../events';
import type { Tx } from '../tx';
import { lockChain } from './seals';

/**
 * Removes events that were recorded before a moment, from the beginning of the chain only: what is left has no gap. The
 * last one that goes becomes the anchor of the chain. What is not sealed yet stays, and so does the end of the chain.
 * @param most how many at once
 * @returns how many went
 */
export async function deleteOldestEvents(tx: Tx, before: number, most: number): Promise<number> {
  const chain = await lockChain(tx, true);
  if (chain === undefined) return 0;
  const rows = await rowsOf<{ position: unknown; event_id: string; hash: string; sealed_at: unknown }>(
    tx,
    'select position, event_id, hash, sealed_at from event_seals order by position limit ?',
    [most],
  );
  const first = firstIdAt(before);
  const end = rows.findIndex((row) => row.event_id >= first && whole(row.sealed_at) >= before);
  const old = end === -1 ? rows : rows.slice(0, end);
  // The last one stays, however old: a log without any event is one that somebody emptied.
  const gone = old.filter(({ position }) => whole(position) < chain.head.position);
  const last = gone.at(-1);
  if (last === undefined) return 0;
  await rowsOf(tx, `delete from events where id in ${listed(tx)}`, [
    JSON.stringify(gone.map(({ event_id }) => event_id)),
  ]);
  const position = whole(last.position);
  await tx('event_seals').where('position', '<=', position).delete();
  await tx('event_chain').where({ id: 1 }).update({ anchor_position: position, anchor_hash: last.hash });
  return gone.length;
}
