import type { Application } from '../../../core/application';
import { AppError, notFound } from '../../../core/errors';
import type { ApplicationId, UserId } from '../../../core/ids';
import { nameOf } from '../../../core/user';
import { partOf } from '../../../provisioning/take-over';
import { isUsableId, type ScimResource } from '../../../scim/resource';
import { getApplication } from '../../../store/applications';
import { stopTurns } from '../../../store/provisioning/decisions';
import { deleteItems, listItemsOfUser } from '../../../store/provisioning/drift/items';
import { findLink, findOtherHolder, saveLink, type Link } from '../../../store/provisioning/links';
import { markStale } from '../../../store/provisioning/stale';
import { changeDirectory, type Tx } from '../../../store/tx';
import { findUser, getUser } from '../../../store/users';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { getIntegration, openClient } from '../connection';
import { markMembershipsOf } from '../groups/marks';
import { loadSubjectsOf, wantedOf } from '../subjects';
import { getActive } from './decide';

/** What an admin decides about a person's account where Passo could not, or should not any more. */
export type AccountDecision = 'create' | 'leave' | 'manage';

const SENTENCES: Readonly<Record<AccountDecision, string>> = {
  create: 'An admin decided on a new account.',
  leave: 'Left as it is: an admin decided that nothing is sent for this account, not even a deactivation.',
  manage: 'An admin decided that this account is managed again.',
};

/**
 * Says whose account one is: the person's from now on. The account is read first, and what it holds is taken as accepted,
 * so that only the difference is sent, and that only while the person may use the application.
 * @throws AppError not_found for an unknown person or account; conflict when somebody has the account, when the person has
 *   another, or while something is being sent for them
 */
export async function linkAccount(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  userId: UserId,
  remoteId: string,
): Promise<void> {
  const application = await getApplication(deps.db, id);
  const { scim } = getIntegration(deps, application);
  const resource = await readAccount(deps, application, remoteId);
  await changeDirectory(deps.db, async (tx) => {
    const active = await getActive(tx, id);
    if (active.idm.baseUrl !== application.idm.baseUrl) {
      throw new AppError('conflict', 'The connection was changed meanwhile. Look at the account again.');
    }
    const user = await getUser(tx, userId);
    await stopTurns(tx, id);
    const now = deps.clock();
    const stored = await findLink(tx, id, userId);
    refuseMoving(stored);
    if (stored?.remoteId !== undefined && !stored.removed) {
      throw new AppError('conflict', `${nameOf(user)} has an account in ${application.label} already.`);
    }
    await refuseHeld(tx, application, remoteId, userId);
    const [subject] = await loadSubjectsOf(tx, application, scim, [userId], now);
    const wanted = subject === undefined ? {} : wantedOf(subject, scim, now).attributes;
    const current = partOf(resource.attributes, wanted);
    await saveLink(tx, {
      applicationId: id,
      userId,
      remoteId,
      accepted: current,
      prior: current,
      creating: false,
      removed: false,
      managed: subject?.granted === true,
      status: 'waiting',
      sentence: 'Linked by an admin.',
      updatedAt: now,
    });
    await forgetFound(tx, id, userId);
    const correlationId = await record(
      deps,
      tx,
      actor,
      'account_decide',
      { application, user },
      { sentence: `Linked to the account ${remoteId}` },
    );
    await markStale(tx, id, userId, { now, correlationId });
  });
  deps.wake();
}

/**
 * Decides about a person's account: a new one although others look alike, nothing at all from now on, or managed again.
 * @throws AppError conflict while something is being sent for the person, not_found for an unknown person
 */
export async function decideAccount(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  userId: UserId,
  decision: AccountDecision,
): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const application = await getActive(tx, id);
    await stopTurns(tx, id);
    const now = deps.clock();
    const stored = await findLink(tx, id, userId);
    const user = await findUser(tx, userId);
    if (stored === undefined && user === undefined) throw notFound('This person');
    refuseMoving(stored);
    if (decision === 'create' && stored?.remoteId !== undefined && !stored.removed) {
      throw new AppError('conflict', `This person has an account in ${application.label} already.`);
    }
    const { decision: _before, ...link } = stored ?? unknown(id, userId, now);
    await saveLink(tx, {
      ...(decision === 'manage' && link.removed ? anew(link) : link),
      ...(decision === 'manage' ? { managed: true } : { decision }),
      status: decision === 'leave' ? 'deactivated' : 'waiting',
      sentence: SENTENCES[decision],
      updatedAt: now,
    });
    const about = user === undefined ? { application } : { application, user };
    const correlationId = await record(deps, tx, actor, 'account_decide', about, { sentence: SENTENCES[decision] });
    await markStale(tx, id, userId, { now, correlationId });
    // Groups passed over an account that was left alone.
    if (decision === 'manage') await markMembershipsOf(deps, tx, application, [userId], correlationId);
  });
  deps.wake();
}

/**
 * Reads an account at the SP.
 * @throws AppError not_found when it is not there, conflict with the SP's answer
 */
export async function readAccount(deps: Deps, application: Application, remoteId: string): Promise<ScimResource> {
  if (!isUsableId(remoteId) || remoteId.includes('\0')) throw notFound('This account');
  const client = await openClient(deps, deps.db, application);
  if (client === undefined) throw new AppError('conflict', 'Identity Management is not active.');
  const read = await client.getUser(remoteId);
  if (read.kind === 'gone') throw notFound('This account');
  if (read.kind !== 'ok') throw new AppError('conflict', read.sentence);
  return read.value;
}

/** @throws AppError conflict while a request for the person is under way or its answer is missing */
export function refuseMoving(link: Link | undefined): void {
  if (link === undefined || (!link.creating && link.inDoubt === undefined)) return;
  throw new AppError('conflict', 'Something is just being sent for this person. Try again in a moment.');
}

async function refuseHeld(tx: Tx, application: Application, remoteId: string, userId: UserId): Promise<void> {
  const holder = await findOtherHolder(tx, application.id, remoteId, userId);
  if (holder === undefined) return;
  const user = await findUser(tx, holder.userId);
  const whose = user === undefined ? 'somebody who was deleted' : nameOf(user);
  throw new AppError('conflict', `This account in ${application.label} is the one of ${whose}.`);
}

/** What was found of the person is answered by the decision. */
async function forgetFound(tx: Tx, id: ApplicationId, userId: UserId): Promise<void> {
  const items = await listItemsOfUser(tx, id, userId);
  const answered = items.filter((item) => item.kind === 'orphan' || item.kind === 'missing');
  await deleteItems(
    tx,
    answered.map((item) => item.id),
  );
}

/** An account that went is made again. */
function anew({ remoteId: _remoteId, accepted: _accepted, prior: _prior, ...link }: Link): Link {
  return { ...link, removed: false };
}

function unknown(applicationId: ApplicationId, userId: UserId, now: number): Link {
  const nothing = { creating: false, removed: false, managed: true, status: 'waiting' as const };
  return { applicationId, userId, ...nothing, updatedAt: now };
}
