import { rowsOf, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** Finds how far a cursor is; undefined when it is not there yet. */
export async function findCursor(reader: Reader, name: string): Promise<number | undefined> {
  const row: { position: unknown } | undefined = await reader('event_cursors').where({ name }).first('position');
  return row && whole(row.position);
}

/**
 * Takes a cursor for a while. One that is not there yet begins at the end of the chain: what was before is had as a file.
 * @returns the position up to which everything was handed on; undefined while another process has the cursor
 */
export async function claimCursor(
  tx: Tx,
  claim: { readonly name: string; readonly owner: string; readonly now: number; readonly until: number },
): Promise<number | undefined> {
  const { name, owner, now, until } = claim;
  await rowsOf(
    tx,
    `insert into event_cursors (name, position, lease_owner, lease_until)
     select ?, position, null, 0 from event_chain where id = 1 on conflict do nothing`,
    [name],
  );
  const [row] = await rowsOf<{ position: unknown }>(
    tx,
    `update event_cursors set lease_owner = ?, lease_until = ?
      where name = ? and (lease_owner = ? or lease_owner is null or lease_until <= ?) returning position`,
    [owner, until, name, owner, now],
  );
  return row && whole(row.position);
}

/** Moves a cursor on and keeps it for a while longer. @returns false when another process has it now */
export async function moveCursor(
  tx: Tx,
  move: { readonly name: string; readonly owner: string; readonly position: number; readonly until: number },
): Promise<boolean> {
  const { name, owner, position, until } = move;
  const count = await tx('event_cursors').where({ name, lease_owner: owner }).update({ position, lease_until: until });
  return count === 1;
}

/** Gives a cursor back. */
export async function releaseCursor(tx: Tx, name: string, owner: string): Promise<void> {
  await tx('event_cursors').where({ name, lease_owner: owner }).update({ lease_owner: null, lease_until: 0 });
}
