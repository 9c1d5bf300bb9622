import type { SecondFactor } from '../../core/second-factor';
import type { User } from '../../core/user';
import { deleteRecoveryCodes } from '../../store/recovery-codes';
import {
  deleteSecondFactor,
  listSecondFactors,
  lockFactorsOfUser,
  renameSecondFactor,
} from '../../store/second-factors';
import { transact } from '../../store/tx';
import { saidError, say } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { isAskedForSecondFactor } from './duty';
import { readFactorName } from './keep';
import { tellOwner } from './tell';

/**
 * Gives one of a person's own factors another name.
 * @throws AppError not_found, invalid
 */
export async function renameFactor(deps: Deps, actor: Actor, user: User, id: string, typed: string): Promise<void> {
  const name = readFactorName(typed);
  await transact(deps.db, async (tx) => {
    const factor = own(await listSecondFactors(tx, user.id), id);
    if (factor.name === name) return;
    await renameSecondFactor(tx, id, name);
    await record(deps, tx, actor, 'second_factor_rename', { user }, { kind: factor.kind, name });
  });
}

/**
 * Removes one of a person's own factors. The recovery codes go with the last one.
 * @throws AppError not_found; conflict for the last one of somebody who is asked for a second factor
 */
export async function removeFactor(deps: Deps, actor: Actor, user: User, id: string): Promise<SecondFactor> {
  return transact(deps.db, async (tx) => {
    await lockFactorsOfUser(tx, user.id);
    const factors = await listSecondFactors(tx, user.id);
    const factor = own(factors, id);
    const last = factors.length === 1;
    if (last && (await isAskedForSecondFactor(tx, user))) throw saidError('conflict', say('second_factor_last'));
    await deleteSecondFactor(tx, id);
    if (last) await deleteRecoveryCodes(tx, user.id);
    const { kind, name } = factor;
    const eventId = await record(deps, tx, actor, 'second_factor_remove', { user }, { kind, name });
    await tellOwner(deps, tx, user, 'removed', name, eventId);
    return factor;
  });
}

function own(factors: readonly SecondFactor[], id: string): SecondFactor {
  const factor = factors.find((candidate) => candidate.id === id);
  if (factor === undefined) throw saidError('not_found', say('nothing_here'));
  return factor;
}
