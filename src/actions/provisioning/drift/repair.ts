import type { Application } from '../../../core/application';
import type { EventId } from '../../../core/ids';
import { acceptedAsThere } from '../../../provisioning/drift';
import { findGroupLink, saveGroupLink } from '../../../store/provisioning/group-links';
import { markGroup, markMembers } from '../../../store/provisioning/group-marks';
import { dropMembers, insertMembers } from '../../../store/provisioning/members';
import type { DriftItem } from '../../../store/provisioning/drift/items';
import { findLink, saveLink, type Link } from '../../../store/provisioning/links';
import { markStale } from '../../../store/provisioning/stale';
import type { Tx } from '../../../store/tx';

/** When something was decided (milliseconds), and by which event. */
interface Why {
  readonly now: number;
  readonly correlationId: EventId;
}

/**
 * Arranges that the worker repairs one difference: what the SP was seen to hold is taken as accepted, so that the planner
 * finds the difference and sends it. Called in a transaction that has stopped the turns.
 * @param why now, in milliseconds since the epoch, and the event of the decision
 * @returns false when there is nothing to repair any more
 */
export async function repair(
  tx: Tx,
  application: Application,
  item: DriftItem,
  decision: 'push' | 'create' | 'stop',
  why: Why,
): Promise<boolean> {
  if (item.groupId !== undefined) return repairGroup(tx, application, item, why);
  if (item.userId === undefined) return false;
  const link = await findLink(tx, application.id, item.userId);
  // What was looked at is not what is linked any more, or is just being made: the next comparison tells anew.
  if (link?.remoteId === undefined || link.remoteId !== item.remoteId || link.creating) return false;
  await saveLink(tx, { ...changed(link, application, item, decision), updatedAt: why.now });
  if (decision !== 'stop') await markStale(tx, application.id, item.userId, why);
  return true;
}

function changed(link: Link, application: Application, item: DriftItem, decision: 'push' | 'create' | 'stop'): Link {
  if (decision === 'push') {
    const accepted = acceptedAsThere(link.accepted ?? {}, item.detail.changes ?? []);
    const sentence = `Found different in ${application.label}: sent again.`;
    return { ...link, accepted, status: 'waiting', sentence };
  }
  const { inDoubt: _inDoubt, ...known } = link;
  if (decision === 'stop') {
    const sentence = `Not managed any more: the account was removed in ${application.label} and is not made again.`;
    return { ...known, removed: true, decision: 'leave', status: 'deactivated', sentence };
  }
  const { remoteId: _remoteId, accepted: _accepted, prior: _prior, decision: _decision, ...rest } = known;
  const sentence = `The account was removed in ${application.label}: it is created again.`;
  return { ...rest, removed: false, creating: false, status: 'waiting', sentence };
}

/** A group is read anew before it is changed, which repairs its name and members; single members are sent by name. */
async function repairGroup(tx: Tx, application: Application, item: DriftItem, why: Why): Promise<boolean> {
  if (item.groupId === undefined) return false;
  const key = { applicationId: application.id, groupId: item.groupId };
  const link = await findGroupLink(tx, application.id, item.groupId);
  if (link?.remoteId === undefined || link.creating || link.state !== 'managed') return false;
  const { userId, remoteId } = item;
  if (userId !== undefined && remoteId !== undefined && item.kind.startsWith('member-')) {
    if (item.kind === 'member-missing') await dropMembers(tx, key, [userId]);
    else await insertMembers(tx, key, [{ userId, remoteId }], false);
    await markMembers(tx, [key], [userId], why);
    return true;
  }
  await saveGroupLink(tx, { ...link, state: 'adopting', updatedAt: why.now });
  await markGroup(tx, key, { ...why, whole: true });
  return true;
}
