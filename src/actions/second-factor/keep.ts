import { LONGEST_FACTOR_NAME, MOST_FACTORS, type SecondFactor } from '../../core/second-factor';
import type { User } from '../../core/user';
import { countRecoveryCodes } from '../../store/recovery-codes';
import { isUniqueViolation } from '../../store/dialect';
import {
  countSecondFactors,
  insertSecondFactor,
  lockFactorsOfUser,
  saveSecondFactorGrace,
} from '../../store/second-factors';
import { transact } from '../../store/tx';
import { saidError, saidInvalid, say } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { makeRecoveryCodes } from './recovery';
import { tellOwner } from './tell';

/** What came of a new factor: the recovery codes, when it brought the first ones. They are shown once. */
export interface Added {
  readonly factor: SecondFactor;
  readonly recoveryCodes?: readonly string[];
}

/**
 * Reads the name a person gives a factor.
 * @throws AppError invalid
 */
export function readFactorName(typed: string): string {
  const name = typed.trim().normalize('NFC');
  if (name === '') throw saidInvalid({ name: say('second_factor_name_missing') });
  if ([...name].length > LONGEST_FACTOR_NAME || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw saidInvalid({ name: say('second_factor_name_long', { most: LONGEST_FACTOR_NAME }) });
  }
  return name;
}

/**
 * Keeps a factor that its owner has proved to have. Time to put it off is over from then on: sessions without a second
 * step are asked for one, and so is whoever loses the factor later.
 * @throws AppError conflict when it is there already, or there are too many
 */
export async function keepFactor(deps: Deps, actor: Actor, user: User, factor: SecondFactor): Promise<Added> {
  const taken = (): Error => saidError('conflict', say('second_factor_taken'));
  try {
    return await transact(deps.db, async (tx) => {
      await lockFactorsOfUser(tx, user.id);
      if ((await countSecondFactors(tx, user.id)) >= MOST_FACTORS) {
        throw saidError('conflict', say('second_factor_many', { most: MOST_FACTORS }));
      }
      await insertSecondFactor(tx, factor);
      await saveSecondFactorGrace(tx, user.id, deps.clock());
      const { kind, name } = factor;
      const eventId = await record(deps, tx, actor, 'second_factor_add', { user }, { kind, name });
      await tellOwner(deps, tx, user, 'added', name, eventId);
      if ((await countRecoveryCodes(tx, user.id)) > 0) return { factor };
      return { factor, recoveryCodes: await makeRecoveryCodes(deps, tx, actor, user) };
    });
  } catch (error) {
    throw isUniqueViolation(error) ? taken() : error;
  }
}
