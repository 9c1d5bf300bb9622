import { createHash } from 'node:crypto';
import type { UserId } from '../../core/ids';
import type { User } from '../../core/user';
import { countSecondFactors } from '../../store/second-factors';
import { findPassword, findUser } from '../../store/users';
import type { Deps } from '../deps';

/** How long the second step may take after the password. */
export const PENDING_MS = 10 * 60_000;

/** Somebody whose password was right and who has not passed the second step: nobody is signed in yet. */
export interface PendingSignIn {
  readonly userId: UserId;
  /** When the password was right (milliseconds). */
  readonly at: number;
  /** Tells the password apart from any later one. */
  readonly mark: string;
}

/** Notes that a person's password was right a moment ago. */
export async function beginPending(deps: Pick<Deps, 'db' | 'clock'>, user: User): Promise<PendingSignIn> {
  return { userId: user.id, at: deps.clock(), mark: await markOf(deps, user.id) };
}

/**
 * Finds who may go on to the second step.
 * @returns undefined when it took too long, or when the person was suspended, got another password, or lost every
 *   factor since: then it begins anew
 */
export async function findPendingPerson(
  deps: Pick<Deps, 'db' | 'clock'>,
  pending: PendingSignIn,
): Promise<User | undefined> {
  const age = deps.clock() - pending.at;
  if (age > PENDING_MS || age < -PENDING_MS) return undefined;
  const user = await findUser(deps.db, pending.userId);
  if (user === undefined || user.state === 'suspended') return undefined;
  if ((await markOf(deps, user.id)) !== pending.mark) return undefined;
  return (await countSecondFactors(deps.db, user.id)) === 0 ? undefined : user;
}

/** Of the stored hash, never of the password. */
async function markOf(deps: Pick<Deps, 'db'>, userId: UserId): Promise<string> {
  const { hash = '' } = (await findPassword(deps.db, userId)) ?? {};
  return createHash('sha256').update(hash, 'utf8').digest('base64url').slice(0, 22);
}
