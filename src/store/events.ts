import { compact } from '../core/compact';
import type { ApplicationId, EventId, GroupId, UserId } from '../core/ids';
import { fold, ulid } from '../core/ids';
import { EVENTS, type AnyEvent, type DirectoryEvent, type EventCategory, type EventName } from '../events/catalog';
import { describe } from '../events/describe';
import type { StoredValues } from '../events/chain';
import { chunks, containing, insertRows, isPostgres, rowsOf, textOrNone, whole, type NewRow } from './dialect';
import { listActs } from './evidence/story';
import type { Reader, Tx } from './tx';

/** A row of the log. */
export interface EventRow {
  id: string;
  at: unknown;
  name: EventName;
  result: 'success' | 'failure';
  actor_kind: 'admin' | 'user' | 'system';
  actor_id: string | null;
  actor_name: string;
  client_ip: string | null;
  application_id: string | null;
  application_label: string | null;
  user_id: string | null;
  user_name: string | null;
  group_id: string | null;
  group_name: string | null;
  correlation_id: string | null;
  payload: string;
}

/** What the event log can be narrowed to. Times in milliseconds; `before` and `after` are event ids, for paging. */
export interface EventFilter {
  readonly search?: string;
  readonly name?: EventName;
  readonly category?: EventCategory;
  readonly result?: 'success' | 'failure';
  readonly applicationId?: ApplicationId;
  readonly userId?: UserId;
  readonly groupId?: GroupId;
  /** An act: it and everything that followed from it. */
  readonly correlationId?: string;
  readonly from?: number;
  readonly to?: number;
  readonly before?: EventId;
  readonly take: number;
}

/** Reads a row of the log. */
export function readEvent(row: EventRow): AnyEvent {
  return compact<DirectoryEvent>({
    id: row.id as EventId,
    at: whole(row.at),
    name: row.name,
    result: row.result,
    actor: compact<DirectoryEvent['actor']>({
      kind: row.actor_kind,
      id: (row.actor_id ?? undefined) as UserId | undefined,
      name: row.actor_name,
    }),
    clientIp: textOrNone(row.client_ip),
    applicationId: (row.application_id ?? undefined) as ApplicationId | undefined,
    applicationLabel: textOrNone(row.application_label),
    userId: (row.user_id ?? undefined) as UserId | undefined,
    userName: textOrNone(row.user_name),
    groupId: (row.group_id ?? undefined) as GroupId | undefined,
    groupName: textOrNone(row.group_name),
    correlationId: textOrNone(row.correlation_id),
    payload: JSON.parse(row.payload) as DirectoryEvent['payload'],
  }) as AnyEvent;
}

/** People quote the beginning of an event's id; a shorter text is taken for a word. */
const EVENT_ID_START = /^[0-9a-z]{8,26}$/;

/** Writes an event. Events are never changed and never deleted with what they are about. */
export async function insertEvent(tx: Tx, event: DirectoryEvent): Promise<void> {
  await insertEvents(tx, [event]);
}

/** Writes several events in few statements. */
export async function insertEvents(tx: Tx, events: readonly DirectoryEvent[]): Promise<void> {
  await insertQueued(tx, events.map(rowOf), '');
}

/** Writes many events at once. Some may be there already, and are left as they are. */
export async function insertEventsOnce(tx: Tx, events: readonly DirectoryEvent[]): Promise<void> {
  await insertQueued(tx, events.map(rowOf), 'on conflict do nothing');
}

/** Writes events, and beside each that it waits to be sealed. PostgreSQL does both in one statement. */
async function insertQueued(tx: Tx, rows: readonly NewRow[], conflict: string): Promise<void> {
  if (!isPostgres(tx)) {
    await insertRows(tx, 'events', EVENT_COLUMNS, rows, conflict);
    const queued = rows.map(({ id = null }) => ({ event_id: id }));
    return insertRows(tx, 'event_queue', ['event_id'], queued, 'on conflict do nothing');
  }
  const marks = `(${EVENT_COLUMNS.map(() => '?').join(', ')})`;
  for (const part of chunks(rows, MOST_ROWS)) {
    const values = part.map(() => marks).join(', ');
    await rowsOf(
      tx,
      `with added as (
         insert into events (${EVENT_COLUMNS.join(', ')}) values ${values} ${conflict} returning id
       ) insert into event_queue (event_id) select id from added`,
      part.flatMap((row) => EVENT_COLUMNS.map((column) => row[column] ?? null)),
    );
  }
}

/** Rows of one statement, far below what PostgreSQL binds. */
const MOST_ROWS = 100;

/** Everything that is stored of an event, in the order in which it is sealed: never to be changed. */
export const EVENT_COLUMNS: readonly string[] = [
  ...['id', 'at', 'name', 'result', 'actor_kind', 'actor_id', 'actor_name', 'client_ip'],
  ...['application_id', 'application_label', 'user_id', 'user_name', 'group_id', 'group_name', 'correlation_id'],
  ...['search_text', 'payload'],
];

/** What is stored of an event, column by column, whichever form the driver gives it. */
export function valuesOf(row: Readonly<Record<string, unknown>>): StoredValues {
  return EVENT_COLUMNS.map((column) => (column === 'at' ? whole(row[column]) : (textOrNone(row[column]) ?? null)));
}

function rowOf(event: DirectoryEvent): NewRow {
  const { name, actor, applicationLabel, userName, groupName } = event;
  const words = [name, actor.name, applicationLabel, userName, groupName, describe(event as AnyEvent)];
  return {
    id: event.id,
    at: event.at,
    name: event.name,
    result: event.result,
    actor_kind: event.actor.kind,
    actor_id: event.actor.id ?? null,
    actor_name: event.actor.name.slice(0, 256),
    client_ip: event.clientIp ?? null,
    application_id: event.applicationId ?? null,
    application_label: event.applicationLabel ?? null,
    user_id: event.userId ?? null,
    user_name: event.userName?.slice(0, 256) ?? null,
    group_id: event.groupId ?? null,
    group_name: event.groupName ?? null,
    correlation_id: event.correlationId ?? null,
    search_text: fold(words.filter(Boolean).join(' ')),
    payload: JSON.stringify(event.payload),
  };
}

/** An id that sorts before every event that was made at a moment or later. */
export function firstIdAt(at: number): EventId {
  return ulid(Math.max(0, at), new Uint8Array(16)) as EventId;
}

/**
 * How far the time in an id may be from the event's own: ids go on from where they were when a clock was set back. The
 * time in ids lets a list of some days skip all the others.
 */
const ID_EARLIER_MS = 60_000;
const ID_LATER_MS = 7 * 86_400_000;

/** Finds an event by its id. */
export async function findEvent(reader: Reader, id: EventId): Promise<AnyEvent | undefined> {
  const row: EventRow | undefined = await reader('events').where({ id }).first();
  return row && readEvent(row);
}

/** Lists events, the newest first. */
export async function listEvents(reader: Reader, filter: EventFilter): Promise<AnyEvent[]> {
  const acts = filter.correlationId === undefined ? [] : await listActs(reader, filter.correlationId);
  const rows: EventRow[] = await reader('events')
    .modify((query) => {
      const equal = compact<Record<string, string>>({
        name: filter.name,
        result: filter.result,
        application_id: filter.applicationId,
        user_id: filter.userId,
        group_id: filter.groupId,
      });
      void query.where(equal);
      if (filter.correlationId !== undefined) {
        void query.where((either) => {
          void either.whereIn('correlation_id', acts).orWhereIn('id', acts);
        });
      }
      if (filter.category !== undefined) void query.whereIn('name', namesOf(filter.category));
      if (filter.from !== undefined) {
        void query.where('at', '>=', filter.from).where('id', '>=', firstIdAt(filter.from - ID_EARLIER_MS));
      }
      if (filter.to !== undefined) {
        void query.where('at', '<', filter.to).where('id', '<', firstIdAt(filter.to + ID_LATER_MS));
      }
      if (filter.before !== undefined) void query.where('id', '<', filter.before);
      for (const word of fold(filter.search ?? '')
        .split(/\s+/)
        .filter(Boolean)) {
        void query.where((either) => {
          void either.whereRaw("search_text like ? escape '\\'", [containing(word)]);
          if (EVENT_ID_START.test(word)) void either.orWhere('id', 'like', `${word.toUpperCase()}%`);
        });
      }
    })
    .orderBy('id', 'desc')
    .limit(filter.take);
  return rows.map(readEvent);
}

/** Counts successful sign-ons of anybody since a moment (milliseconds). */
export async function countSignOns(reader: Reader, since: number): Promise<number> {
  const [row] = (await reader('events')
    .where({ name: 'sso_auth', result: 'success' })
    .where('at', '>=', since)
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

function namesOf(category: EventCategory): EventName[] {
  return (Object.keys(EVENTS) as EventName[]).filter((name) => EVENTS[name].category === category);
}
