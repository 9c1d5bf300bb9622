import type { EventId, UserId } from '../../core/ids';
import type { Profile, User } from '../../core/user';
import { giveUpMailTo } from '../../store/mail-outbox';
import { deleteUserLinks } from '../../store/passwords/links';
import { changeDirectory, type Tx } from '../../store/tx';
import { getUser, saveProfile } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { demandMayChange } from '../may-act';
import { record } from '../record';
import { refuseTakenNames } from './create';
import { changedProperties, withProfile } from './profile-input';

/**
 * Replaces a person's directory properties. Nothing is written when nothing changed. With the email go the links that
 * were made while the earlier one counted.
 * @param given what they become, or how that follows from what they are at the moment of the change
 * @throws AppError not_found, or invalid when the user name or e-mail is taken; what `given` throws
 */
export async function updateUser(
  deps: Deps,
  actor: Actor,
  id: UserId,
  given: Profile | ((now: User) => Profile),
): Promise<User> {
  const user = await changeDirectory(deps.db, async (tx) => {
    const before = await getUser(tx, id);
    demandMayChange(actor, before);
    return updateUserIn(deps, tx, actor, before, typeof given === 'function' ? given(before) : given);
  });
  deps.wake();
  return user;
}

/**
 * Replaces a person's directory properties in a transaction that is under way.
 * @param cause the event it follows from, where there is one
 * @throws AppError invalid when the user name or e-mail is taken, forbidden
 */
export async function updateUserIn(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  before: User,
  profile: Profile,
  cause?: EventId,
): Promise<User> {
  const changed = changedProperties(before, profile);
  if (changed.length === 0) return before;
  const { id } = before;
  demandMayChange(actor, before);
  // Nobody else can have the names a person has.
  if (changed.includes('username') || changed.includes('email')) await refuseTakenNames(tx, profile, id);
  const now = deps.clock();
  await saveProfile(tx, id, profile, now);
  // What was sent to the earlier address must not open the account any more.
  if (changed.includes('email')) {
    await deleteUserLinks(tx, id);
    await giveUpMailTo(tx, before.email, 'The person has another email now.');
  }
  const after = withProfile(before, profile, now);
  const about = { user: after, ...(cause === undefined ? {} : { correlationId: cause }) };
  const eventId = await record(deps, tx, actor, 'user_update', about, { changed });
  await markChanged(deps, tx, [id], cause ?? eventId);
  return after;
}
