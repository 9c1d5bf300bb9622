import type { Application } from '../../../core/application';
import { compact } from '../../../core/compact';
import { AppError } from '../../../core/errors';
import type { EventId, UserId } from '../../../core/ids';
import { nameOf, type Profile, type User } from '../../../core/user';
import type { ConnectorScim } from '../../../connectors/definition';
import { matchOf, profileFormOf, type ProfileForm } from '../../../provisioning/import-profile';
import { partOf } from '../../../provisioning/take-over';
import { wantedUser } from '../../../provisioning/wanted';
import { attributeOf } from '../../../scim/resource';
import { stopTurns } from '../../../store/provisioning/decisions';
import { listHolders, saveItemResult, type ImportItem } from '../../../store/provisioning/import-items';
import { deleteLink, findLink, findOtherHolder, saveLink, type Link } from '../../../store/provisioning/links';
import { findMark, markStale } from '../../../store/provisioning/stale';
import type { Tx } from '../../../store/tx';
import { findUsersNamed } from '../../../store/users-named';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { addUser } from '../../users/create';
import { readProfile } from '../../users/profile-input';

/** What an import works with. */
export interface ImportRun {
  readonly deps: Deps;
  readonly importId: string;
  readonly application: Application;
  readonly scim: ConnectorScim;
  readonly actor: Actor;
  /** The event of the import, which everything it does names. */
  readonly cause: EventId;
}

/** What became of one user: an account that was linked before counts as nothing. */
export type Applied = 'created' | 'linked' | 'refused' | 'none';

/**
 * Imports one user of the list, in a transaction that keeps others from changing the directory: links the account to
 * whom it matches, or creates a person without a password. Nothing is sent for them until they are in a User Group of the
 * application (M-189, A-41). What can't be imported stays in the list with a sentence. Doing it twice is doing it once.
 */
export async function importItem(run: ImportRun, tx: Tx, item: ImportItem): Promise<Applied> {
  const { application } = run;
  const holder = (await listHolders(tx, application.id, [item.remoteId])).get(item.remoteId);
  if (holder !== undefined) {
    await keepResult(run, tx, { place: item.place, status: 'imported', userId: holder });
    return 'none';
  }
  try {
    await releaseFromDeleted(run, tx, item);
    const target = await targetOf(run, tx, item);
    if (target !== undefined) await linkTo(run, tx, item, target);
    const made = target === undefined ? await createFrom(run, tx, item) : { user: target };
    await keepResult(run, tx, { place: item.place, status: 'imported', userId: made.user.id, sentence: made.sentence });
    return target === undefined ? 'created' : 'linked';
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'invalid' && error.code !== 'conflict')) throw error;
    const sentence = Object.values(error.fields)[0] ?? error.message;
    await keepResult(run, tx, { place: item.place, status: 'new', userId: item.userId, sentence });
    return 'refused';
  }
}

type Result = Pick<ImportItem, 'place' | 'status' | 'userId' | 'sentence'>;

function keepResult(
  { importId }: ImportRun,
  tx: Tx,
  result: { [name in keyof Result]: Result[name] | undefined } & Pick<Result, 'place' | 'status'>,
): Promise<void> {
  return saveItemResult(tx, importId, compact<Result>(result));
}

/**
 * Finds who an account belongs to, as the directory is now: whom an admin chose, or who matches in both names.
 * @returns undefined when nobody matches, so that a person is created
 * @throws AppError conflict on half a match, or when the chosen person is gone or matches no more
 */
async function targetOf(run: ImportRun, tx: Tx, item: ImportItem): Promise<User | undefined> {
  const form = profileFormOf(item.resource, run.scim);
  const names = { username: form['username'] ?? '', email: form['email'] ?? '' };
  const people = await findUsersNamed(tx, [names.username], [names.email]);
  if (item.userId !== undefined) {
    const chosen = people.find(({ id }) => id === item.userId);
    if (chosen !== undefined) return chosen;
    throw new AppError('conflict', 'The person it was to be linked to is gone or has other names now. Choose again.');
  }
  const [first, ...others] = people;
  if (first === undefined) return undefined;
  if (others.length === 0 && matchOf(names, first) === 'both') return first;
  throw new AppError(
    'conflict',
    others.length > 0
      ? `Its username is the one of ${nameOf(first)} and its email the one of somebody else, or the other way round. Choose whose account it is.`
      : `It matches ${nameOf(first)} in its ${matchOf(names, first) === 'username' ? 'username' : 'email'} alone. Choose whose account it is.`,
  );
}

async function linkTo(run: ImportRun, tx: Tx, item: ImportItem, user: User): Promise<void> {
  const { application, deps, cause } = run;
  // A turn may be looking for this person's account, and would make a second one or forget this link.
  if ((await findMark(tx, application.id, user.id)) !== undefined) await stopTurns(tx, application.id);
  const link = await findLink(tx, application.id, user.id);
  if (link?.creating === true || (link !== undefined && link.inDoubt !== undefined && !link.removed)) {
    throw new AppError('conflict', `Passo is making the account of ${nameOf(user)} just now. Try again in a moment.`);
  }
  if (link?.remoteId !== undefined && !link.removed) {
    throw new AppError('conflict', `${nameOf(user)} has another account in ${application.label} already.`);
  }
  await saveLink(tx, linkOf(run, item, user));
  // Somebody who has access already is compared at once, and sent what differs.
  await markStale(tx, application.id, user.id, { now: deps.clock(), correlationId: cause });
}

async function createFrom(
  run: ImportRun,
  tx: Tx,
  item: ImportItem,
): Promise<{ readonly user: User; readonly sentence?: string }> {
  const { deps, actor, cause } = run;
  const { profile, leftOut } = profileFrom(profileFormOf(item.resource, run.scim));
  const user = await addUser(deps, tx, profile, { role: 'user', state: 'staged' });
  await saveLink(tx, linkOf(run, item, user));
  await record(deps, tx, actor, 'user_create', { user, correlationId: cause }, {});
  return leftOut.length === 0
    ? { user }
    : { user, sentence: `Left out, because it can’t be kept: ${leftOut.join(', ')}.` };
}

/**
 * Takes an account from somebody who was deleted here, so that it has one holder.
 * @throws AppError conflict while it is still to be deactivated for them
 */
async function releaseFromDeleted({ application }: ImportRun, tx: Tx, item: ImportItem): Promise<void> {
  const gone = await findOtherHolder(tx, application.id, item.remoteId, '' as UserId);
  if (gone === undefined) return;
  const mark = await findMark(tx, application.id, gone.userId);
  if (mark !== undefined && !mark.parked) {
    throw new AppError('conflict', 'This account is being deactivated, because the person it had was deleted here.');
  }
  await deleteLink(tx, application.id, gone.userId);
}

/** The link of an account as the SP holds it: later only the difference is sent. */
function linkOf({ deps, application, scim }: ImportRun, item: ImportItem, user: User): Link {
  const now = deps.clock();
  const wanted = wantedUser({ user, granted: false, groupNames: [], connectorScim: scim, now });
  const inactive = attributeOf(item.resource, 'active') === false;
  return {
    applicationId: application.id,
    userId: user.id,
    remoteId: item.remoteId,
    accepted: partOf(item.resource, wanted.attributes),
    creating: false,
    removed: false,
    managed: false,
    status: inactive ? 'deactivated' : 'in-sync',
    sentence: `Imported. Nothing is sent until this person is in a User Group of ${application.label}.`,
    updatedAt: now,
  };
}

/**
 * Checks what an account says of a person by the rules of the directory. Username and e-mail have to be right; what else
 * can't be kept is left out.
 * @throws AppError invalid for the username or the e-mail
 */
function profileFrom(form: ProfileForm): { readonly profile: Profile; readonly leftOut: readonly string[] } {
  if ((form['email'] ?? '') === '')
    throw new AppError('conflict', 'It has no email, which everybody in the directory has.');
  try {
    return { profile: readProfile(form), leftOut: [] };
  } catch (error) {
    if (!(error instanceof AppError) || 'username' in error.fields || 'email' in error.fields) throw error;
    const leftOut = Object.keys(error.fields);
    const rest = Object.fromEntries(Object.entries(form).filter(([name]) => !leftOut.includes(name)));
    return { profile: readProfile(rest), leftOut };
  }
}
