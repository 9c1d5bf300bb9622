import type { Deps, Actor } from '../deps';
import { transact } from '../../store/tx';
import { endSessions, type BegunLogout } from './end-sessions';

/**
 * Signs somebody out of one browser, and of the applications it has signed on to (saml-profiles section 4.4.3.5). The
 * session here is over when this returns.
 * @param idHash the hash of the session
 * @returns the sign-out to go on with; undefined when no application has to hear of it
 */
export async function beginSignOut(deps: Deps, actor: Actor, idHash: string): Promise<BegunLogout | undefined> {
  // A sign-on of a moment ago may still wait to be written. When it can't be, the sessions end all the same.
  await deps.journal.flush().catch(() => undefined);
  const userIds = actor.id === undefined ? [] : [actor.id];
  return transact(deps.db, (tx) => endSessions(deps, tx, { hashes: [idHash], userIds, clientIp: actor.clientIp }));
}
