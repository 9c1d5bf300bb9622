import { createHmac, randomInt } from 'node:crypto';
import type { UserId } from '../../core/ids';
import { readRecoveryCode, recoveryCode } from '../../core/second-factor/code';
import { RECOVERY_CODES } from '../../core/second-factor';
import type { User } from '../../core/user';
import { saidError, say } from '../../words/said';
import { replaceRecoveryCodes } from '../../store/recovery-codes';
import { countSecondFactors, lockFactorsOfUser } from '../../store/second-factors';
import { transact, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/** The hash under which a recovery code is kept: keyed, so that a copy of the database is no list to guess from. */
export function hashRecoveryCode(deps: Pick<Deps, 'secrets'>, userId: UserId, letters: string): string {
  return createHmac('sha256', deps.secrets.recoveryKey).update(`${userId} ${letters}`, 'utf8').digest('hex');
}

/**
 * Makes a new set of recovery codes in a transaction that is under way; the earlier set stops working.
 * @returns the codes, to be shown once
 */
export async function makeRecoveryCodes(
  deps: Pick<Deps, 'secrets' | 'clock' | 'newId' | 'onEvent'>,
  tx: Tx,
  actor: Actor,
  user: User,
): Promise<string[]> {
  const codes = new Set<string>();
  while (codes.size < RECOVERY_CODES) codes.add(recoveryCode((below) => randomInt(below)));
  const hashes = [...codes].map((code) => hashRecoveryCode(deps, user.id, readRecoveryCode(code) ?? ''));
  await replaceRecoveryCodes(tx, user.id, hashes, deps.clock());
  await record(deps, tx, actor, 'recovery_codes_create', { user }, { left: RECOVERY_CODES });
  return [...codes];
}

/**
 * Gives a person a new set of recovery codes on demand.
 * @returns the codes, to be shown once
 * @throws AppError conflict for somebody without a second factor: there is nothing to recover
 */
export async function renewRecoveryCodes(deps: Deps, actor: Actor, user: User): Promise<string[]> {
  return transact(deps.db, async (tx) => {
    await lockFactorsOfUser(tx, user.id);
    if ((await countSecondFactors(tx, user.id)) === 0) throw saidError('conflict', say('second_factor_none'));
    return makeRecoveryCodes(deps, tx, actor, user);
  });
}
