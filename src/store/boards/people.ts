import type { Knex } from 'knex';
import { fold, type ApplicationId, type GroupId, type UserId } from '../../core/ids';
import type { User, UserRole, UserState } from '../../core/user';
import { chunks, containing, whole } from '../dialect';
import type { Reader } from '../tx';
import { findUsers, readUser, type UserRow } from '../users';

/** What can be wrong with a person, as the list of people is narrowed by. */
export const PEOPLE_PROBLEMS = ['attention', 'no-group', 'password', 'no-second-factor', 'never'] as const;

/** One of the problems. */
export type PeopleProblem = (typeof PEOPLE_PROBLEMS)[number];

/** What the list of people can be sorted by. */
export const PEOPLE_SORTS = ['username', 'email', 'last-sign-in', 'added'] as const;

/** One of the sorts. */
export type PeopleSort = (typeof PEOPLE_SORTS)[number];

/** What the list of people is narrowed to; `now` decides which passwords have run out (milliseconds). */
export interface PeopleFilter {
  readonly search?: string;
  readonly state?: UserState;
  readonly role?: UserRole;
  readonly groupId?: GroupId;
  readonly applicationId?: ApplicationId;
  readonly problem?: PeopleProblem;
  readonly now: number;
}

/** A page of people in an order. `after` counts people to leave out. */
export interface PeoplePage {
  readonly sort: PeopleSort;
  readonly falling: boolean;
  readonly skip: number;
  readonly take: number;
}

/** A person as the list shows them. */
export interface ListedPerson {
  readonly user: User;
  readonly groups: readonly string[];
  /** Applications in which their account needs attention. */
  readonly attention: number;
}

const COLUMNS: Readonly<Record<PeopleSort, string>> = {
  username: 'username_folded',
  email: 'email_folded',
  'last-sign-in': 'last_sign_in_at',
  added: 'created_at',
};

/** Lists a page of the people who match, and counts them all. */
export async function listPeople(
  reader: Reader,
  filter: PeopleFilter,
  page: PeoplePage,
): Promise<{ readonly people: ListedPerson[]; readonly total: number }> {
  const found = matching(reader, filter);
  const column = COLUMNS[page.sort];
  const order = page.falling ? 'desc' : 'asc';
  const rows: { id: string }[] = await found
    .clone()
    .orderByRaw(`case when ${column} is null then 1 else 0 end`)
    .orderBy([
      { column, order },
      { column: 'id', order },
    ])
    .offset(page.skip)
    .limit(page.take)
    .select('id');
  const [count] = (await found.clone().count({ total: '*' })) as { total: unknown }[];
  return { people: await peopleOf(reader, rows), total: whole(count?.total) };
}

/** Lists people who match, by user name from behind a folded one on, `take` at most. */
export async function listPeopleAfter(
  reader: Reader,
  filter: PeopleFilter,
  { after, take }: { readonly after?: string; readonly take: number },
): Promise<User[]> {
  const rows: UserRow[] = await matching(reader, filter)
    .modify((query) => {
      if (after !== undefined) void query.where('username_folded', '>', after);
    })
    .orderBy('username_folded')
    .limit(take);
  return rows.map(readUser);
}

/**
 * Lists people who have an application, by id from behind one on, `take` at most, and whether they were given it
 * themselves.
 * @param filter `directOnly` leaves out those who have it by user groups alone
 */
export async function listPeopleOfApplication(
  reader: Reader,
  { applicationId, directOnly }: { readonly applicationId: ApplicationId; readonly directOnly: boolean },
  { after, take }: { readonly after?: string; readonly take: number },
): Promise<{ readonly user: User; readonly direct: boolean }[]> {
  const given = reader('user_bindings').where({ application_id: applicationId }).select('user_id');
  const rows: UserRow[] = await reader('users')
    .whereIn('id', directOnly ? given.clone() : reachedBy(reader, applicationId))
    .modify((query) => {
      if (after !== undefined) void query.where('id', '>', after);
    })
    .orderBy('id')
    .limit(take);
  const ids = rows.map(({ id }) => id);
  const found: { user_id: string }[] = await given.clone().whereIn('user_id', ids);
  const direct = new Set(found.map((row) => row.user_id));
  return rows.map((row) => ({ user: readUser(row), direct: direct.has(row.id) }));
}

/** Lists the ids of everybody who matches. */
export async function listPeopleIds(reader: Reader, filter: PeopleFilter): Promise<UserId[]> {
  const rows: { id: string }[] = await matching(reader, filter).orderBy('username_folded').select('id');
  return rows.map(({ id }) => id as UserId);
}

function matching(reader: Reader, filter: PeopleFilter): Knex.QueryBuilder {
  return reader('users').modify((query: Knex.QueryBuilder) => {
    const { state, role, groupId, applicationId, problem, search = '' } = filter;
    if (state !== undefined) void query.where({ state });
    if (role !== undefined) void query.where({ role });
    if (groupId !== undefined) {
      void query.whereIn('id', reader('memberships').where({ group_id: groupId }).select('user_id'));
    }
    if (applicationId !== undefined) void query.whereIn('id', reachedBy(reader, applicationId));
    if (problem !== undefined) narrow(reader, query, problem, filter.now);
    for (const word of fold(search).split(/\s+/).filter(Boolean)) {
      void query.whereRaw("search_text like ? escape '\\'", [containing(word)]);
    }
  });
}

function reachedBy(reader: Reader, applicationId: ApplicationId): Knex.QueryBuilder {
  const groups = reader('group_bindings').where({ application_id: applicationId }).select('group_id');
  return reader('memberships')
    .whereIn('group_id', groups)
    .select('user_id')
    .union(reader('user_bindings').where({ application_id: applicationId }).select('user_id'));
}

function narrow(reader: Reader, query: Knex.QueryBuilder, problem: PeopleProblem, now: number): void {
  switch (problem) {
    case 'attention':
      void query.whereIn('id', reader('links').where({ status: 'attention' }).select('user_id'));
      return;
    case 'no-group':
      void query.whereNotIn('id', reader('memberships').select('user_id'));
      return;
    case 'password':
      void query.where((either) => {
        void either.where('password_expires_at', '<=', now).orWhere({ password_temporary: true });
      });
      return;
    case 'no-second-factor':
      void query.whereNotIn('id', reader('second_factors').select('user_id'));
      return;
    case 'never':
      void query.whereNull('last_sign_in_at');
  }
}

async function peopleOf(reader: Reader, rows: readonly { id: string }[]): Promise<ListedPerson[]> {
  const ids = rows.map(({ id }) => id as UserId);
  const users = new Map((await findUsers(reader, ids)).map((user) => [user.id, user]));
  const groups = new Map<string, string[]>();
  const attention = new Map<string, number>();
  for (const part of chunks(ids)) {
    const members: { user_id: string; name: string }[] = await reader('memberships')
      .join('user_groups', 'user_groups.id', 'memberships.group_id')
      .whereIn('memberships.user_id', part)
      .orderBy('user_groups.name_folded')
      .select('memberships.user_id', 'user_groups.name');
    for (const { user_id: id, name } of members) groups.set(id, [...(groups.get(id) ?? []), name]);
    const links = (await reader('links')
      .whereIn('user_id', part)
      .where({ status: 'attention' })
      .groupBy('user_id')
      .select('user_id')
      .count({ total: '*' })) as { user_id: string; total: unknown }[];
    for (const { user_id: id, total } of links) attention.set(id, whole(total));
  }
  return ids.flatMap((id) => {
    const user = users.get(id);
    return user === undefined ? [] : [{ user, groups: groups.get(id) ?? [], attention: attention.get(id) ?? 0 }];
  });
}
