import { AppError, invalid } from '../../core/errors';
import { fold, type UserId } from '../../core/ids';
import type { SignInPolicy } from '../../core/sign-in/policy';
import type { User } from '../../core/user';
import { giveUpMailTo } from '../../store/mail-outbox';
import { changeDirectory } from '../../store/tx';
import { deleteUser as removeUser, getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { markPersonsGroups } from '../provisioning/groups/marks';
import { demandMay, demandMayChange } from '../may-act';
import { record } from '../record';
import { findSignInPolicy } from '../settings/sign-in-policy';
import { protectLastOwner } from './suspend';

const HOUR_MS = 3_600_000;

/** From when on a suspended person may be deleted (milliseconds since the epoch); undefined while not suspended. */
export function deletableFrom(
  user: Pick<User, 'state' | 'suspendedAt' | 'updatedAt'>,
  { deletionHours }: Pick<SignInPolicy, 'deletionHours'>,
): number | undefined {
  if (user.state !== 'suspended') return undefined;
  return (user.suspendedAt ?? user.updatedAt) + deletionHours * HOUR_MS;
}

/**
 * Deletes a person, the second step after suspending them: their accounts at applications are deactivated, not deleted
 * (A-20).
 * @param typed the user name as the admin typed it to confirm
 * @param check looks at the person at the moment of the deletion, and throws to keep them
 * @throws AppError forbidden to whoever may not, invalid when it is another one, conflict for the last owner, for somebody who is not suspended, and
 *   before the time of the policy has passed
 */
export async function deleteUser(
  deps: Deps,
  actor: Actor,
  id: UserId,
  typed: string,
  check?: (now: User) => void,
): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const user = await getUser(tx, id);
    demandMay(actor, 'people.delete');
    demandMayChange(actor, user);
    check?.(user);
    await protectLastOwner(tx, user);
    const from = deletableFrom(user, await findSignInPolicy(tx));
    if (from === undefined) {
      throw new AppError('conflict', 'Suspend this person first. Deleting is the second step. Nothing was deleted.');
    }
    const left = Math.ceil((from - deps.clock()) / HOUR_MS);
    if (left > 0) {
      throw new AppError(
        'conflict',
        `This person can be deleted in ${left === 1 ? '1 hour' : `${left} hours`}. Until then the suspension can be taken back. Nothing was deleted.`,
      );
    }
    if (fold(typed) !== fold(user.username)) {
      throw invalid({ username: `Type ${user.username} to delete this person. Nothing was deleted.` });
    }
    const correlationId = await record(deps, tx, actor, 'user_delete', { user }, {});
    await markChanged(deps, tx, [id], correlationId, 'takes-away');
    await markPersonsGroups(deps, tx, id, correlationId);
    await giveUpMailTo(tx, user.email, 'The person was deleted before it went out.');
    await removeUser(tx, id);
  });
  deps.wake();
}
