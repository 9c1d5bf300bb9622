import { fold, type UserId } from '../core/ids';
import type { User } from '../core/user';
import { chunks } from './dialect';
import type { Reader } from './tx';
import { findUsers, listUsers } from './users';

/** Finds everybody who has one of these user names or one of these e-mail addresses, whatever their case. */
export async function findUsersNamed(
  reader: Reader,
  usernames: readonly string[],
  emails: readonly string[],
): Promise<User[]> {
  const ids = new Set<UserId>();
  for (const [column, texts] of [
    ['username_folded', usernames],
    ['email_folded', emails],
  ] as const) {
    const wanted = [...new Set(texts.filter((text) => text !== '').map(fold))].filter((text) => !text.includes('\0'));
    for (const part of chunks(wanted)) {
      const rows: { id: string }[] = await reader('users').whereIn(column, part).select('id');
      for (const row of rows) ids.add(row.id as UserId);
    }
  }
  return findUsers(reader, [...ids]);
}

const PART = 1_000;

/** Lists everybody by user name. */
export async function listAllUsers(reader: Reader): Promise<User[]> {
  const all: User[] = [];
  for (;;) {
    const { users } = await listUsers(reader, { skip: all.length, take: PART });
    all.push(...users);
    if (users.length < PART) return all;
  }
}
