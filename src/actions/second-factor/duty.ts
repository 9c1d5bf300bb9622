import { graceFrom, isSecondFactorAsked, mayPutOff } from '../../core/second-factor';
import type { User } from '../../core/user';
import { listGroupsOfUser } from '../../store/groups';
import { saveSecondFactorGrace } from '../../store/second-factors';
import { transact, type Reader } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Deps } from '../deps';
import { findSignInPolicy } from '../settings/sign-in-policy';

/** Tells whether the organisation or a group asks this person for a second factor. */
export async function isAskedForSecondFactor(reader: Reader, user: User): Promise<boolean> {
  const policy = await findSignInPolicy(reader);
  return isSecondFactorAsked(policy, user, await listGroupsOfUser(reader, user.id));
}

/** Whether a second factor is asked for, and whether that can wait. */
export type Duty =
  | { readonly kind: 'none' }
  /** Until when, in milliseconds since the epoch; absent before the person was told for the first time. */
  | { readonly kind: 'may-wait'; readonly until?: number }
  | { readonly kind: 'due' };

/** Finds what is asked of a person. Nothing is written: the time to wait begins when they are told. */
export async function findDuty(deps: Pick<Deps, 'db' | 'clock'>, user: User): Promise<Duty> {
  if (!(await isAskedForSecondFactor(deps.db, user))) return { kind: 'none' };
  const until = user.secondFactorGraceUntil;
  if (until === undefined) return { kind: 'may-wait' };
  return mayPutOff(user, deps.clock()) ? { kind: 'may-wait', until } : { kind: 'due' };
}

/**
 * Tells a person that a second factor is asked of them: from the first time on, the days to wait are counted.
 * @returns until when it can wait, milliseconds since the epoch
 */
export async function beginGrace(deps: Pick<Deps, 'db' | 'clock'>, user: User): Promise<number> {
  if (user.secondFactorGraceUntil !== undefined) return user.secondFactorGraceUntil;
  const policy = await findSignInPolicy(deps.db);
  return transact(deps.db, async (tx) => {
    const known = (await getUser(tx, user.id)).secondFactorGraceUntil;
    if (known !== undefined) return known;
    const until = graceFrom(policy, deps.clock());
    await saveSecondFactorGrace(tx, user.id, until);
    return until;
  });
}
