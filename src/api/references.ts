import { z } from 'zod';
import { notFound } from '../core/errors';
import { fold, isUlid, type UserId } from '../core/ids';
import type { User } from '../core/user';
import type { Reader } from '../store/tx';
import { findUser, findUserByLogin } from '../store/users';

/** How an address or a body names an application: `getApplication` of the store reads it. */
export const applicationReference = z
  .string()
  .max(300)
  .meta({ description: 'The id of the application, or its slug.', example: 'robin' });

/** How an address or a body names a person. */
export const userReference = z
  .string()
  .max(330)
  .meta({ description: 'The id of the person, or `username:` and their username.', example: 'username:noor.haddad' });

/** Finds the person that an address or a body means: by id, or by `username:` and the username. */
export async function findUserMeant(reader: Reader, reference: string): Promise<User | undefined> {
  if (isUlid(reference)) return findUser(reader, reference as UserId);
  if (!reference.startsWith('username:')) return undefined;
  const username = reference.slice('username:'.length);
  const user = await findUserByLogin(reader, username);
  // People sign in with their email address, too; that is no username.
  return user !== undefined && fold(user.username) === fold(username) ? user : undefined;
}

/**
 * Gets the person that an address means.
 * @throws AppError not_found
 */
export async function userMeant(reader: Reader, reference: string): Promise<User> {
  const user = await findUserMeant(reader, reference);
  if (user === undefined) throw notFound('This person');
  return user;
}
