import type { Request } from 'express';
import type { UserSummary } from '../../../../views/admin/users/frame';
import { compact } from '../../../core/compact';
import { notFound } from '../../../core/errors';
import { isUlid, type UserId } from '../../../core/ids';
import { isPasswordExpired, nameOf, type User } from '../../../core/user';
import { listGrantedApplicationIds } from '../../../store/bindings';
import { listGroupsOfUser } from '../../../store/groups';
import { getUser } from '../../../store/users';
import type { WebContext } from '../../web-context';

/**
 * The person whom an address names.
 * @throws AppError not_found
 */
export async function userOf(web: WebContext, request: Request<{ id: string }>): Promise<User> {
  const { id } = request.params;
  if (!isUlid(id)) throw notFound('This user');
  return getUser(web.context.db, id as UserId);
}

/** Collects what the panel and the tabs around every page of a person say. */
export async function summaryOf(web: WebContext, user: User): Promise<UserSummary> {
  const { db, clock } = web.context;
  return compact<UserSummary>({
    id: user.id,
    name: nameOf(user),
    username: user.username,
    email: user.email,
    state: user.state,
    role: user.role,
    passwordExpired: isPasswordExpired(user, clock()),
    passwordTemporary: user.passwordTemporary,
    hasPassword: user.hasPassword,
    createdAt: user.createdAt,
    lastSignInAt: user.lastSignInAt,
    groupCount: (await listGroupsOfUser(db, user.id)).length,
    applicationCount: (await listGrantedApplicationIds(db, user.id)).length,
  });
}
