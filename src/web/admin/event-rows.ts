import type { EventRow } from '../../../views/admin/insights/event-table';
import { compact } from '../../core/compact';
import type { DirectoryEvent } from '../../events/catalog';
import { describe } from '../../events/describe';

/** An event the way tables show it: its sentence, its result and where it came from. */
export function eventRow(event: DirectoryEvent): EventRow {
  return compact<EventRow>({
    id: event.id,
    at: event.at,
    name: event.name,
    sentence: describe(event),
    ok: event.result === 'success',
    actorName: event.actor.name,
    clientIp: event.clientIp,
  });
}
