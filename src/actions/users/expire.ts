import { AppError } from '../../core/errors';
import type { UserId } from '../../core/ids';
import { isPasswordExpired } from '../../core/user';
import { findClockMark } from '../../store/clock-marks';
import { savePasswordEnd } from '../../store/passwords/expiry';
import { changeDirectory } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { record } from '../record';

/**
 * Lets a person's password run out now. The accounts in the applications become inactive (M-095) until the person has
 * chosen a new one, which they are led to with their next page.
 * @throws AppError conflict for somebody without a password of their own, and for one that has run out already
 */
export async function expirePassword(deps: Deps, actor: Actor, id: UserId): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const user = await getUser(tx, id);
    const now = deps.clock();
    if (user.state === 'suspended') throw new AppError('conflict', 'Unsuspend this person first.');
    if (!user.hasPassword) throw new AppError('conflict', 'This person has not chosen a password yet.');
    if (user.passwordTemporary) {
      throw new AppError('conflict', 'The temporary password has to be changed at the next sign-in anyway.');
    }
    if (isPasswordExpired(user, now)) throw new AppError('conflict', 'The password has run out already.');
    // Not later than the last look of the clock's own job, which would find it once more.
    const looked = await findClockMark(tx, 'password_expiry');
    await savePasswordEnd(tx, id, Math.min(now, looked ?? now), now);
    const cause = await record(deps, tx, actor, 'user_password_expire', { user }, {});
    await markChanged(deps, tx, [id], cause);
  });
  deps.wake();
}
