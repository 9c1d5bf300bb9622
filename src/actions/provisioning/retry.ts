import { AppError } from '../../core/errors';
import type { ApplicationId, EventId, UserId } from '../../core/ids';
import { getApplication } from '../../store/applications';
import { markGroupsOfApplication } from '../../store/provisioning/group-marks';
import { stopTurns } from '../../store/provisioning/decisions';
import { tryLaneNow } from '../../store/provisioning/lanes';
import { findLink, listLinks, saveLink, type Link } from '../../store/provisioning/links';
import { markApplicationStale, markStale } from '../../store/provisioning/stale';
import { changeDirectory, type Tx } from '../../store/tx';
import type { Actor, Deps } from '../deps';
import { record } from '../record';
import { retryGroups } from './groups/decide';

const MOST = 10_000;

/**
 * Tries people again who need attention or wait: one, or all of an application, and its groups with them. Trying somebody
 * whose account was removed at the SP makes it anew.
 * @returns how many were put in line
 * @throws AppError conflict when Identity Management is not active
 */
export async function retry(deps: Deps, actor: Actor, id: ApplicationId, userId?: UserId): Promise<number> {
  const count = await changeDirectory(deps.db, async (tx) => {
    await requireActive(tx, id);
    await tryLaneNow(tx, id);
    const links = await failing(tx, id, userId);
    const application = await getApplication(tx, id);
    const correlationId = await record(
      deps,
      tx,
      actor,
      'idm_integration_update',
      { application },
      { sentence: links.length === 1 ? 'Tried one person again.' : `Tried ${links.length} people again.` },
    );
    for (const link of links) await tryAgain(deps, tx, link, correlationId);
    if (userId === undefined && application.idm.groups === true) {
      await retryGroups(deps, tx, id);
      await markGroupsOfApplication(tx, id, { now: deps.clock(), correlationId });
    }
    return links.length;
  });
  deps.wake();
  return count;
}

/**
 * Compares everybody with what the application accepted last, and sends what differs.
 * @throws AppError conflict when Identity Management is not active
 */
export async function syncAll(deps: Deps, actor: Actor, id: ApplicationId): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    await requireActive(tx, id);
    const application = await getApplication(tx, id);
    const correlationId = await record(
      deps,
      tx,
      actor,
      'idm_integration_update',
      { application },
      { sentence: 'Started a full sync.' },
    );
    // Lane before marks, as in a worker's turn: the other order would let the two wait for each other.
    await tryLaneNow(tx, id);
    await markApplicationStale(tx, id, { now: deps.clock(), correlationId });
    if (application.idm.groups === true) {
      await markGroupsOfApplication(tx, id, { now: deps.clock(), correlationId });
    }
  });
  deps.wake();
}

async function requireActive(tx: Tx, id: ApplicationId): Promise<void> {
  const application = await getApplication(tx, id);
  if (application.idmState !== 'active') throw new AppError('conflict', 'Identity Management is not active.');
}

async function failing(tx: Tx, id: ApplicationId, userId: UserId | undefined): Promise<Link[]> {
  if (userId !== undefined) {
    const link = await findLink(tx, id, userId);
    return link === undefined ? [] : [link];
  }
  const attention = await listLinks(tx, id, { status: 'attention', skip: 0, take: MOST });
  return [...attention, ...(await listLinks(tx, id, { status: 'waiting', skip: 0, take: MOST }))];
}

async function tryAgain(deps: Deps, tx: Tx, link: Link, correlationId: EventId): Promise<void> {
  if (link.removed && link.status === 'attention') {
    // A turn under way would write what it knew of the account that is gone.
    await stopTurns(tx, link.applicationId);
    const { remoteId: _remoteId, accepted: _accepted, inDoubt: _inDoubt, ...kept } = link;
    await saveLink(tx, { ...kept, removed: false, creating: false });
  }
  await markStale(tx, link.applicationId, link.userId, { now: deps.clock(), correlationId });
}
