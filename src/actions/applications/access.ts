import type { ApplicationId, EventId, GroupId, UserId } from '../../core/ids';
import { nameOf } from '../../core/user';
import { getApplication } from '../../store/applications';
import {
  bindGroup,
  bindUser,
  listApplicationIdsOfGroup,
  listApplicationIdsOfUser,
  listBoundGroupIds,
  listGrantedUserIds,
  unbindGroup,
  unbindUser,
} from '../../store/bindings';
import { countWithGroups } from '../../store/boards/access';
import { getGroup, listMemberIds } from '../../store/groups';
import { changeDirectory, type Tx } from '../../store/tx';
import { getUser } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { markChanged } from '../marks';
import { markGroupGiven, releaseGroup } from '../provisioning/groups/marks';
import { following, record } from '../record';

/** How many people a change of access adds and removes, said before it is saved. */
export interface AccessEffect {
  readonly adds: number;
  readonly removes: number;
}

/**
 * Gives an application to exactly these groups (M-064).
 * @param check looks at how many people gain and lose it before anything is kept, and throws to keep it as it was
 * @returns how many people gained and lost it
 * @throws AppError not_found; what `check` throws
 */
export async function setGroupsOfApplication(
  deps: Deps,
  actor: Actor,
  applicationId: ApplicationId,
  groupIds: readonly GroupId[],
  check?: (effect: AccessEffect) => void,
): Promise<AccessEffect> {
  return changeAndCount(deps, applicationId, check, async (tx) => {
    let act = actor;
    const now = await listBoundGroupIds(tx, applicationId);
    for (const id of groupIds.filter((other) => !now.includes(other)))
      act = following(act, await giveGroup(deps, tx, act, applicationId, id, true));
    for (const id of now.filter((other) => !groupIds.includes(other)))
      act = following(act, await giveGroup(deps, tx, act, applicationId, id, false));
  });
}

/**
 * Gives a group exactly these applications (M-065).
 * @throws AppError not_found
 */
export async function setApplicationsOfGroup(
  deps: Deps,
  actor: Actor,
  groupId: GroupId,
  applicationIds: readonly ApplicationId[],
): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    let act = actor;
    const now = await listApplicationIdsOfGroup(tx, groupId);
    for (const id of applicationIds.filter((other) => !now.includes(other)))
      act = following(act, await giveGroup(deps, tx, act, id, groupId, true));
    for (const id of now.filter((other) => !applicationIds.includes(other)))
      act = following(act, await giveGroup(deps, tx, act, id, groupId, false));
  });
  deps.wake();
}

/**
 * Gives one person exactly these applications, beside what their groups give (M-066).
 * @throws AppError not_found
 */
export async function setApplicationsOfUser(
  deps: Deps,
  actor: Actor,
  userId: UserId,
  applicationIds: readonly ApplicationId[],
): Promise<void> {
  await changeDirectory(deps.db, async (tx) => {
    let act = actor;
    const now = await listApplicationIdsOfUser(tx, userId);
    for (const id of applicationIds.filter((other) => !now.includes(other)))
      act = following(act, await giveUser(deps, tx, act, id, userId, true));
    for (const id of now.filter((other) => !applicationIds.includes(other)))
      act = following(act, await giveUser(deps, tx, act, id, userId, false));
  });
  deps.wake();
}

/** Says what giving an application to exactly these groups would do, without doing it. */
export async function previewGroups(
  deps: Pick<Deps, 'db'>,
  applicationId: ApplicationId,
  groupIds: readonly GroupId[],
): Promise<AccessEffect> {
  const { now, then, both } = await countWithGroups(deps.db, applicationId, groupIds);
  return { adds: then - both, removes: now - both };
}

/** Counts who is there afterwards and was not before, and the other way round. */
export function effectOf(before: ReadonlySet<UserId>, after: ReadonlySet<UserId>): AccessEffect {
  return {
    adds: [...after].filter((id) => !before.has(id)).length,
    removes: [...before].filter((id) => !after.has(id)).length,
  };
}

/** Changes access in one transaction, and counts what that does before it is kept. */
export async function changeAndCount(
  deps: Deps,
  applicationId: ApplicationId,
  check: ((effect: AccessEffect) => void) | undefined,
  change: (tx: Tx) => Promise<void>,
): Promise<AccessEffect> {
  const effect = await changeDirectory(deps.db, async (tx) => {
    await getApplication(tx, applicationId);
    const before = new Set(await listGrantedUserIds(tx, applicationId));
    await change(tx);
    const after = new Set(await listGrantedUserIds(tx, applicationId));
    const counted = effectOf(before, after);
    check?.(counted);
    return counted;
  });
  deps.wake();
  return effect;
}

/** Gives a group an application or takes it, in a transaction that is under way. @returns the event of it */
export async function giveGroup(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  applicationId: ApplicationId,
  groupId: GroupId,
  give: boolean,
): Promise<EventId> {
  const application = await getApplication(tx, applicationId);
  const group = await getGroup(tx, groupId);
  const names = [group.name];
  const correlationId = await record(
    deps,
    tx,
    actor,
    'association_update',
    { application, group },
    {
      kind: 'group',
      added: give ? names : [],
      removed: give ? [] : names,
    },
  );
  if (give) await bindGroup(tx, applicationId, groupId);
  const members = await listMemberIds(tx, groupId);
  await markChanged(deps, tx, members, correlationId, give ? 'in-turn' : 'takes-away');
  if (give) {
    await markGroupGiven(deps, tx, application, groupId, correlationId);
    return correlationId;
  }
  await releaseGroup(deps, tx, application, groupId);
  await unbindGroup(tx, applicationId, groupId);
  return correlationId;
}

/** Gives one person an application or takes it, in a transaction that is under way. @returns the event of it */
export async function giveUser(
  deps: Deps,
  tx: Tx,
  actor: Actor,
  applicationId: ApplicationId,
  userId: UserId,
  give: boolean,
): Promise<EventId> {
  const application = await getApplication(tx, applicationId);
  const user = await getUser(tx, userId);
  const names = [nameOf(user)];
  const correlationId = await record(
    deps,
    tx,
    actor,
    'association_update',
    { application, user },
    {
      kind: 'user',
      added: give ? names : [],
      removed: give ? [] : names,
    },
  );
  if (give) await bindUser(tx, applicationId, userId);
  await markChanged(deps, tx, [userId], correlationId, give ? 'in-turn' : 'takes-away');
  if (!give) await unbindUser(tx, applicationId, userId);
  return correlationId;
}
