import type { PreviewChoice } from '../../../../../views/admin/applications/sso/props';
import { compact } from '../../../../core/compact';
import { isUlid, type ApplicationId, type UserId } from '../../../../core/ids';
import { nameOf } from '../../../../core/user';
import { listGrantedUserIds } from '../../../../store/bindings';
import { findUser, findUsers, listUsers } from '../../../../store/users';
import type { WebContext } from '../../../web-context';

const MOST = 100;

/**
 * Collects people to preview an application's values with: those who have it, or anybody while nobody has.
 * @param wanted the id in the address or the form; nobody is chosen when it names no person
 */
export async function previewChoice(
  web: WebContext,
  applicationId: ApplicationId,
  wanted: string,
): Promise<PreviewChoice & { readonly chosenId?: UserId }> {
  const { db } = web.context;
  const granted = await listGrantedUserIds(db, applicationId);
  const users =
    granted.length === 0
      ? [...(await listUsers(db, { skip: 0, take: MOST })).users]
      : await findUsers(db, granted.slice(0, MOST));
  const chosen = isUlid(wanted) ? await findUser(db, wanted as UserId) : undefined;
  if (chosen !== undefined && users.every((user) => user.id !== chosen.id)) users.push(chosen);
  const people = users
    .map((user) => ({ id: user.id, name: nameOf(user) }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return compact({ people, chosenId: chosen?.id });
}
