import type { Application } from '../../../core/application';
import { AppError, notFound } from '../../../core/errors';
import type { ApplicationId, GroupId } from '../../../core/ids';
import { isUsableId } from '../../../scim/resource';
import { getApplication } from '../../../store/applications';
import { findGroupBinding } from '../../../store/bindings';
import { getGroup } from '../../../store/groups';
import { stopTurns } from '../../../store/provisioning/decisions';
import {
  findGroupHolder,
  listGroupLinks,
  lockGroupLink,
  newGroupLink,
  saveGroupLink,
  type GroupDoubt,
  type GroupLink,
} from '../../../store/provisioning/group-links';
import { markGroup } from '../../../store/provisioning/group-marks';
import { unparkMembers } from '../../../store/provisioning/member-marks';
import { changeDirectory, type Tx } from '../../../store/tx';
import type { Actor, Deps } from '../../deps';
import { record } from '../../record';
import { openClient } from '../connection';

/**
 * Tries a group again: who was set aside, a name that was refused, a group that was removed there.
 * @throws AppError conflict when its groups are not managed, not_found
 */
export async function retryGroup(deps: Deps, actor: Actor, id: ApplicationId, groupId: GroupId): Promise<void> {
  await decide(deps, actor, id, groupId, 'Tried a group again.', forgetRefusals);
}

/**
 * Tries all groups of an application again that wait for an admin, in a transaction that is under way. Who calls it marks
 * them.
 */
export async function retryGroups(deps: Pick<Deps, 'clock'>, tx: Tx, id: ApplicationId): Promise<void> {
  const failing = (await listGroupLinks(tx, id)).filter(({ status }) => status === 'attention');
  if (failing.length === 0) return;
  await stopTurns(tx, id);
  for (const { groupId } of failing) {
    const link = await lockGroupLink(tx, id, groupId);
    if (link?.status !== 'attention') continue;
    const { sentence: _before, ...rest } = await forgetRefusals(tx, link);
    await saveGroupLink(tx, { ...rest, status: 'waiting', updatedAt: deps.clock() });
  }
}

async function forgetRefusals(tx: Tx, link: GroupLink): Promise<GroupLink> {
  await unparkMembers(tx, link);
  const { refused: _refused, taken: _taken, ...doubt } = link.doubt;
  const { remoteId: _remoteId, ...without } = link;
  return link.state === 'removed' ? { ...without, doubt: {}, state: 'managed' } : { ...link, doubt };
}

/**
 * Decides what becomes of members that the SP has in a group and the directory does not; kept for the group.
 * @throws AppError conflict when its groups are not managed, not_found
 */
export async function decideForeignMembers(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  groupId: GroupId,
  foreign: 'keep' | 'remove',
): Promise<void> {
  const sentence =
    foreign === 'keep'
      ? 'Members of a group that the directory does not have are kept.'
      : 'Members of a group that the directory does not have are removed.';
  await decide(deps, actor, id, groupId, sentence, (_tx, link) => {
    const reads = foreign === 'remove' && link.remoteId !== undefined && link.state === 'managed';
    return Promise.resolve({ ...link, foreign, ...(reads ? { state: 'adopting' as const } : {}) });
  });
}

/**
 * Decides which group there is meant: one of them by its id, or a new one of its own. The page may be old: the
 * group there is read first, and a group whose create was not answered yet is left to the worker, which looks for it.
 * @param remoteId the SP's id; undefined for a group of its own
 * @throws AppError conflict when it is linked already, is just being made, or the group there is not there or belongs to
 *   another; not_found
 */
export async function decideGroup(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  groupId: GroupId,
  remoteId: string | undefined,
): Promise<void> {
  const sentence = remoteId === undefined ? 'A group is kept apart.' : 'A group was linked by an admin.';
  if (remoteId !== undefined) await requireThere(deps, id, remoteId);
  await decide(deps, actor, id, groupId, sentence, async (tx, link) => {
    if (link.creating) {
      throw new AppError(
        'conflict',
        'It is not known yet whether this group was created. Choose Retry first: Passo looks for it.',
      );
    }
    if (link.state === 'deleting') throw new AppError('conflict', 'This group was deleted here.');
    if (link.remoteId !== undefined && link.state !== 'removed') {
      throw new AppError('conflict', 'This group is linked already.');
    }
    if (remoteId === undefined) return { ...link, state: 'managed', creating: false, doubt: { apart: true } };
    const other = await findGroupHolder(tx, id, remoteId, groupId);
    if (other !== undefined) {
      throw new AppError('conflict', `That group there is the one of ${other.name ?? 'another user group'}.`);
    }
    return { ...link, remoteId, state: 'adopting', creating: false, doubt: {} satisfies GroupDoubt };
  });
}

/** @throws AppError conflict for a group the SP does not have, or that can't be read */
async function requireThere(deps: Deps, id: ApplicationId, remoteId: string): Promise<void> {
  const application = await getApplication(deps.db, id);
  requireGroups(application);
  const none = new AppError('conflict', `There is no such group in ${application.label}. Nothing was changed.`);
  if (!isUsableId(remoteId) || remoteId.includes('\0')) throw none;
  const client = await openClient(deps, deps.db, application);
  const read = await client?.getGroup(remoteId, false);
  if (read?.kind === 'gone') throw none;
  if (read !== undefined && read.kind !== 'ok') throw new AppError('conflict', read.sentence);
}

async function decide(
  deps: Deps,
  actor: Actor,
  id: ApplicationId,
  groupId: GroupId,
  sentence: string,
  change: (tx: Tx, link: GroupLink) => Promise<GroupLink>,
): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    const application = await getApplication(tx, id);
    requireGroups(application);
    await stopTurns(tx, id);
    const link = await lockGroupLink(tx, id, groupId);
    if (link?.state === 'released') throw notFound('This user group');
    if (link === undefined && !(await findGroupBinding(tx, id, groupId))) throw notFound('This user group');
    const group =
      link?.state === 'deleting' ? { id: groupId, name: link.name ?? 'Deleted group' } : await getGroup(tx, groupId);
    const now = deps.clock();
    const changed = await change(tx, link ?? newGroupLink(id, groupId, now));
    const { sentence: _before, ...rest } = changed;
    await saveGroupLink(tx, { ...rest, status: 'waiting', updatedAt: now });
    const about = { application, group };
    const correlationId = await record(deps, tx, actor, 'idm_integration_update', about, { sentence });
    await markGroup(tx, { applicationId: id, groupId }, { now, correlationId, whole: true });
  });
  deps.wake();
}

function requireGroups(application: Application): void {
  if (application.idmState === 'active' && application.idm.groups === true) return;
  throw new AppError('conflict', 'Groups are not managed for this application.');
}
