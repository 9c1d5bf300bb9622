import type { Application } from '../../../core/application';
import type { ApplicationId, EventId, GroupId, UserId } from '../../../core/ids';
import {
  deleteGroupLink,
  listGroupTargets,
  lockGroupLink,
  lockLinksOfGroup,
  readGroupsAnew,
  saveGroupLink,
} from '../../../store/provisioning/group-links';
import {
  deleteMarksEverywhere,
  deleteMarksOfGroup,
  markGroup,
  markGroupsOfApplication,
  markMembers,
  markNewMemberships,
} from '../../../store/provisioning/group-marks';
import { listGroupsWithMember } from '../../../store/provisioning/members';
import { findApplication } from '../../../store/applications';
import type { Tx } from '../../../store/tx';
import type { Deps } from '../../deps';

type Clock = Pick<Deps, 'clock'>;

/** People joined a group or left it (M-110): called in the transaction of the change. Costs nothing of the group's size. */
export async function markGroupMembers(
  deps: Clock,
  tx: Tx,
  groupId: GroupId,
  userIds: readonly UserId[],
  cause: EventId,
): Promise<void> {
  const targets = await listGroupTargets(tx, [groupId]);
  await markMembers(tx, targets, userIds, { now: deps.clock(), correlationId: cause });
}

/** A group got another name (M-111). */
export async function markGroupRenamed(deps: Clock, tx: Tx, groupId: GroupId, cause: EventId): Promise<void> {
  for (const key of await listGroupTargets(tx, [groupId])) {
    await markGroup(tx, key, { now: deps.clock(), correlationId: cause, whole: false });
  }
}

/** A group was given an application (M-109); it is compared as a whole. */
export async function markGroupGiven(
  deps: Clock,
  tx: Tx,
  application: Application,
  groupId: GroupId,
  cause: EventId,
): Promise<void> {
  if (application.idmState !== 'active' || application.idm.groups !== true) return;
  await markGroup(
    tx,
    { applicationId: application.id, groupId },
    { now: deps.clock(), correlationId: cause, whole: true },
  );
}

/**
 * A group lost an application: its sync stops at once, and the group there is left as it is (M-112, A-09). What is known
 * of it is kept, so that giving it the application again finds it by its id.
 */
export async function releaseGroup(deps: Clock, tx: Tx, application: Application, groupId: GroupId): Promise<void> {
  // The marks first: a turn writes an intent only while it has the mark, so what is read afterwards is all there will be.
  await deleteMarksOfGroup(tx, { applicationId: application.id, groupId });
  const link = await lockGroupLink(tx, application.id, groupId);
  if (link === undefined) return;
  if (link.remoteId === undefined && !link.creating) {
    await deleteGroupLink(tx, application.id, groupId);
    return;
  }
  const sentence = `Left as it is: ${application.label} was taken from this group.`;
  await saveGroupLink(tx, { ...link, state: 'released', status: 'in-sync', sentence, updatedAt: deps.clock() });
}

/**
 * A group is being deleted here: where it is managed it is deleted too, after its members were deactivated (M-114, A-10);
 * elsewhere it is left as it is (M-117, A-09). Called before the group is gone.
 */
export async function markGroupDeleted(deps: Clock, tx: Tx, groupId: GroupId, cause: EventId): Promise<void> {
  const now = deps.clock();
  // Everywhere and first: a turn that was about to make the group must find no mark, whether it is known there or not.
  await deleteMarksEverywhere(tx, groupId);
  for (const link of await lockLinksOfGroup(tx, groupId)) {
    const key = { applicationId: link.applicationId, groupId };
    const application = await findApplication(tx, link.applicationId);
    const exists = (link.remoteId !== undefined && link.state !== 'removed') || link.creating;
    if (!exists || link.state === 'released' || application?.idm.groups !== true) {
      await deleteGroupLink(tx, link.applicationId, groupId);
      continue;
    }
    await saveGroupLink(tx, { ...link, state: 'deleting', status: 'waiting', updatedAt: now });
    if (application.idmState === 'active') await markGroup(tx, key, { now, correlationId: cause, whole: false });
  }
}

/** A person is being deleted: their memberships go. Called before the person is gone. */
export async function markPersonsGroups(deps: Clock, tx: Tx, userId: UserId, cause: EventId): Promise<void> {
  const keys = await listGroupsWithMember(tx, [userId]);
  await markMembers(tx, keys, [userId], { now: deps.clock(), correlationId: cause });
}

/**
 * People's accounts became known at an application, or were made anew: memberships that waited for them are marked.
 * Called in the transaction that keeps the accounts. It costs nothing where groups are not managed, and little where
 * nobody's membership is missing.
 */
export async function markMembershipsOf(
  deps: Clock,
  tx: Tx,
  application: Pick<Application, 'id' | 'idm'>,
  userIds: readonly UserId[],
  correlationId?: string,
): Promise<void> {
  if (application.idm.groups !== true || userIds.length === 0) return;
  await markNewMemberships(tx, application.id, userIds, {
    now: deps.clock(),
    ...(correlationId === undefined ? {} : { correlationId }),
  });
}

/** Groups begin to be managed, or are managed again: each is read by its id first, and compared as a whole. */
export async function markAllGroups(deps: Clock, tx: Tx, id: ApplicationId, cause: EventId): Promise<void> {
  await readGroupsAnew(tx, id);
  await markGroupsOfApplication(tx, id, { now: deps.clock(), correlationId: cause });
}
