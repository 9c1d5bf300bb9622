import { EVENTS, type EventCategory, type EventName } from '../../events/catalog';
import { rowsOf, textOrNone } from '../dialect';
import type { Reader } from '../tx';

/** Families of events that others never follow from: they are the end of a story. There can be thousands of them. */
const ENDS: readonly EventCategory[] = ['user provisioning', 'group provisioning'];
const ACTS = (Object.keys(EVENTS) as EventName[]).filter((name) => !ENDS.includes(EVENTS[name].category));

/** Acts that follow from acts that follow from acts: longer stories do not happen. */
const DEEPEST = 4;
const MOST_ACTS = 500;

/** Lists an act and the acts that follow from it, by their ids: what an admin did in one go, and what that led to. */
export async function listActs(reader: Reader, first: string): Promise<string[]> {
  const acts = new Set([first]);
  let latest = [first];
  for (let depth = 0; depth < DEEPEST && latest.length > 0 && acts.size < MOST_ACTS; depth += 1) {
    const rows: { id: string }[] = await reader('events')
      .whereIn('correlation_id', latest)
      .whereIn('name', ACTS)
      .orderBy('id')
      .limit(MOST_ACTS - acts.size)
      .select('id');
    latest = rows.map(({ id }) => id).filter((id) => !acts.has(id));
    for (const id of latest) acts.add(id);
  }
  return [...acts];
}

/** Finds the act that an event goes back to in the end: itself when it follows from nothing. */
export async function findFirstAct(reader: Reader, id: string): Promise<string> {
  let first = id;
  for (let depth = 0; depth < DEEPEST; depth += 1) {
    const [row] = await rowsOf<{ correlation_id: string | null }>(
      reader,
      'select correlation_id from events where id = ?',
      [first],
    );
    const cause = textOrNone(row?.correlation_id);
    if (cause === undefined) break;
    first = cause;
  }
  return first;
}
