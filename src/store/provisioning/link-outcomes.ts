import { insertNew } from '../dialect';
import type { Tx } from '../tx';
import type { Link } from './links';

const COLUMNS = [
  ...['application_id', 'user_id', 'remote_id', 'creating', 'removed', 'managed', 'status', 'sentence', 'event_id'],
  'updated_at',
] as const;

const ACCEPTED = `(application_id, user_id) do update set accepted = links.in_doubt, in_doubt = null, late_until = null,
  ${COLUMNS.slice(2)
    .map((column) => `${column} = excluded.${column}`)
    .join(', ')}`;

/**
 * Notes accounts that were made or changed as the written intents said: what was in doubt is accepted now. Of each only
 * what the SP answered travels to the database, because its attributes are there already, and they are most of a link.
 * @param links each as it is from now on
 */
export async function acceptIntents(tx: Tx, links: readonly Link[]): Promise<void> {
  if (links.length > 0) await insertNew(tx, 'links', COLUMNS, links.map(rowOf), ACCEPTED);
}

function rowOf(link: Link): Record<string, string | number | boolean | null> {
  return {
    application_id: link.applicationId,
    user_id: link.userId,
    remote_id: link.remoteId ?? null,
    creating: link.creating,
    removed: link.removed,
    managed: link.managed,
    status: link.status,
    sentence: link.sentence ?? null,
    event_id: link.eventId ?? null,
    updated_at: link.updatedAt,
  };
}
