import type { ApplicationId, UserId } from '../../core/ids';
import type { User } from '../../core/user';
import { columnsOf, listed, manyRowsOf, truth } from '../dialect';
import type { Reader } from '../tx';
import { readUser, USER_COLUMNS, type UserRow } from '../users';
import { readPush, type PasswordPush } from './passwords';

/** A person as one application is concerned with them. */
export interface PersonAt {
  readonly user: User;
  /** They may use the application, directly or through a user group. */
  readonly granted: boolean;
  /** A password that waits to be sent there. */
  readonly password?: PasswordPush;
}

type PersonRow = UserRow & { granted: unknown } & Record<'p_version' | 'p_sealed', string | null> &
  Record<'p_temporary' | 'p_created_at' | 'p_expires_at', unknown>;

const COLUMNS = {
  ...columnsOf(USER_COLUMNS, 'u'),
  granted: `(exists (select 1 from user_bindings ub where ub.application_id = ? and ub.user_id = u.id)
    or exists (select 1 from memberships m join group_bindings gb on gb.group_id = m.group_id
         where m.user_id = u.id and gb.application_id = ?))`,
  p_version: 'p.version',
  p_sealed: 'p.sealed',
  p_temporary: 'p.temporary',
  p_created_at: 'p.created_at',
  p_expires_at: 'p.expires_at',
};

/**
 * Reads people with their grant and their waiting password, in one statement of a text that stays the same however many
 * they are. Ids without a person are left out.
 */
export async function listPeopleAt(
  reader: Reader,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
): Promise<PersonAt[]> {
  const rows = await manyRowsOf<PersonRow>(
    reader,
    COLUMNS,
    `from users u
       left join password_pushes p on p.application_id = ? and p.user_id = u.id and p.sealed <> ''
      where u.id in ${listed(reader)}`,
    [applicationId, applicationId, applicationId, JSON.stringify(userIds)],
  );
  return rows.map((row) => {
    const person = { user: readUser(row), granted: truth(row.granted) };
    const { p_version: version, p_sealed: sealed } = row;
    if (version === null || sealed === null) return person;
    const password = readPush({
      application_id: applicationId,
      user_id: row.id,
      version,
      sealed,
      temporary: row.p_temporary,
      created_at: row.p_created_at,
      expires_at: row.p_expires_at,
    });
    return { ...person, password };
  });
}
