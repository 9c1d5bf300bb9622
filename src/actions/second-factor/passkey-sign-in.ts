import { compact } from '../../core/compact';
import type { AppError } from '../../core/errors';
import type { User } from '../../core/user';
import { checkPasskeyUse, readPasskeyAnswer, userHandleOf } from '../../net/passkeys';
import { findPasskey } from '../../store/second-factors';
import { transact } from '../../store/tx';
import { findUser, saveLastSignIn } from '../../store/users';
import { saidError, say } from '../../words/said';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { relyingParty } from './add-passkey';
import { takePasskey } from './answers';
import { findSignInPolicy } from '../settings/sign-in-policy';

/**
 * Signs somebody in by a passkey alone. It has to name its person, be theirs, and have checked its owner (WebAuthn Level
 * 3 section 7.2): what you have and what you know or are, in one.
 * @param typed `answer` is what the browser says, as JSON; `challenges` are those it was given
 * @throws AppError unauthenticated with the same words for everything that does not fit; forbidden for a suspended
 *   person, or where the policy wants a password
 */
export async function signInWithPasskey(
  deps: Deps,
  typed: { readonly answer: string; readonly challenges: readonly string[]; readonly clientIp?: string | undefined },
): Promise<User> {
  if (!(await findSignInPolicy(deps.db)).passkeySignIn) throw saidError('forbidden', say('passkey_not_alone'));
  const answer = readPasskeyAnswer(typed.answer);
  const passkey = answer && (await findPasskey(deps.db, answer.id));
  const user = passkey && (await findUser(deps.db, passkey.userId));
  const named = answer && userHandleOf(answer);
  if (answer === undefined || passkey === undefined || user === undefined || named !== user.id) {
    throw await refused(deps, typed.clientIp, undefined, 'unknown_passkey');
  }
  const { challenges } = typed;
  const use = await checkPasskeyUse(relyingParty(deps), answer, passkey, { challenges, ownerChecked: true });
  if (use === undefined) throw await refused(deps, typed.clientIp, user, 'wrong_second_factor');
  if (user.state === 'suspended') throw await refused(deps, typed.clientIp, user, 'user_suspended');
  const actor = compact<Actor>({ kind: 'user', id: user.id, name: user.username, clientIp: typed.clientIp });
  const signedIn = await transact(deps.db, async (tx) => {
    if (!(await takePasskey(deps, passkey, use)(tx))) return false;
    await saveLastSignIn(tx, user.id, deps.clock());
    await record(deps, tx, actor, 'user_login_attempt', { user }, { method: 'passkey', passwordless: true });
    return true;
  });
  if (!signedIn) throw await refused(deps, typed.clientIp, user, 'wrong_second_factor');
  return user;
}

async function refused(
  deps: Deps,
  clientIp: string | undefined,
  user: User | undefined,
  code: 'unknown_passkey' | 'wrong_second_factor' | 'user_suspended',
): Promise<AppError> {
  const actor = compact<Actor>({ kind: 'user', id: user?.id, name: user?.username ?? '(unknown)', clientIp });
  const about = { ...(user === undefined ? {} : { user }), result: 'failure' as const };
  await transact(deps.db, (tx) => record(deps, tx, actor, 'user_login_attempt', about, { code, method: 'passkey' }));
  if (code === 'user_suspended') return saidError('forbidden', say('account_paused'));
  return saidError('unauthenticated', say('passkey_wrong'));
}
