import type { GroupId, UserId } from '../../../core/ids';
import { planGroup, type GroupOperation } from '../../../provisioning/groups/plan';
import { decideGroupTakeOver } from '../../../provisioning/groups/take-over';
import type { ScimClient } from '../../../scim/client';
import { listBoundGroupIds } from '../../../store/bindings';
import { findGroup, listMemberIds } from '../../../store/groups';
import { findGroupLink, listGroupLinks } from '../../../store/provisioning/group-links';
import { countDifferences } from '../../../store/provisioning/members';
import type { TrialItem } from '../../../store/provisioning/trials';
import { wantedGroup } from '../groups/turn';
import { Unreadable, type StepDetail, type StepKind, type StepSource } from './steps';

type Step = Omit<TrialItem, 'place'>;

/** Members of a group that would be sent. */
interface Members {
  readonly add: number;
  readonly remove: number;
}

/**
 * Says what would be done about the user groups of an application and their members.
 * @param arriving people who get an account by the same plan
 * @param supposed the user groups that would have the application; undefined for those that have it
 * @throws Unreadable
 */
export async function groupSteps(
  source: StepSource,
  client: ScimClient,
  arriving: ReadonlySet<UserId>,
  supposed: readonly GroupId[] | undefined,
): Promise<Step[]> {
  const { reader, application, scim } = source;
  if (application.idm.groups !== true || !scim.can.includes('groups')) return [];
  const bound = supposed ?? (await listBoundGroupIds(reader, application.id));
  const known = await listGroupLinks(reader, application.id);
  const ids = new Set([...bound, ...known.map(({ groupId }) => groupId)]);
  const steps: Step[] = [];
  for (const groupId of ids) {
    const key = { applicationId: application.id, groupId };
    const group = await findGroup(reader, groupId);
    const link = await findGroupLink(reader, application.id, groupId);
    const newcomers = await countArriving(source, groupId, arriving);
    const stands = await wantedGroup(reader, key, group, link);
    const isBound = group !== undefined && bound.includes(groupId);
    const wanted = { ...stands, bound: isBound, peopled: stands.peopled || (isBound && newcomers > 0) };
    const differences = await countDifferences(reader, key);
    const members = { add: differences.add + newcomers, remove: differences.remove };
    const name = group?.name ?? link?.name ?? 'Deleted group';
    const operation = planGroup(wanted, link, application.label);
    steps.push(...(await stepsOf(client, application.label, { groupId, name }, operation, members)));
  }
  return steps;
}

async function countArriving({ reader }: StepSource, groupId: GroupId, arriving: ReadonlySet<UserId>): Promise<number> {
  if (arriving.size === 0) return 0;
  return (await listMemberIds(reader, groupId)).filter((id) => arriving.has(id)).length;
}

async function stepsOf(
  client: ScimClient,
  label: string,
  group: { readonly groupId: GroupId; readonly name: string },
  operation: GroupOperation,
  members: Members,
): Promise<Step[]> {
  const step = (kind: StepKind, sentence: string): Step => {
    const detail: StepDetail = { sentence, changes: [], from: '' };
    return { kind, groupId: group.groupId, name: group.name, detail };
  };
  const membership =
    members.add + members.remove === 0
      ? []
      : [step('members', `Add ${members.add} and remove ${members.remove} members of ${group.name}`)];
  switch (operation.kind) {
    case 'members':
      return membership;
    case 'rename':
      return [step('group', `Rename the group to ${operation.name}`), ...membership];
    case 'adopt':
      return [step('group', `Compare ${group.name} with what ${label} has`), ...membership];
    case 'delete':
    case 'find-and-delete':
      return [step('group', `Delete the group ${group.name} once its members are deactivated`)];
    case 'park':
      return [step('not-sent', operation.sentence)];
    case 'find-or-create': {
      const found = operation.apart ? undefined : await client.findGroupsByName(operation.name);
      if (found !== undefined && found.kind !== 'ok') throw new Unreadable(found.sentence);
      const decision = decideGroupTakeOver(found?.value ?? [], operation.name);
      if (decision.kind === 'conflict') return [step('conflict', decision.sentence)];
      const taken = decision.kind === 'take-over';
      const sentence = `${taken ? 'Take over' : 'Create'} the group ${group.name}`;
      return [step('group', sentence), ...membership];
    }
    case 'empty':
    case 'release':
    case 'forget':
      return [];
  }
}
