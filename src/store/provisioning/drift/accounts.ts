import { compact } from '../../../core/compact';
import { fold, type ApplicationId, type GroupId, type UserId } from '../../../core/ids';
import type { ScimAttributes } from '../../../scim/schemas';
import { chunks, textOrNone, truth, whole } from '../../dialect';
import type { Reader } from '../../tx';

/** What a comparison needs to know of a link. */
export interface ComparedLink {
  readonly userId: UserId;
  readonly remoteId: string;
  readonly accepted?: ScimAttributes;
  /** A request was sent whose answer is not recorded, or one is due: what the SP holds may be either. */
  readonly moving: boolean;
  readonly managed: boolean;
  readonly left: boolean;
  readonly updatedAt: number;
  /** The person's name; absent when they were deleted. */
  readonly name?: string;
  readonly username?: string;
}

interface ComparedRow {
  user_id: string;
  remote_id: string;
  accepted: string | null;
  in_doubt: string | null;
  creating: unknown;
  managed: unknown;
  decision: string | null;
  updated_at: unknown;
  due: string | null;
  username: string | null;
  profile: string | null;
}

function read(row: ComparedRow): ComparedLink {
  const profile = row.profile === null ? {} : (JSON.parse(row.profile) as { displayName?: string });
  const names = row.profile === null ? undefined : (profile as { firstname?: string; lastname?: string });
  const full = [names?.firstname, names?.lastname].filter(Boolean).join(' ');
  return compact<ComparedLink>({
    userId: row.user_id as UserId,
    remoteId: row.remote_id,
    accepted: row.accepted === null ? undefined : (JSON.parse(row.accepted) as ScimAttributes),
    moving: row.in_doubt !== null || truth(row.creating) || row.due !== null,
    managed: truth(row.managed),
    left: row.decision === 'leave',
    updatedAt: whole(row.updated_at),
    name: row.username === null ? undefined : profile.displayName || full || row.username,
    username: textOrNone(row.username),
  });
}

/** Links that name an account, with their person and whether something is due for them. */
function links(reader: Reader, applicationId: ApplicationId): ReturnType<Reader> {
  return reader('links as l')
    .leftJoin('users as u', 'u.id', 'l.user_id')
    .leftJoin('stale as s', (on) => {
      void on
        .on('s.application_id', 'l.application_id')
        .andOn('s.user_id', 'l.user_id')
        .andOnVal('s.parked', false)
        .andOnNull('s.held_by');
    })
    .where({ 'l.application_id': applicationId, 'l.removed': false })
    .whereNotNull('l.remote_id')
    .select('l.user_id', 'l.remote_id', 'l.accepted', 'l.in_doubt', 'l.creating', 'l.managed', 'l.decision')
    .select('l.updated_at', 's.user_id as due', 'u.username', 'u.profile') as ReturnType<Reader>;
}

/** Finds whose accounts these are, by the SP's ids. */
export async function findLinksOfAccounts(
  reader: Reader,
  applicationId: ApplicationId,
  remoteIds: readonly string[],
): Promise<ReadonlyMap<string, ComparedLink>> {
  const found = new Map<string, ComparedLink>();
  for (const part of chunks(remoteIds)) {
    const rows = (await links(reader, applicationId).whereIn('l.remote_id', part)) as ComparedRow[];
    for (const row of rows) found.set(row.remote_id, read(row));
  }
  return found;
}

/** Lists the links of an application that name an account, person after person. */
export async function listComparedLinks(
  reader: Reader,
  applicationId: ApplicationId,
  after: string,
  take: number,
): Promise<ComparedLink[]> {
  const rows = (await links(reader, applicationId)
    .where('l.user_id', '>', after)
    .orderBy('l.user_id')
    .limit(take)) as ComparedRow[];
  return rows.map(read);
}

/** Somebody an account without a link may belong to. */
export interface PossibleOwner {
  readonly userId: UserId;
  /** Something is just being sent for them: the account may be the one that is being made. */
  readonly moving: boolean;
  /** They have an account there already. */
  readonly linked: boolean;
}

/** Finds people by user names and e-mail addresses, to propose whose account one is. The keys are folded. */
export async function findPossibleOwners(
  reader: Reader,
  applicationId: ApplicationId,
  names: readonly string[],
  emails: readonly string[],
): Promise<{ byName: ReadonlyMap<string, PossibleOwner>; byEmail: ReadonlyMap<string, PossibleOwner> }> {
  const byName = new Map<string, PossibleOwner>();
  const byEmail = new Map<string, PossibleOwner>();
  const search = async (column: string, keys: readonly string[], into: Map<string, PossibleOwner>): Promise<void> => {
    for (const part of chunks([...new Set(keys.map(fold))])) {
      const rows = (await reader('users as u')
        .leftJoin('links as l', (on) => {
          void on.on('l.user_id', 'u.id').andOnVal('l.application_id', applicationId);
        })
        .leftJoin('stale as s', (on) => {
          void on.on('s.user_id', 'u.id').andOnVal('s.application_id', applicationId).andOnVal('s.parked', false);
        })
        .whereIn(`u.${column}`, part)
        .select('u.id', `u.${column} as key`, 'l.remote_id', 'l.creating', 's.user_id as due')) as {
        id: string;
        key: string;
        remote_id: string | null;
        creating: unknown;
        due: string | null;
      }[];
      for (const row of rows) {
        const moving = row.due !== null || truth(row.creating);
        into.set(row.key, { userId: row.id as UserId, moving, linked: row.remote_id !== null });
      }
    }
  };
  await search('username_folded', names, byName);
  await search('email_folded', emails, byEmail);
  return { byName, byEmail };
}

/** A member an SP accepted in a group. */
export interface SentMember {
  readonly userId: UserId;
  readonly remoteId: string;
  readonly inDoubt: boolean;
  readonly name?: string;
}

/** Lists the members an SP accepted in a group, person after person; who is marked to be sent anew counts as in doubt. */
export async function listSentMembers(
  reader: Reader,
  applicationId: ApplicationId,
  groupId: GroupId,
  after: string,
  take: number,
): Promise<SentMember[]> {
  const rows = (await reader('member_links as m')
    .leftJoin('users as u', 'u.id', 'm.user_id')
    .leftJoin('stale_members as s', (on) => {
      void on
        .on('s.application_id', 'm.application_id')
        .andOn('s.group_id', 'm.group_id')
        .andOn('s.user_id', 'm.user_id');
    })
    .where({ 'm.application_id': applicationId, 'm.group_id': groupId })
    .where('m.user_id', '>', after)
    .orderBy('m.user_id')
    .limit(take)
    .select('m.user_id', 'm.remote_user_id', 'm.in_doubt', 's.user_id as due', 'u.username')) as {
    user_id: string;
    remote_user_id: string;
    in_doubt: unknown;
    due: string | null;
    username: string | null;
  }[];
  return rows.map((row) =>
    compact<SentMember>({
      userId: row.user_id as UserId,
      remoteId: row.remote_user_id,
      inDoubt: truth(row.in_doubt) || row.due !== null,
      name: row.username ?? undefined,
    }),
  );
}
