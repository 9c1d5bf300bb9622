import { parseArgs } from 'node:util';
import { createFirstAdmin } from '../actions/sessions/setup';
import { makeTemporaryPassword } from '../actions/users/passwords';
import { readProfile } from '../actions/users/profile-input';
import { AppError } from '../core/errors';
import { openContext, say } from './settings';

/** Adds the first admin from the command line, whose user owns the machine. The password is printed once. */
export async function createAdmin(words: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      username: { type: 'string' },
      email: { type: 'string' },
      organisation: { type: 'string', default: 'Passo' },
    },
  });
  const context = await openContext();
  try {
    const password = makeTemporaryPassword();
    const profile = readProfile({ username: values.username, email: values.email });
    await createFirstAdmin(context, { organisation: values.organisation, profile, password });
    say(`The admin ${profile.username} was added. Password, shown this once: ${password.reveal()}`);
    return 0;
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    say(error.message);
    say('Use: passo create-admin --username NAME --email ADDRESS [--organisation NAME]');
    return 1;
  } finally {
    await context.destroy();
  }
}
