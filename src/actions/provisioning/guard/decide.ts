import { AppError, invalid, notFound } from '../../../core/errors';
import type { EventId } from '../../../core/ids';
import { getApplication } from '../../../store/applications';
import { tryLaneNow } from '../../../store/provisioning/lanes';
import { countHeld, freeMarks } from '../../../store/provisioning/losses';
import { decideRemoval, findRemoval, type Removal } from '../../../store/provisioning/removals';
import { changeDirectory, type Tx } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { following, record } from '../../record';
import type { Undo } from './note';
import { putBack } from './undo';

/**
 * Allows a staged removal: exactly the people it holds become due. Each is planned anew when it is sent, so whoever has
 * access again by then keeps the account.
 * @param typed the number of people as the admin typed it to confirm
 * @returns how many people were let go
 * @throws AppError not_found; invalid when the number is another one; conflict when somebody else has decided
 */
export async function allowRemoval(deps: Deps, actor: Actor, id: string, typed: string): Promise<number> {
  const count = await changeDirectory(deps.db, async (tx) => {
    const removal = await requireHeld(tx, id);
    const application = await getApplication(tx, removal.applicationId);
    // Lane before marks, as in a worker's turn: the other order would let the two wait for each other.
    await tryLaneNow(tx, application.id);
    const held = await countHeld(tx, application.id, id);
    if (typed.replace(/[\s,.’']/g, '') !== String(held)) {
      throw invalid({ count: `Type ${held.toLocaleString('en')} to allow it. Nothing was sent.` });
    }
    await decideOnce(deps, tx, actor, id, 'allowed');
    await freeMarks(tx, application.id, id);
    const about = { application, ...causeOf(removal) };
    await record(deps, tx, actor, 'provisioning_removal_allow', about, { people: held });
    return held;
  });
  deps.wake();
  return count;
}

/**
 * Rejects a staged removal: puts back what took the access away, and sends nothing.
 * @returns how many people keep their account by it
 * @throws AppError not_found; conflict when somebody else has decided, or when it can't be put back
 */
export async function rejectRemoval(deps: Deps, actor: Actor, id: string): Promise<number> {
  const count = await changeDirectory(deps.db, async (tx) => {
    const removal = await requireHeld(tx, id);
    const application = await getApplication(tx, removal.applicationId);
    const undos = undosIn(removal);
    if (undos.length === 0) throw new AppError('conflict', CANT_PUT_BACK);
    await tryLaneNow(tx, application.id);
    const held = await countHeld(tx, application.id, id);
    await decideOnce(deps, tx, actor, id, 'rejected');
    const about = { application, ...causeOf(removal) };
    const rejected = await record(deps, tx, actor, 'provisioning_removal_reject', about, { people: held });
    const act = following(actor, removal.causeEventId ?? rejected);
    for (const undo of undos) {
      if (await putBack(deps, tx, act, application.id, undo)) continue;
      throw new AppError(
        'conflict',
        'The user group this was about was deleted since, so it can’t be put back. Nothing was changed.',
      );
    }
    // Who has no access in spite of that, for another reason, is looked at anew.
    await freeMarks(tx, application.id, id);
    return held;
  });
  deps.wake();
  return count;
}

/** What is said where there is no way back. */
export const CANT_PUT_BACK =
  'This can’t be put back from here: change it where it was done, or let it expire. Nothing is sent until it is allowed.';

/** How a removal is put back; empty when it can't be. */
export function undosIn({ undo }: Pick<Removal, 'undo'>): readonly Undo[] {
  return Array.isArray(undo) ? (undo as readonly Undo[]) : [];
}

async function requireHeld(tx: Tx, id: string): Promise<Removal> {
  const removal = await findRemoval(tx, id);
  if (removal === undefined || removal.state === 'noted') throw notFound('This removal');
  if (removal.state !== 'held') throw decidedAlready(removal);
  return removal;
}

/** Two admins at once: the row changes for one of them alone. */
async function decideOnce(deps: Deps, tx: Tx, actor: Actor, id: string, state: 'allowed' | 'rejected'): Promise<void> {
  if (await decideRemoval(tx, id, { state, by: actor.name, at: deps.clock() })) return;
  throw decidedAlready(await findRemoval(tx, id));
}

function decidedAlready(removal: Removal | undefined): AppError {
  const { state, decidedBy } = removal ?? {};
  if (state === 'expired' || state === 'settled' || decidedBy === undefined) {
    return new AppError('conflict', 'Nobody waits in this removal any more. Nothing was changed.');
  }
  return new AppError('conflict', `${decidedBy} has ${state ?? 'decided'} this already. Nothing was changed.`);
}

function causeOf({ causeEventId }: Removal): { correlationId?: EventId } {
  return causeEventId === undefined ? {} : { correlationId: causeEventId };
}
