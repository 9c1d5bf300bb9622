import { fold, type UserId } from '../../core/ids';
import type { UserFileChoice } from '../../core/user-file/file';
import type { User } from '../../core/user';
import { findGroup, listMembersAmong } from '../../store/groups';
import type { Reader } from '../../store/tx';
import { findUsersNamed } from '../../store/users-named';
import { formOfLine, namesOfLine, type KnownPeople } from './decide';

/** Reads what the directory says of the names on some lines. */
export async function knownOf(
  reader: Reader,
  choice: UserFileChoice,
  lines: readonly { readonly cells: readonly string[] }[],
): Promise<KnownPeople> {
  const names = lines.map(({ cells }) => namesOfLine(formOfLine(cells, choice.columns), choice.columns));
  const usernames = names.flatMap(({ username }) => username ?? []);
  const emails = names.flatMap(({ email }) => email ?? []);
  const people = await findUsersNamed(reader, usernames, emails);
  const byUsername = new Map(people.map((user): [string, User] => [fold(user.username), user]));
  const byEmail = new Map(people.map((user): [string, User] => [fold(user.email), user]));
  const members = new Set<UserId>(
    choice.groupId === undefined
      ? []
      : await listMembersAmong(
          reader,
          choice.groupId,
          people.map(({ id }) => id),
        ),
  );
  return {
    byUsername: (username) => byUsername.get(fold(username)),
    byEmail: (email) => byEmail.get(fold(email)),
    isMember: (id) => members.has(id),
  };
}

/** The name of the group that the people of a file join; undefined without one, or when it is gone. */
export async function groupNameOf(reader: Reader, { groupId }: UserFileChoice): Promise<string | undefined> {
  return groupId === undefined ? undefined : (await findGroup(reader, groupId))?.name;
}
