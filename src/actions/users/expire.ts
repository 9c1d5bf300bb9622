import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { isPasswordExpired } from '../../core/user';
import { savePasswordEnd } from '../../store/passwords/expiry';
import { changeDirectory } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { demandMayChange } from '../may-act';
import { record } from '../record';
import { expireDue } from './expiry';

/**
 * Lets a person's password run out now. The accounts in the applications become inactive (M-095) until the person has
 * chosen a new one, which they are led to with their next page.
 * @throws AppError forbidden by role, conflict for somebody without a password of their own, and for one that has run out already
 */
export async function expirePassword(deps: Deps, actor: Actor, id: UserId): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const user = await getUser(tx, id);
    demandMayChange(actor, user);
    const now = deps.clock();
    if (user.state === 'suspended') throw new AppError('conflict', 'Unsuspend this person first.');
    if (!user.hasPassword) throw new AppError('conflict', 'This person has not chosen a password yet.');
    if (user.passwordTemporary) {
      throw new AppError('conflict', 'The temporary password has to be changed at the next sign-in anyway.');
    }
    if (isPasswordExpired(user, now)) throw new AppError('conflict', 'The password has run out already.');
    // Whoever ran out until now is found first: the clock's own job looks behind this moment then, and not twice.
    await expireDue(deps, tx);
    await savePasswordEnd(tx, id, now, now);
    const cause = await record(deps, tx, actor, 'user_password_expire', { user }, {});
    await markChanged(deps, tx, [id], cause, 'takes-away');
  });
  deps.wake();
}
