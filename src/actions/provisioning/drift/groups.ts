import { compact } from '../../../core/compact';
import type { GroupId, UserId } from '../../../core/ids';
import { plainText } from '../../../provisioning/drift';
import { attributeOf } from '../../../scim/resource';
import { keepItemsOf } from '../../../store/provisioning/drift/items';
import { findLinksOfAccounts, listSentMembers } from '../../../store/provisioning/drift/accounts';
import { findGroupLink, listGroupLinks, type GroupLink } from '../../../store/provisioning/group-links';
import { findGroupMark } from '../../../store/provisioning/group-marks';
import { memberIdsOf } from '../groups/adopt';
import { keepFound, quietly, valueOf, writeInRun, type DriftSession, type Found } from './session';

const BATCH = 1_000;
/** Members told of by name in one group: beyond them the group as a whole is to be sent again. */
const MOST_NAMED = 500;

/**
 * Compares the groups that Passo manages, one at a time with its members: whether they are there, under their name, and
 * with the members that were accepted. Other groups of the SP are none of our business.
 * @throws DriftFailed when a group can't be read
 */
export async function compareGroups(session: DriftSession): Promise<void> {
  const { application, deps, scim } = session;
  if (application.idm.groups !== true || !scim.can.includes('groups')) return;
  for (const link of await listGroupLinks(deps.db, application.id)) {
    if (link.remoteId === undefined || (link.state !== 'managed' && link.state !== 'adopting')) continue;
    await compareGroup(session, link, link.remoteId);
  }
}

async function compareGroup(session: DriftSession, link: GroupLink, remoteId: string): Promise<void> {
  const { application, client, deps } = session;
  const key = { applicationId: application.id, groupId: link.groupId };
  await quietly(session);
  const read = await client.getGroup(remoteId, true);
  const found = read.kind === 'gone' ? [missingGroup(link, remoteId)] : await differences(session, link, valueOf(read));
  session.groups += 1;
  // Looked at after the answer: what was sent meanwhile makes the two incomparable.
  const now = await findGroupLink(deps.db, application.id, link.groupId);
  const mark = await findGroupMark(deps.db, key);
  const moving = now === undefined || now.updatedAt !== link.updatedAt || link.creating || link.state !== 'managed';
  if (moving || (mark !== undefined && !mark.parked)) {
    await writeInRun(session, (tx) => keepItemsOf(tx, application.id, session.run, { groupIds: [link.groupId] }));
    return;
  }
  await keepFound(session, found);
}

async function differences(
  session: DriftSession,
  link: GroupLink,
  there: { readonly id: string; readonly attributes: Parameters<typeof attributeOf>[0] },
): Promise<Found[]> {
  const name = attributeOf(there.attributes, 'displayName');
  const renamed: Found[] =
    typeof name === 'string' && link.name !== undefined && name !== link.name
      ? [
          {
            kind: 'group-renamed',
            subject: link.groupId,
            groupId: link.groupId,
            remoteId: there.id,
            name: plainText(link.name),
            detail: { group: { name: plainText(link.name), there: plainText(name, 1_000) } },
          },
        ]
      : [];
  const held = new Set(memberIdsOf(attributeOf(there.attributes, 'members')));
  const missing: Found[] = [];
  for (let after = ''; ;) {
    const sent = await listSentMembers(session.deps.db, session.application.id, link.groupId, after, BATCH);
    const last = sent.at(-1);
    if (last === undefined) break;
    after = last.userId;
    for (const member of sent) {
      if (held.delete(member.remoteId) || member.inDoubt || missing.length >= MOST_NAMED) continue;
      missing.push(memberItem('member-missing', link, member.remoteId, member.userId, member.name));
    }
  }
  const left = link.foreign === 'none' ? [...held] : [];
  return [...renamed, ...missing, ...(await extras(session, link, left.sort().slice(0, MOST_NAMED)))];
}

/** Members the SP has and Passo did not send. Once an admin was asked about strangers, the answer is on the group. */
async function extras(session: DriftSession, link: GroupLink, remoteIds: readonly string[]): Promise<Found[]> {
  const usable = remoteIds.filter((id) => !id.includes('\0') && id.length <= 1_000);
  const links = await findLinksOfAccounts(session.deps.db, session.application.id, usable);
  return usable.map((remoteId) => {
    const whose = links.get(remoteId);
    return memberItem('member-extra', link, remoteId, whose?.userId, whose?.name);
  });
}

function memberItem(
  kind: 'member-missing' | 'member-extra',
  link: GroupLink,
  remoteId: string,
  userId: UserId | undefined,
  name: string | undefined,
): Found {
  return compact<Found>({
    kind,
    subject: `${link.groupId} ${remoteId}`,
    groupId: link.groupId,
    userId,
    remoteId,
    name: plainText(name ?? remoteId),
    detail: { group: { name: plainText(link.name ?? '') } },
  });
}

function missingGroup(link: GroupLink, remoteId: string): Found {
  const groupId: GroupId = link.groupId;
  const name = plainText(link.name ?? remoteId);
  return { kind: 'group-missing', subject: groupId, groupId, remoteId, name, detail: { group: { name } } };
}
