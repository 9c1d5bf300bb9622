import { listed, manyListsOf, rowsOf, whole } from '../dialect';
import type { StoredValues } from '../../events/chain';
import type { EventName } from '../../events/catalog';
import { EVENT_COLUMNS } from '../events';
import type { Reader, Tx } from '../tx';

/** An event that waits to be sealed. */
export interface WaitingEvent {
  readonly id: string;
  readonly name: EventName;
  readonly values: StoredValues;
}

const NAME = EVENT_COLUMNS.indexOf('name');

/** Tells whether events wait to be sealed. */
export async function findEventToSeal(reader: Reader): Promise<string | undefined> {
  const [row] = await rowsOf<{ event_id: string }>(reader, 'select event_id from event_queue limit 1', []);
  return row?.event_id;
}

/**
 * Lists events that wait to be sealed, the oldest first.
 * @returns `ids` of all that were looked at: some were sealed before, when they were written twice
 */
export async function listEventsToSeal(
  tx: Tx,
  take: number,
): Promise<{ readonly ids: readonly string[]; readonly events: readonly WaitingEvent[] }> {
  const rows = await manyListsOf(
    tx,
    ['t.event_id', 's.event_id', ...EVENT_COLUMNS.map((column) => `e.${column}`)],
    `from (select event_id from event_queue order by event_id limit ?) t
       left join events e on e.id = t.event_id left join event_seals s on s.event_id = t.event_id`,
    [take],
  );
  const idOf = (row: readonly unknown[]): string => row[0] as string;
  // Rows without an order of their own come in any.
  rows.sort((one, other) => (idOf(one) < idOf(other) ? -1 : 1));
  const events: WaitingEvent[] = [];
  for (const row of rows) {
    const values = row.slice(2) as (string | number | null)[];
    const isThere = values[0] !== null;
    if (isThere && row[1] === null) events.push({ id: idOf(row), name: values[NAME] as EventName, values });
  }
  return { ids: rows.map(idOf), events };
}

/** Takes events out of those that wait. */
export async function deleteFromQueue(tx: Tx, ids: readonly string[]): Promise<void> {
  await rowsOf(tx, `delete from event_queue where event_id in ${listed(tx)}`, [JSON.stringify(ids)]);
}

/** Counts the events that wait to be sealed. */
export async function countEventsToSeal(reader: Reader): Promise<number> {
  const [row] = (await reader('event_queue').count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** An event of the log, and whether the chain knows it. */
export interface KnownEvent {
  readonly id: string;
  readonly at: number;
  readonly known: boolean;
}

/** Lists events by their ids, and whether each is sealed or waits to be, in one look at the database. */
export async function listKnownEvents(reader: Reader, after: string, take: number): Promise<KnownEvent[]> {
  const rows = await rowsOf<{ id: string; at: unknown; sealed: string | null; waiting: string | null }>(
    reader,
    `select e.id, e.at, s.event_id as sealed, q.event_id as waiting from events e
       left join event_seals s on s.event_id = e.id left join event_queue q on q.event_id = e.id
      where e.id > ? order by e.id limit ?`,
    [after, take],
  );
  return rows.map(({ id, at, sealed, waiting }) => ({ id, at: whole(at), known: sealed !== null || waiting !== null }));
}
