import { parseArgs } from 'node:util';
import { SYSTEM } from '../actions/deps';
import { resetSecondFactor } from '../actions/second-factor/reset';
import { AppError } from '../core/errors';
import { findUserByLogin } from '../store/users';
import { openContext, say } from './settings';

/**
 * Takes the second factors from somebody whom no admin can help any more: the last owner, who lost theirs. For the
 * command line, whose user owns the machine; it works while the server runs.
 */
export async function resetFactor(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...words], options: { username: { type: 'string' } } });
  const context = await openContext();
  try {
    const user = await findUserByLogin(context.db, values.username ?? '');
    if (user === undefined) throw new AppError('not_found', 'There is nobody with this username.');
    const count = await resetSecondFactor(context, SYSTEM, user.id);
    say(`${count === 1 ? '1 second factor' : `${count} second factors`} of ${user.username} removed.`);
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    say(error.message);
    say('Use: passo reset-second-factor --username NAME');
    return 1;
  } finally {
    await context.destroy();
  }
}
