import type { Knex } from 'knex';
import { compact } from '../core/compact';
import { notFound } from '../core/errors';
import { fold, type GroupId, type UserId } from '../core/ids';
import type { Profile, User, UserRole, UserState } from '../core/user';
import type { Language } from '../core/languages';
import { containing, listed, rowsOf, textOrNone, truth, whole, wholeOrNone } from './dialect';
import type { Reader, Tx } from './tx';

/** A row of the table of people. */
export interface UserRow {
  id: string;
  username: string;
  email: string;
  profile: string;
  state: UserState;
  role: UserRole;
  password_hash: string | null;
  password_temporary: unknown;
  password_expires_at: unknown;
  password_changed_at: unknown;
  second_factor_grace_until: unknown;
  suspended_at: unknown;
  language: string | null;
  last_sign_in_at: unknown;
  created_at: unknown;
  updated_at: unknown;
}

/** The columns of `UserRow`: those for searching are left out. */
export const USER_COLUMNS: readonly (keyof UserRow)[] = [
  ...(['id', 'username', 'email', 'profile', 'state', 'role', 'password_hash', 'password_temporary'] as const),
  ...(['password_expires_at', 'password_changed_at', 'second_factor_grace_until', 'suspended_at'] as const),
  ...(['language', 'last_sign_in_at', 'created_at', 'updated_at'] as const),
];

/** What the list of users can be narrowed to. `skip` and `take` count people. */
export interface UserFilter {
  readonly search?: string;
  readonly state?: UserState;
  /** Only its members, or only people who are not among them. */
  readonly inGroup?: GroupId;
  readonly outsideGroup?: GroupId;
  readonly skip: number;
  readonly take: number;
}

/** A page of people and how many there are in all. */
export interface UserPage {
  readonly users: readonly User[];
  readonly total: number;
}

/** How a person's password stands. `hash` is absent until the first one is set. */
export interface PasswordRecord {
  readonly hash?: string;
  readonly temporary: boolean;
  readonly expiresAt?: number;
}

/** Reads a person from their row. */
export function readUser(row: UserRow): User {
  const profile = JSON.parse(row.profile) as Omit<Profile, 'username' | 'email'>;
  const always = {
    id: row.id as UserId,
    username: row.username,
    email: row.email,
    state: row.state,
    role: row.role,
    hasPassword: row.password_hash !== null,
    passwordTemporary: truth(row.password_temporary),
    createdAt: whole(row.created_at),
    updatedAt: whole(row.updated_at),
  };
  const sometimes = compact<Partial<User>>({
    passwordExpiresAt: wholeOrNone(row.password_expires_at),
    passwordChangedAt: wholeOrNone(row.password_changed_at),
    secondFactorGraceUntil: wholeOrNone(row.second_factor_grace_until),
    suspendedAt: wholeOrNone(row.suspended_at),
    language: textOrNone(row.language) as Language | undefined,
    lastSignInAt: wholeOrNone(row.last_sign_in_at),
  });
  // Added to what was parsed: to copy that member by member costs ten times as much, and people are read by the thousand.
  return Object.assign(profile, always, sometimes);
}

function columns(profile: Profile): Record<ProfileColumn, string> {
  const { username, email, ...rest } = profile;
  const words = [username, email, rest.firstname, rest.middlename, rest.lastname, rest.displayName, rest.jobTitle];
  return {
    username,
    username_folded: fold(username),
    email,
    email_folded: fold(email),
    search_text: fold([...words, rest.department, rest.employeeIdentifier].filter(Boolean).join(' ')),
    profile: JSON.stringify(rest),
  };
}

type ProfileColumn = 'username' | 'username_folded' | 'email' | 'email_folded' | 'search_text' | 'profile';

/** Adds a person without a password. The caller has checked that user name and e-mail are free. */
export async function insertUser(
  tx: Tx,
  user: { id: UserId; profile: Profile; state: UserState; role: UserRole; now: number },
): Promise<void> {
  await tx('users').insert({
    id: user.id,
    ...columns(user.profile),
    state: user.state,
    role: user.role,
    password_temporary: false,
    created_at: user.now,
    updated_at: user.now,
  });
}

/** Replaces a person's directory properties. */
export async function saveProfile(tx: Tx, id: UserId, profile: Profile, now: number): Promise<void> {
  const kept = columns(profile);
  await rowsOf(
    tx,
    `update users set username = ?, username_folded = ?, email = ?, email_folded = ?, search_text = ?, profile = ?,
       updated_at = ? where id = ?`,
    [kept.username, kept.username_folded, kept.email, kept.email_folded, kept.search_text, kept.profile, now, id],
  );
}

/** Sets a person's state. */
export async function saveUserState(tx: Tx, id: UserId, state: UserState, now: number): Promise<void> {
  await tx('users')
    .where({ id })
    .update({ state, suspended_at: state === 'suspended' ? now : null, updated_at: now });
}

/** Replaces a person's password, which counts as changed now. */
export async function savePassword(tx: Tx, id: UserId, password: PasswordRecord, now: number): Promise<void> {
  await tx('users')
    .where({ id })
    .update({
      password_hash: password.hash ?? null,
      password_temporary: password.temporary,
      password_expires_at: password.expiresAt ?? null,
      password_changed_at: password.hash === undefined ? null : now,
      updated_at: now,
    });
}

/** Records a successful sign-in. */
export async function saveLastSignIn(tx: Tx, id: UserId, now: number): Promise<void> {
  await tx('users').where({ id }).update({ last_sign_in_at: now });
}

/** Keeps the language of the pages a person reads; undefined leaves it to the browser. */
export async function saveLanguage(tx: Tx, id: UserId, language: Language | undefined, now: number): Promise<void> {
  await tx('users')
    .where({ id })
    .update({ language: language ?? null, updated_at: now });
}

/** Removes a person. Memberships, direct assignments and sessions go with them; links to applications stay. */
export async function deleteUser(tx: Tx, id: UserId): Promise<void> {
  await tx('users').where({ id }).delete();
}

/** Finds a person by id. */
export async function findUser(reader: Reader, id: UserId): Promise<User | undefined> {
  const [row] = await rowsOf<UserRow>(reader, 'select * from users where id = ?', [id]);
  return row && readUser(row);
}

/**
 * Gets a person by id.
 * @throws AppError not_found
 */
export async function getUser(reader: Reader, id: UserId): Promise<User> {
  const user = await findUser(reader, id);
  if (user === undefined) throw notFound('This user');
  return user;
}

/** Finds people by id; ids without a person are left out. */
export async function findUsers(reader: Reader, ids: readonly UserId[]): Promise<User[]> {
  const rows = await rowsOf<UserRow>(reader, `select * from users where id in ${listed(reader)}`, [
    JSON.stringify(ids),
  ]);
  return rows.map(readUser);
}

/** Finds the person whom a typed user name or e-mail address means. The user name wins. */
export async function findUserByLogin(reader: Reader, login: string): Promise<User | undefined> {
  const folded = fold(login);
  const rows: UserRow[] = await reader('users').where({ username_folded: folded }).orWhere({ email_folded: folded });
  const row = rows.find((candidate) => fold(candidate.username) === folded) ?? rows[0];
  return row && readUser(row);
}

/** Finds whoever already has this user name or this e-mail address, apart from one person. */
export async function findUserHolding(
  reader: Reader,
  names: { username: string; email: string },
  except?: UserId,
): Promise<{ username?: User; email?: User }> {
  const username = fold(names.username);
  const email = fold(names.email);
  const rows = await rowsOf<UserRow>(reader, 'select * from users where username_folded = ? or email_folded = ?', [
    username,
    email,
  ]);
  const others = rows.map(readUser).filter((user) => user.id !== except);
  return compact<{ username?: User; email?: User }>({
    username: others.find((user) => fold(user.username) === username),
    email: others.find((user) => fold(user.email) === email),
  });
}

/** Finds the hash to check a password against. */
export async function findPassword(reader: Reader, id: UserId): Promise<PasswordRecord | undefined> {
  const row: UserRow | undefined = await reader('users').where({ id }).first();
  if (row === undefined || row.password_hash === null) return undefined;
  return compact<PasswordRecord>({
    hash: row.password_hash,
    temporary: truth(row.password_temporary),
    expiresAt: wholeOrNone(row.password_expires_at),
  });
}

/** Lists people by user name. */
export async function listUsers(reader: Reader, filter: UserFilter): Promise<UserPage> {
  const search = filter.search === undefined ? '' : fold(filter.search);
  const found = reader('users').modify((query) => {
    if (filter.state !== undefined) void query.where({ state: filter.state });
    if (filter.inGroup !== undefined) void query.whereIn('id', membersOf(reader, filter.inGroup));
    if (filter.outsideGroup !== undefined) void query.whereNotIn('id', membersOf(reader, filter.outsideGroup));
    for (const word of search.split(/\s+/).filter(Boolean)) {
      void query.whereRaw("search_text like ? escape '\\'", [containing(word)]);
    }
  });
  const rows: UserRow[] = await found.clone().orderBy('username_folded').offset(filter.skip).limit(filter.take);
  const [count] = (await found.clone().count({ total: '*' })) as { total: unknown }[];
  return { users: rows.map(readUser), total: whole(count?.total) };
}

function membersOf(reader: Reader, groupId: GroupId): Knex.QueryBuilder {
  return reader('memberships').where({ group_id: groupId }).select('user_id');
}

/** Counts people by state. */
export async function countUsers(reader: Reader): Promise<Record<UserState, number>> {
  const rows = (await reader('users').groupBy('state').select('state').count({ total: '*' })) as {
    state: UserState;
    total: unknown;
  }[];
  const counts = { staged: 0, active: 0, suspended: 0 };
  for (const row of rows) counts[row.state] = whole(row.total);
  return counts;
}

/** Counts the owners who can still sign in. */
export async function countActiveOwners(reader: Reader): Promise<number> {
  const [row] = (await reader('users').where({ role: 'owner', state: 'active' }).count({ total: '*' })) as {
    total: unknown;
  }[];
  return whole(row?.total);
}
