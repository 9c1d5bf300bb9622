import type { ApplicationId } from '../../core/ids';
import { isPostgres, whole } from '../dialect';
import type { Reader, Tx } from '../tx';
import { revokeLease } from './lanes';

/**
 * Makes sure that nobody who serves an application writes over what this transaction decides: no turn begins before it
 * ends, and one under way can write nothing more; what it sent is in doubt and is looked up. Called before links and marks
 * are written, as a turn takes the lane before them.
 */
export async function stopTurns(tx: Tx, applicationId: ApplicationId): Promise<void> {
  const lane = tx('lanes').where({ application_id: applicationId }).select('application_id');
  await (isPostgres(tx) ? lane.forUpdate() : lane);
  await revokeLease(tx, applicationId);
}

/** Finds when an application is tried next, when it was put off: held, or asked to slow down. Milliseconds. */
export async function findNextTry(reader: Reader, applicationId: ApplicationId): Promise<number | undefined> {
  const row: { next_try_at: unknown } | undefined = await reader('lanes')
    .where({ application_id: applicationId })
    .first('next_try_at');
  const at = row === undefined ? 0 : whole(row.next_try_at);
  return at === 0 ? undefined : at;
}
