import { recoverOwner } from '../../actions/admins/recover';
import { createFirstAdmin, isSetUp } from '../../actions/sessions/setup';
import { makeTemporaryPassword } from '../../actions/users/passwords';
import { readProfile } from '../../actions/users/profile-input';
import type { Context } from '../../context';
import { findSetting } from '../../store/settings';
import { COMMAND_LINE } from '../actor';
import { EXIT, UsageError, type Command, type CommandCall, type ExitCode } from '../command';
import { openContext } from '../settings';

/** The first admin, or an owner when no owner can help any more. */
export const createAdminCommand: Command = {
  name: 'create-admin',
  summary: 'add the first admin without the set-up page, or an owner when none is left',
  about: [
    'Works while the server runs. The password is made and printed once; it is never taken from the command line, where others could read it.',
    'With --recovery it works on an installation that is set up: somebody who is there already is let in again, gets a new password and becomes an owner; somebody else is added. Their second factors stay; passo reset-second-factor takes them.',
  ],
  options: {
    username: { value: 'NAME', text: 'the username to sign in with' },
    email: { value: 'ADDRESS', text: 'needed for somebody new' },
    organisation: { value: 'NAME', text: 'what the organisation is called, at the first set-up (Passo)' },
    recovery: { text: 'make an owner although there are admins already' },
  },
  examples: [
    {
      line: 'passo create-admin --username sam.okafor --email sam@example.com --organisation "Fernhill Works"',
      text: 'set up a new installation without a browser',
    },
    {
      line: 'passo create-admin --username sam.okafor --recovery',
      text: 'Sam forgot the password, and is the only owner',
    },
  ],
  async run(call) {
    const username = call.text('username');
    if (username === undefined) throw new UsageError('passo create-admin needs --username NAME.');
    const context = await openContext();
    try {
      if (call.on('recovery')) return await recover(context, call, username);
      if (await isSetUp(context)) {
        call.warn('This installation is set up already. With --recovery an owner is made all the same.');
        return EXIT.failed;
      }
      return await first(context, call, username);
    } finally {
      await context.destroy();
    }
  },
};

async function first(context: Context, call: CommandCall, username: string): Promise<ExitCode> {
  const password = makeTemporaryPassword();
  const profile = readProfile({ username, email: call.text('email') });
  // A file that was applied before may have named it.
  const organisation = call.text('organisation') ?? (await findSetting(context.db, 'organisation')) ?? 'Passo';
  await createFirstAdmin(context, { organisation, profile, password });
  call.say(`The admin ${profile.username} was added. Password, shown this once: ${password.reveal()}`);
  return EXIT.done;
}

async function recover(context: Context, call: CommandCall, username: string): Promise<ExitCode> {
  const { user, password, added } = await recoverOwner(context, COMMAND_LINE, username, () =>
    readProfile({ username, email: call.text('email') }),
  );
  call.say(added ? `${user.username} was added as an owner.` : `${user.username} is an owner and may sign in.`);
  call.say(`Password, to be changed at the next sign-in, shown this once: ${password.reveal()}`);
  return EXIT.done;
}
