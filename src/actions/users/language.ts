import type { Language } from '../../core/languages';
import type { User } from '../../core/user';
import { transact } from '../../store/tx';
import { getUser, saveLanguage } from '../../store/users';
import type { Actor, Deps } from '../deps';
import { record } from '../record';

/**
 * Sets the language in which somebody reads Passo's pages and mails; undefined leaves it to their browser. Nothing is
 * written when it is that already, and no application is told.
 * @throws AppError not_found
 */
export async function setLanguage(
  deps: Deps,
  actor: Actor,
  id: User['id'],
  language: Language | undefined,
): Promise<void> {
  await transact(deps.db, async (tx) => {
    const user = await getUser(tx, id);
    if (user.language === language) return;
    await saveLanguage(tx, id, language, deps.clock());
    await record(deps, tx, actor, 'user_update', { user }, { changed: ['language'] });
  });
}
