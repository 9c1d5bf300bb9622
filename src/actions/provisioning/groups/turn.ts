import type { Application } from '../../../core/application';
import type { EventId } from '../../../core/ids';
import type { Group } from '../../../core/group';
import type { WantedGroup } from '../../../provisioning/groups/plan';
import { findGroupBinding } from '../../../store/bindings';
import { findGroup } from '../../../store/groups';
import { findGroupLink, newGroupLink, type GroupLink } from '../../../store/provisioning/group-links';
import { findGroupMark, type GroupKey, type GroupMark } from '../../../store/provisioning/group-marks';
import { findActiveMember } from '../../../store/provisioning/members';
import type { Reader } from '../../../store/tx';
import type { LaneRun } from '../lane-run';

/** How often a group's members were refused in this turn: more than a few are no fault of single people. */
export interface Refusals {
  count: number;
}

/** One group's turn: what is known of it now. */
export interface GroupTurn {
  readonly run: LaneRun;
  readonly key: GroupKey;
  readonly mark: GroupMark;
  /** Undefined when it was deleted here. */
  readonly group?: Group;
  readonly link: GroupLink;
  readonly wanted: WantedGroup;
  readonly refusals: Refusals;
}

/** What a step led to: the group is done for this turn, or has to be planned again with what was learnt. */
export type GroupStep = 'finished' | 'again';

/**
 * Reads how a group stands, here and at the application.
 * @returns undefined when its mark was taken away: nothing may be sent for it any more
 */
export async function loadTurn(run: LaneRun, key: GroupKey, refusals: Refusals): Promise<GroupTurn | undefined> {
  const { db, clock } = run.deps;
  const mark = await findGroupMark(db, key);
  if (mark === undefined) return undefined;
  const group = await findGroup(db, key.groupId);
  const stored = await findGroupLink(db, key.applicationId, key.groupId);
  const link = stored ?? newGroupLink(key.applicationId, key.groupId, clock());
  const wanted = await wantedGroup(db, key, group, link);
  return { run, key, mark, ...(group === undefined ? {} : { group }), link, wanted, refusals };
}

/** Says how a group should stand. Its members are looked at only where that decides whether it is made. */
export async function wantedGroup(
  reader: Reader,
  key: GroupKey,
  group: Group | undefined,
  link: GroupLink | undefined,
): Promise<WantedGroup> {
  if (group === undefined) return { bound: false, managed: true, peopled: false };
  const bound = await findGroupBinding(reader, key.applicationId, key.groupId);
  const peopled = bound && link?.remoteId === undefined && (await findActiveMember(reader, key));
  return { name: group.name, bound, managed: true, peopled };
}

/** What an event about a group says it is about. A deleted group is still named by what the SP holds. */
export function aboutGroup({ run, mark, group, link }: Pick<GroupTurn, 'run' | 'mark' | 'group' | 'link'>): {
  application: Application;
  group: Pick<Group, 'id' | 'name'>;
  correlationId?: EventId;
} {
  return {
    application: run.application,
    group: group ?? { id: link.groupId, name: link.name ?? link.doubt.name ?? 'Deleted group' },
    ...(mark.correlationId === undefined ? {} : { correlationId: mark.correlationId as EventId }),
  };
}

/** The name of a turn's group in sentences. */
export function groupName(turn: GroupTurn): string {
  return aboutGroup(turn).group.name;
}
