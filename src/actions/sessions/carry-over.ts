import { saveParticipant, type Participant } from '../../store/sign-on/participants';
import { transact } from '../../store/tx';
import type { Deps } from '../deps';

/**
 * Gives a session what the same person's session before it had signed on to, so that single logout still reaches those
 * applications, and they reach this session (saml-profiles section 4.4).
 * @param idHash the hash of the new session, which is stored already
 */
export async function carryOverSignedOn(
  deps: Pick<Deps, 'db'>,
  idHash: string,
  signedOn: readonly Participant[],
): Promise<void> {
  if (signedOn.length === 0) return;
  await transact(deps.db, async (tx) => {
    for (const participant of signedOn) await saveParticipant(tx, { ...participant, sessionHash: idHash });
  });
}
