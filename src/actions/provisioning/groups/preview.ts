import type { Application } from '../../../core/application';
import { planGroup, type GroupOperation } from '../../../provisioning/groups/plan';
import { findGroup } from '../../../store/groups';
import { countDifferences } from '../../../store/provisioning/members';
import type { Reader } from '../../../store/tx';
import { listStandings, type GroupStanding } from './read';
import { wantedGroup } from './turn';

/** What would be sent for one group. */
export interface PlannedGroup {
  readonly standing: GroupStanding;
  readonly operation: GroupOperation;
  /** Members that would be added and removed, by what is known of the SP. */
  readonly add: number;
  readonly remove: number;
}

/**
 * Plans every group of an application with the planner the worker asks, by reading the database alone.
 * @returns nothing where groups are not managed
 */
export async function planGroups(reader: Reader, application: Application): Promise<PlannedGroup[]> {
  if (application.idm.groups !== true) return [];
  const planned: PlannedGroup[] = [];
  for (const standing of await listStandings(reader, application)) {
    const key = { applicationId: application.id, groupId: standing.groupId };
    const wanted = await wantedGroup(reader, key, await findGroup(reader, standing.groupId), standing.link);
    const operation = planGroup(wanted, standing.link, application.label);
    const sends = operation.kind === 'members' || operation.kind === 'rename' || operation.kind === 'adopt';
    const none = { add: 0, remove: 0 };
    const creates = operation.kind === 'find-or-create';
    planned.push({ standing, operation, ...(sends || creates ? await countDifferences(reader, key) : none) });
  }
  return planned;
}
