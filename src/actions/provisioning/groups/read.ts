import type { Application } from '../../../core/application';
import type { GroupId } from '../../../core/ids';
import { decideGroupTakeOver, type GroupCandidate } from '../../../provisioning/groups/take-over';
import { isComplex } from '../../../scim/attribute-path';
import type { ScimClient } from '../../../scim/client';
import { attributeOf } from '../../../scim/resource';
import type { Json } from '../../../scim/schemas';
import { listBoundGroups } from '../../../store/bindings';
import { listGroupLinks, type GroupLink } from '../../../store/provisioning/group-links';
import { countMembers, listMembersByAccount, listSentMembers } from '../../../store/provisioning/members';
import type { Reader } from '../../../store/tx';
import type { Deps } from '../../deps';
import { openClient, TokenUnreadable } from '../connection';
import { memberIdsOf } from './adopt';

/** One group of an application, as its page shows it. */
export interface GroupStanding {
  readonly groupId: GroupId;
  readonly name: string;
  /** It exists here; one that is still to be deleted there does not. */
  readonly exists: boolean;
  /** Absent while the worker has not looked at it. */
  readonly link?: GroupLink;
  /** Members the application accepted. */
  readonly members: number;
}

/** Lists an application's groups: those that have it, those that had it, those to be deleted. What needs an admin is first. */
export async function listStandings(reader: Reader, application: Application): Promise<GroupStanding[]> {
  const bound = await listBoundGroups(reader, application.id);
  const links = new Map((await listGroupLinks(reader, application.id)).map((link) => [link.groupId, link]));
  const members = await countMembers(reader, application.id);
  const standings = bound.map(({ id, name }) => {
    const link = links.get(id);
    links.delete(id);
    return { groupId: id, name, exists: true, ...(link === undefined ? {} : { link }), members: members.get(id) ?? 0 };
  });
  const others = [...links.values()].map((link) => ({
    groupId: link.groupId,
    name: link.name ?? 'Deleted group',
    exists: link.state !== 'deleting',
    link,
    members: members.get(link.groupId) ?? 0,
  }));
  const rank = ({ link }: GroupStanding): number =>
    link?.status === 'attention' ? 0 : link?.state === 'released' ? 2 : 1;
  return [...standings, ...others].toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

/** What an admin has to know to decide about a group, read at the SP at this moment; a sentence when it can't be read. */
export type GroupQuestion =
  | { readonly kind: 'foreign'; readonly people: readonly string[]; readonly total: number }
  | { readonly kind: 'which'; readonly candidates: readonly GroupCandidate[] }
  | { readonly kind: 'unread'; readonly sentence: string };

/** Names read one by one where the SP gives none with the group. */
const MOST_NAMED = 20;

/**
 * Reads what is to be decided of a group: the members that only the SP has, or the groups that may be meant.
 * Reads only.
 * @returns undefined when nothing is to be decided
 */
export async function readQuestion(
  deps: Deps,
  application: Application,
  standing: GroupStanding,
): Promise<GroupQuestion | undefined> {
  const { link } = standing;
  if (link === undefined || application.idmState !== 'active' || application.idm.groups !== true) return undefined;
  const asks = link.foreign === 'ask' && link.remoteId !== undefined && link.state === 'managed';
  const seeks = link.remoteId === undefined && link.status === 'attention' && link.state === 'managed';
  if (!asks && !seeks) return undefined;
  let client: ScimClient | undefined;
  try {
    client = await openClient(deps, deps.db, application);
  } catch (error) {
    if (error instanceof TokenUnreadable) return { kind: 'unread', sentence: error.message };
    throw error;
  }
  if (client === undefined) return undefined;
  if (asks && link.remoteId !== undefined) return readForeign(deps, client, link, link.remoteId);
  const found = await client.findGroupsByName(standing.name);
  if (found.kind !== 'ok') return { kind: 'unread', sentence: found.sentence };
  const decision = decideGroupTakeOver(found.value, standing.name);
  if (decision.kind === 'conflict') return { kind: 'which', candidates: decision.candidates };
  const exact = decision.kind === 'take-over' ? [{ remoteId: decision.remoteId, name: standing.name }] : [];
  return { kind: 'which', candidates: exact };
}

async function readForeign(deps: Deps, client: ScimClient, link: GroupLink, remoteId: string): Promise<GroupQuestion> {
  const read = await client.getGroup(remoteId, true);
  if (read.kind !== 'ok') return { kind: 'unread', sentence: read.sentence };
  const members = attributeOf(read.value.attributes, 'members');
  const ids = memberIdsOf(members);
  const ours = await listMembersByAccount(deps.db, link, ids);
  const sent = await listSentMembers(deps.db, link);
  const foreign = ids.filter((id) => !ours.has(id) && !sent.has(id));
  const names = displaysOf(members);
  const people: string[] = [];
  for (const id of foreign.slice(0, MOST_NAMED)) people.push(names.get(id) ?? (await nameThere(client, id)));
  return { kind: 'foreign', people, total: foreign.length };
}

function displaysOf(members: Json | undefined): Map<string, string> {
  const names = new Map<string, string>();
  if (!Array.isArray(members)) return names;
  for (const member of members as readonly Json[]) {
    if (!isComplex(member)) continue;
    const [id, display] = [attributeOf(member, 'value'), attributeOf(member, 'display')];
    if (typeof id === 'string' && typeof display === 'string' && display !== '') names.set(id, display);
  }
  return names;
}

async function nameThere(client: ScimClient, id: string): Promise<string> {
  const read = await client.getUser(id);
  const userName = read.kind === 'ok' ? attributeOf(read.value.attributes, 'userName') : undefined;
  return typeof userName === 'string' ? userName : id;
}
