import type { Application } from '../../core/application';
import { notFound } from '../../core/errors';
import type { ApplicationId, GroupId, UserId } from '../../core/ids';
import { listApplications } from '../../store/applications';
import { listApplicationIdsOfGroup, listApplicationIdsOfUser, listGrantedApplicationIds } from '../../store/bindings';
import { countHoldingOtherwise, listApplicationIdsOfGroups } from '../../store/boards/access';
import { listGroupsOfUser, listMemberIds } from '../../store/groups';
import type { Reader } from '../../store/tx';
import type { AccessEffect } from './access';

/** What a change of access does at one application. */
export interface ApplicationEffect extends AccessEffect {
  readonly application: Application;
}

/** Says, for every application, how many members would lose it or gain it when the group's tick there changes. */
export async function previewEveryApplication(
  reader: Reader,
  groupId: GroupId,
): Promise<(ApplicationEffect & { readonly given: boolean })[]> {
  const members = (await listMemberIds(reader, groupId)).length;
  const given = new Set(await listApplicationIdsOfGroup(reader, groupId));
  const otherwise = await countHoldingOtherwise(reader, groupId);
  return (await listApplications(reader)).map((application) => {
    const moved = members - (otherwise.get(application.id) ?? 0);
    const is = given.has(application.id);
    return { application, given: is, adds: is ? 0 : moved, removes: is ? moved : 0 };
  });
}

/**
 * Says what giving a group exactly these applications would do at each one that changes (M-065).
 * @throws AppError not_found for an application that is not there
 */
export async function previewApplicationsOfGroup(
  reader: Reader,
  groupId: GroupId,
  applicationIds: readonly ApplicationId[],
): Promise<ApplicationEffect[]> {
  const wanted = new Set(applicationIds);
  const every = await previewEveryApplication(reader, groupId);
  requireAll(
    wanted,
    every.map(({ application }) => application.id),
  );
  return every.filter(({ application, given }) => wanted.has(application.id) !== given);
}

/** Which applications a person gains and loses. */
export interface PersonEffect {
  readonly gains: readonly Application[];
  readonly loses: readonly Application[];
}

/**
 * Says what giving a person exactly these applications, beside what groups give, would do (M-066).
 * @throws AppError not_found for an application that is not there
 */
export async function previewApplicationsOfUser(
  reader: Reader,
  userId: UserId,
  applicationIds: readonly ApplicationId[],
): Promise<PersonEffect> {
  const groups = (await listGroupsOfUser(reader, userId)).map(({ id }) => id);
  const byGroup = await listApplicationIdsOfGroups(reader, groups);
  return effectOn(reader, userId, new Set([...byGroup, ...applicationIds]));
}

/** Says what putting a person into exactly these groups would do. */
export async function previewGroupsOfUser(
  reader: Reader,
  userId: UserId,
  groupIds: readonly GroupId[],
): Promise<PersonEffect> {
  const byGroup = await listApplicationIdsOfGroups(reader, groupIds);
  return effectOn(reader, userId, new Set([...byGroup, ...(await listApplicationIdsOfUser(reader, userId))]));
}

async function effectOn(reader: Reader, userId: UserId, then: ReadonlySet<ApplicationId>): Promise<PersonEffect> {
  const now = new Set(await listGrantedApplicationIds(reader, userId));
  const all = await listApplications(reader);
  requireAll(
    then,
    all.map(({ id }) => id),
  );
  return {
    gains: all.filter(({ id }) => then.has(id) && !now.has(id)),
    loses: all.filter(({ id }) => now.has(id) && !then.has(id)),
  };
}

function requireAll(wanted: ReadonlySet<ApplicationId>, known: readonly ApplicationId[]): void {
  const there = new Set(known);
  if ([...wanted].some((id) => !there.has(id))) throw notFound('This application');
}

/** Says what leaving one group takes from its members, application by application. */
export async function previewWithoutGroup(reader: Reader, groupId: GroupId): Promise<ApplicationEffect[]> {
  return previewApplicationsOfGroup(reader, groupId, []);
}
