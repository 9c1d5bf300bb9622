import { clientNetwork } from '../../core/sign-in/client-network';
import { compact } from '../../core/compact';
import type { Said } from '../../core/errors';
import type { UserId } from '../../core/ids';
import type { SecretText } from '../../core/secret-text';
import type { User } from '../../core/user';
import { say, saidError } from '../../words/said';
import { countSecondFactors } from '../../store/second-factors';
import { transact, type Tx } from '../../store/tx';
import { findPassword, findUserByLogin, saveLastSignIn } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { countAddress, countTried, forgetTriesOf, pauseAfter, pausedUntil, TRIES } from './tries';

/** From this many tries left on, the person is told, known name or not. */
const WARN_AT = 3;

/** What somebody typed on the sign-in page, and from where. */
export interface Credentials {
  readonly login: string;
  readonly password: SecretText;
  readonly clientIp?: string;
}

/** Nobody has this id: looking for them takes as long as for somebody. */
const NOBODY = '00000000000000000000000000' as UserId;
/** The one sentence for every wrong pair of name and password. */
const WRONG_PAIR = say('wrong_pair');

/**
 * Checks a name and a password.
 * @returns the person, whose password may be temporary or expired, and who may have a second step before them
 * @throws AppError unauthenticated with the same words for an unknown name and a wrong password; too_many while the
 *   name or the address pauses; forbidden for a suspended person who gave the right password; unavailable while too many
 *   sign in
 */
export function checkCredentials(deps: Deps, credentials: Credentials): Promise<User> {
  return deps.signIns.inTurn(clientNetwork(credentials.clientIp ?? ''), () => checkInTurn(deps, credentials));
}

async function checkInTurn(deps: Deps, credentials: Credentials): Promise<User> {
  const until = await pausedUntil(deps, credentials);
  if (until > deps.clock()) {
    await recordFailure(deps, credentials, 'locked', undefined);
    throw saidError('too_many', pauseSentence(deps, until));
  }

  const user = await findUserByLogin(deps.db, credentials.login);
  const { ofName, held } = await countTried(deps, credentials.login, user);
  const known = await findPassword(deps.db, user?.id ?? NOBODY);
  const right = await deps.passwords.check(credentials.password, known?.hash);
  if (user === undefined || !right || held) {
    const left = TRIES - ofName;
    const hint =
      left <= 0
        ? pauseSentence(deps, deps.clock() + pauseAfter(ofName))
        : left <= WARN_AT
          ? say('wrong_pair_left', { left })
          : WRONG_PAIR;
    const code = user === undefined ? 'unknown_user' : right ? 'held' : 'wrong_password';
    await recordFailure(deps, credentials, code, user, (tx) => countAddress(tx, deps.clock(), credentials.clientIp));
    throw saidError('unauthenticated', hint);
  }
  if (user.state === 'suspended') {
    await recordFailure(deps, credentials, 'user_suspended', user);
    throw saidError('forbidden', say('account_paused'));
  }
  await transact(deps.db, async (tx) => {
    await forgetTriesOf(tx, user, credentials.login);
    // Nobody is signed in before the second step; that one says so.
    if ((await countSecondFactors(tx, user.id)) > 0) return;
    await saveLastSignIn(tx, user.id, deps.clock());
    const actor = compact<Actor>({ kind: 'user', id: user.id, name: user.username, clientIp: credentials.clientIp });
    await record(deps, tx, actor, 'user_login_attempt', { user }, {});
  });
  return user;
}

/** Keeps what was tried in vain, and what counts with it, in one write: under attack every write more is a person fewer. */
async function recordFailure(
  deps: Deps,
  credentials: Credentials,
  code: string,
  user: User | undefined,
  count: (tx: Tx) => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  const actor = compact<Actor>({
    kind: 'user',
    id: user?.id,
    name: user?.username ?? '(unknown)',
    clientIp: credentials.clientIp,
  });
  const about = { ...(user === undefined ? {} : { user }), result: 'failure' as const };
  await transact(deps.db, async (tx) => {
    await count(tx);
    await record(deps, tx, actor, 'user_login_attempt', about, { code });
  });
}

function pauseSentence(deps: Deps, until: number): Said {
  const minutes = Math.max(1, Math.ceil((until - deps.clock()) / 60_000));
  return say('too_many_tries', { minutes });
}
