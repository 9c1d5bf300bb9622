import type { ApplicationId, GroupId, UserId } from '../../core/ids';
import { listBoundGroupIds, listBoundUserIds, listGrantedUserIds } from '../../store/bindings';
import { listMemberIds } from '../../store/groups';
import type { Actor, Deps } from '../deps';
import { following } from '../record';
import { changeAndCount, effectOf, giveGroup, giveUser, type AccessEffect } from './access';

/** Who gets an application and who loses it. */
export interface AccessChange {
  readonly addGroups?: readonly GroupId[];
  readonly removeGroups?: readonly GroupId[];
  readonly addUsers?: readonly UserId[];
  readonly removeUsers?: readonly UserId[];
}

/**
 * Gives an application to groups and people and takes it from others, all of it or nothing. Whoever has it already, or
 * does not have it, is left as they are.
 * @param check looks at how many people gain and lose it before anything is kept, and throws to keep it as it was
 * @returns how many people gained and lost it
 * @throws AppError not_found; what `check` throws
 */
export async function changeAccess(
  deps: Deps,
  actor: Actor,
  applicationId: ApplicationId,
  { addGroups = [], removeGroups = [], addUsers = [], removeUsers = [] }: AccessChange,
  check?: (effect: AccessEffect) => void,
): Promise<AccessEffect> {
  return changeAndCount(deps, applicationId, check, async (tx) => {
    let act = actor;
    const groups = new Set(await listBoundGroupIds(tx, applicationId));
    const users = new Set(await listBoundUserIds(tx, applicationId));
    for (const id of addGroups.filter((one) => !groups.has(one)))
      act = following(act, await giveGroup(deps, tx, act, applicationId, id, true));
    for (const id of addUsers.filter((one) => !users.has(one)))
      act = following(act, await giveUser(deps, tx, act, applicationId, id, true));
    for (const id of removeGroups.filter((one) => groups.has(one)))
      act = following(act, await giveGroup(deps, tx, act, applicationId, id, false));
    for (const id of removeUsers.filter((one) => users.has(one)))
      act = following(act, await giveUser(deps, tx, act, applicationId, id, false));
  });
}

/**
 * Says what a change of access would do, without doing it.
 * @throws AppError not_found for an application that is not there
 */
export async function previewAccess(
  deps: Pick<Deps, 'db'>,
  applicationId: ApplicationId,
  { addGroups = [], removeGroups = [], addUsers = [], removeUsers = [] }: AccessChange,
): Promise<AccessEffect> {
  const { db } = deps;
  const changed = <Id>(now: readonly Id[], add: readonly Id[], remove: readonly Id[]): Id[] => {
    const left = new Set([...now, ...add]);
    for (const id of remove) left.delete(id);
    return [...left];
  };
  const before = new Set(await listGrantedUserIds(db, applicationId));
  const groups = changed(await listBoundGroupIds(db, applicationId), addGroups, removeGroups);
  const after = new Set(changed(await listBoundUserIds(db, applicationId), addUsers, removeUsers));
  for (const groupId of groups) for (const id of await listMemberIds(db, groupId)) after.add(id);
  return effectOf(before, after);
}
