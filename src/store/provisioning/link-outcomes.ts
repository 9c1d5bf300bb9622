import { isPostgres, rowsOf } from '../dialect';
import type { Tx } from '../tx';
import type { Link } from './links';

/**
 * Notes accounts that were made as the written intents said: what was in doubt is accepted now. Of each only what the SP
 * answered travels to the database, because its attributes are there already, and they are most of a link.
 * @param links all of one application, each as it is from now on
 */
export async function acceptIntents(tx: Tx, links: readonly Link[]): Promise<void> {
  const [first] = links;
  if (first === undefined) return;
  const outcomes = links.map((link) => [
    ...[link.userId, link.remoteId, link.status, link.sentence ?? null, link.eventId ?? null, link.updatedAt],
  ]);
  await rowsOf(
    tx,
    `update links set accepted = in_doubt, in_doubt = null, creating = false, remote_id = made.value ->> 1,
       status = made.value ->> 2, sentence = made.value ->> 3, event_id = made.value ->> 4,
       updated_at = cast(made.value ->> 5 as bigint)
     from ${isPostgres(tx) ? 'json_array_elements(?::json)' : 'json_each(?)'} made
     where links.application_id = ? and links.user_id = made.value ->> 0`,
    [JSON.stringify(outcomes), first.applicationId],
  );
}
