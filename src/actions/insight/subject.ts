import { decideAccess, type AccessDecision } from '../../core/access';
import type { Application } from '../../core/application';
import type { AttributeSource } from '../../core/attributes';
import type { UserId } from '../../core/ids';
import type { User } from '../../core/user';
import { findGrant, listBoundGroupIds } from '../../store/bindings';
import { listGroupsOfUser } from '../../store/groups';
import { getUser } from '../../store/users';
import type { Deps } from '../deps';

/** A person as an application would be told of them, and whether they may use it. */
export interface Subject {
  readonly user: User;
  readonly source: AttributeSource & { readonly applicationGroupNames: readonly string[] };
  readonly decision: AccessDecision;
}

/**
 * Reads what a sign-on of a person to an application would rest on.
 * @throws AppError not_found for an unknown person
 */
export async function readSubject(
  deps: Pick<Deps, 'db' | 'clock'>,
  application: Application,
  userId: UserId,
): Promise<Subject> {
  const { db, clock } = deps;
  const user = await getUser(db, userId);
  const groups = await listGroupsOfUser(db, user.id);
  const bound = new Set(await listBoundGroupIds(db, application.id));
  const granted = await findGrant(db, application.id, user.id);
  const now = clock();
  return {
    user,
    source: {
      user,
      groupNames: groups.map(({ name }) => name),
      applicationGroupNames: groups.filter(({ id }) => bound.has(id)).map(({ name }) => name),
      now,
    },
    decision: decideAccess(user, application, granted, now),
  };
}

/** The decision in a sentence for an admin. */
export function decisionWords({ decision, user }: Pick<Subject, 'decision' | 'user'>, label: string): string {
  if (decision.allowed) {
    return user.passwordTemporary
      ? `Would be allowed, after choosing a password: the one an admin set is temporary.`
      : 'Would be allowed.';
  }
  switch (decision.reason) {
    case 'user_not_in_group':
      return `Would be refused: the person is in no user group that has ${label}. What is shown is what ${label} would get otherwise.`;
    case 'user_suspended':
      return 'Would be refused: the person is suspended.';
    case 'password_expired':
      return 'Would be refused: the password of the person has expired.';
    case 'sso_inactive':
      return `Would be refused: SSO is not active for ${label}.`;
  }
}
