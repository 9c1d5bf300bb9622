import { createHash } from 'node:crypto';
import { clientNetwork } from '../../core/sign-in/client-network';
import { compact } from '../../core/compact';
import { fold } from '../../core/ids';
import type { User } from '../../core/user';
import { findAnyUserLink } from '../../store/passwords/links';
import { countTry, findSignInLimit, holdLimit, saveHeldLimit } from '../../store/sign-in-limits';
import { transact, type Reader, type Tx } from '../../store/tx';
import { findUser, findUserByLogin } from '../../store/users';
import { saidError, saidInvalid, say } from '../../words/said';
import type { Actor, Deps } from '../deps';
import type { Collection } from '../journal';
import { record } from '../record';
import { findSignInPolicy } from '../settings/sign-in-policy';
import { mailLink, makeLink, purposeFor } from './links';
import { hashToken } from './passwords';

/** Links for one name in an hour; more are answered alike, and nothing is sent. */
const PER_NAME = 3;
/** Links of one person in an hour, whichever of their names they are asked for by. */
const PER_PERSON = 3;
/** Asks from one address in an hour: many people may share one. */
const PER_ADDRESS = 30;
const HOUR_MS = 3_600_000;
const LONGEST_NAME = 320;

/** Somebody who can't sign in asks for a link, by name or by a link that no longer works. */
interface Asking {
  readonly deps: Deps;
  readonly by: { readonly login: string } | { readonly token: string };
  readonly clientIp?: string;
}

/** Tells whether links can be asked for: there is a mail server, and the policy allows it. */
export async function canAskForLink(deps: Pick<Deps, 'db' | 'mailer'>): Promise<boolean> {
  return deps.mailer !== undefined && (await findSignInPolicy(deps.db)).forgottenPassword;
}

/**
 * Takes note that somebody asks for a link to choose a password. The work that differs between people who are there and
 * people who are not is done after the answer, with the next batch of the journal: the answer says the same, in the
 * same time, for everybody (SECURITY W8).
 * @throws AppError too_many when this address asks too often, invalid without a name
 */
export async function askForLink(
  deps: Deps,
  by: { readonly login: string } | { readonly token: string },
  clientIp?: string,
): Promise<void> {
  if ('login' in by && by.login.trim() === '') throw saidInvalid({ username: say('password_missing') });
  if (clientIp !== undefined && (await countAsk(deps, 'address', clientNetwork(clientIp))) > PER_ADDRESS) {
    throw saidError('too_many', say('link_too_often'));
  }
  if (!(await canAskForLink(deps))) return;
  const name = 'login' in by ? fold(by.login).slice(0, LONGEST_NAME) : hashToken(by.token);
  if ((await countAsk(deps, 'name', name)) > PER_NAME) return;
  deps.journal.collect(ASKINGS, compact<Asking>({ deps, by, clientIp }));
}

const ASKINGS: Collection<Asking> = {
  async write(tx, askings) {
    for (const asking of askings) await answer(tx, asking);
  },
};

/** Sends the link, where there is somebody to send it to. Suspended people get nothing, and nobody too many. */
async function answer(tx: Tx, { deps, by, clientIp }: Asking): Promise<void> {
  const user = await whoAsks(tx, by);
  const code = await whyNot(deps, tx, user);
  const actor = compact<Actor>({ kind: 'user', id: user?.id, name: user?.username ?? '(unknown)', clientIp });
  if (user === undefined || code !== undefined) {
    const about = compact<Parameters<typeof record>[4]>({ user, result: 'failure' });
    await record(deps, tx, actor, 'user_password_reset_request', about, compact({ code }));
    return;
  }
  const purpose = purposeFor(user);
  const token = await makeLink(deps, tx, user.id, purpose);
  await mailLink(deps, tx, user, { purpose, token, askedBy: 'person' });
  await record(deps, tx, actor, 'user_password_reset_request', { user }, {});
}

/** Why somebody gets no link; nothing for whoever gets one, which counts then. */
async function whyNot(deps: Deps, tx: Tx, user: User | undefined): Promise<string | undefined> {
  if (user === undefined) return 'unknown_user';
  if (user.state === 'suspended') return 'user_suspended';
  return (await takeTurn(deps, tx, user)) ? undefined : 'too_often';
}

/**
 * Counts links of one person, by whatever name or older link they were asked for: each turn rests for an hour, so that no
 * hour has more than PER_PERSON. It is done after the answer, which therefore tells nobody that two names are of one person.
 */
async function takeTurn({ clock }: Pick<Deps, 'clock'>, tx: Tx, { id }: Pick<User, 'id'>): Promise<boolean> {
  const now = clock();
  for (let turn = 0; turn < PER_PERSON; turn += 1) {
    const key = createHash('sha256').update(`link-person:${turn}:${id}`, 'utf8').digest('hex');
    const { failures, lockedUntil } = await holdLimit(tx, key, now);
    if (lockedUntil > now) continue;
    await saveHeldLimit(tx, key, { failures: failures + 1, lockedUntil: now + HOUR_MS });
    return true;
  }
  return false;
}

async function whoAsks(reader: Reader, by: Asking['by']): Promise<User | undefined> {
  if ('login' in by) return findUserByLogin(reader, by.login);
  const userId = await findAnyUserLink(reader, hashToken(by.token));
  return userId && findUser(reader, userId);
}

/** Counts an ask in this hour of the clock. */
async function countAsk(deps: Pick<Deps, 'db' | 'clock'>, kind: 'name' | 'address', text: string): Promise<number> {
  const now = deps.clock();
  const key = createHash('sha256')
    .update(`link-${kind}:${Math.floor(now / HOUR_MS)}:${text}`, 'utf8')
    .digest('hex');
  const known = (await findSignInLimit(deps.db, key))?.failures ?? 0;
  if (known > PER_ADDRESS) return known;
  return transact(deps.db, (tx) => countTry(tx, key, now));
}
