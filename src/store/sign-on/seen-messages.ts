import type { ApplicationId } from '../../core/ids';
import type { Tx } from '../tx';

/**
 * Notes that a message of an application was acted on, so that it can't be played again (saml-profiles section 4.4.4.1).
 * @param entry.expiresAt when the message is refused for its age anyway (milliseconds since the epoch)
 * @returns false when it was noted before
 */
export async function noteMessage(
  tx: Tx,
  entry: { readonly applicationId: ApplicationId; readonly messageId: string; readonly expiresAt: number },
): Promise<boolean> {
  const { applicationId, messageId, expiresAt } = entry;
  // The number of rows is what both databases tell of an insert that met a conflict.
  const added: unknown[] = await tx('seen_messages')
    .insert({ application_id: applicationId, message_id: messageId, expires_at: expiresAt })
    .onConflict(['application_id', 'message_id'])
    .ignore()
    .returning('message_id');
  return added.length === 1;
}

/** Forgets messages that are too old to be played again. */
export async function deleteOldMessages(tx: Tx, now: number): Promise<number> {
  return tx('seen_messages').where('expires_at', '<=', now).delete();
}
