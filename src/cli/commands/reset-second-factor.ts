import { resetSecondFactor } from '../../actions/second-factor/reset';
import { AppError } from '../../core/errors';
import { findUserByLogin } from '../../store/users';
import { COMMAND_LINE } from '../actor';
import { EXIT, UsageError, type Command } from '../command';
import { openContext } from '../settings';

/** Takes the second factors from somebody whom no admin can help any more: the last owner, who lost theirs. */
export const resetSecondFactorCommand: Command = {
  name: 'reset-second-factor',
  summary: 'take the second factors from somebody who lost them, such as the last owner',
  about: ['Works while the server runs. The person sets up new ones at the next sign-in, where they are asked for.'],
  options: { username: { value: 'NAME', text: 'whose second factors' } },
  examples: [{ line: 'passo reset-second-factor --username sam.okafor', text: 'Sam signs in with the password alone' }],
  async run(call) {
    const name = call.text('username');
    if (name === undefined) throw new UsageError('passo reset-second-factor needs --username NAME.');
    const context = await openContext();
    try {
      const user = await findUserByLogin(context.db, name);
      if (user === undefined) throw new AppError('not_found', 'There is nobody with this username.');
      const count = await resetSecondFactor(context, COMMAND_LINE, user.id);
      call.say(`${count === 1 ? '1 second factor' : `${count} second factors`} of ${user.username} removed.`);
      return EXIT.done;
    } finally {
      await context.destroy();
    }
  },
};
