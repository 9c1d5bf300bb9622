import type { ApplicationId, UserId } from '../../core/ids';
import type { Reader, Tx } from '../tx';

/** Finds the persistent name identifier a person has at an application. */
export async function findPersistentNameId(
  reader: Reader,
  applicationId: ApplicationId,
  userId: UserId,
): Promise<string | undefined> {
  const row: { value: string } | undefined = await reader('name_ids')
    .where({ application_id: applicationId, user_id: userId })
    .select('value')
    .first();
  return row?.value;
}

/**
 * Keeps a person's persistent name identifier at an application, for ever: one that is there already stays.
 * @returns the one that is kept
 */
export async function keepPersistentNameId(
  tx: Tx,
  entry: { applicationId: ApplicationId; userId: UserId; value: string; now: number },
): Promise<string> {
  const { applicationId, userId, value, now } = entry;
  await tx('name_ids')
    .insert({ application_id: applicationId, user_id: userId, value, created_at: now })
    .onConflict(['application_id', 'user_id'])
    .ignore();
  return (await findPersistentNameId(tx, applicationId, userId)) ?? value;
}
