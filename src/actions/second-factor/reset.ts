import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { deleteRecoveryCodes } from '../../store/recovery-codes';
import { deleteSecondFactorsOfUser, lockFactorsOfUser } from '../../store/second-factors';
import { deleteSessionsOfUser } from '../../store/sessions';
import { transact } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { demandMayChange } from '../may-act';
import { record } from '../record';
import { clearStepTries } from './check';
import { tellOwner } from './tell';

/**
 * Takes all second factors and recovery codes from a person who lost them, and signs them out everywhere. Where one is
 * asked of them, the next sign-in sets a new one up. One's own are changed on the Security page, by their rules.
 * @returns how many factors there were
 * @throws AppError not_found, forbidden, conflict for oneself or for somebody who has none
 */
export async function resetSecondFactor(deps: Deps, actor: Actor, id: UserId): Promise<number> {
  if (actor.id === id) throw new AppError('conflict', 'Change your own second factors on your Security page.');
  return transact(deps.db, async (tx) => {
    await lockFactorsOfUser(tx, id);
    const user = await getUser(tx, id);
    demandMayChange(actor, user);
    const count = await deleteSecondFactorsOfUser(tx, id);
    if (count === 0) throw new AppError('conflict', 'This person has no second factor.');
    await deleteRecoveryCodes(tx, id);
    await clearStepTries(tx, id);
    await deleteSessionsOfUser(tx, id);
    const eventId = await record(deps, tx, actor, 'second_factor_reset', { user }, { count });
    await tellOwner(deps, tx, user, 'reset', '', eventId);
    return count;
  });
}
