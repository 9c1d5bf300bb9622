import { timingSafeEqual } from 'node:crypto';
import type { SecretText } from '../../core/secret-text';
import type { Profile, User } from '../../core/user';
import { saidError, saidInvalid, say } from '../../words/said';
import { deleteSetting, findSetting, saveSetting } from '../../store/settings';
import { changeDirectory, transact } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { addUser } from '../users/create';
import { checkNewPassword, hashToken, makeToken, replacePassword } from '../users/passwords';

/** Characters of an organisation's name. */
const LONGEST = 100;

/** What the set-up page asks for. */
export interface SetupInput {
  readonly organisation: string;
  readonly profile: Profile;
  readonly password: SecretText;
  readonly clientIp?: string;
}

/** Tells whether the first admin exists. From then on set-up answers as if it had never been there. */
export async function isSetUp(deps: Pick<Deps, 'db'>): Promise<boolean> {
  return (await findSetting(deps.db, 'set_up_at')) !== undefined;
}

/**
 * Makes the one-time token for the set-up page; an earlier one stops working.
 * @returns undefined when the first admin exists
 */
export async function makeSetupToken(deps: Pick<Deps, 'db'>): Promise<SecretText | undefined> {
  const token = makeToken();
  return transact(deps.db, async (tx) => {
    if ((await findSetting(tx, 'set_up_at')) !== undefined) return undefined;
    await saveSetting(tx, 'setup_token_hash', hashToken(token.reveal()));
    return token;
  });
}

/** Tells whether a token opens the set-up page. */
export async function isSetupToken(deps: Pick<Deps, 'db'>, token: string): Promise<boolean> {
  if (await isSetUp(deps)) return false;
  const known = await findSetting(deps.db, 'setup_token_hash');
  return known !== undefined && timingSafeEqual(Buffer.from(known), Buffer.from(hashToken(token)));
}

/**
 * Adds the first admin and names the organisation. Works once.
 * @throws AppError not_found for a wrong or used token, invalid by field
 */
export async function setUp(deps: Deps, token: string, input: SetupInput): Promise<User> {
  if (!(await isSetupToken(deps, token))) throw saidError('not_found', say('set_up_link_over'));
  return createFirstAdmin(deps, input);
}

/**
 * Adds the first admin without a token: for the command line, whose user owns the machine.
 * @throws AppError conflict when there is one, invalid by field
 */
export async function createFirstAdmin(deps: Deps, input: SetupInput): Promise<User> {
  const organisation = input.organisation.trim();
  if (organisation === '') throw saidInvalid({ organisation: say('organisation_missing') });
  if (organisation.length > LONGEST) throw saidInvalid({ organisation: say('organisation_long', { most: LONGEST }) });
  await checkNewPassword(deps, input.password, { ...input.profile, company: organisation });
  const hash = await deps.passwords.hash(input.password);
  return changeDirectory(deps.db, async (tx) => {
    if ((await findSetting(tx, 'set_up_at')) !== undefined) throw saidError('conflict', say('set_up_already'));
    const added = await addUser(deps, tx, input.profile, { role: 'owner', state: 'active' });
    await replacePassword(deps, tx, added.id, { hash, temporary: false });
    await saveSetting(tx, 'organisation', organisation);
    await saveSetting(tx, 'set_up_at', String(deps.clock()));
    await deleteSetting(tx, 'setup_token_hash');
    const actor: Actor = {
      kind: 'admin',
      id: added.id,
      name: added.username,
      ...(input.clientIp === undefined ? {} : { clientIp: input.clientIp }),
    };
    await record(deps, tx, actor, 'admin_setup', { user: added }, {});
    return getUser(tx, added.id);
  });
}
