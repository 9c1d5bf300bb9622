import { compact } from '../../core/compact';
import type { ApplicationId, EventId, UserId } from '../../core/ids';
import type { AnyEvent } from '../../events/catalog';
import { chunks, rowsOf, textOrNone, whole, wholeOrNone } from '../dialect';
import { readEvent, type EventRow } from '../events';
import type { Reader } from '../tx';

/**
 * How a person stands at an application, in one word. What keeps changes back comes before what is in the way of one
 * person: 'held' waits for an admin, 'failed' needs one, 'in-progress' was sent and its answer is not known yet.
 */
export type PersonStandingState = 'in-step' | 'waiting' | 'in-progress' | 'failed' | 'held' | 'deactivated';

/** How a person stands at an application. Times in milliseconds since the epoch. */
export interface PersonStanding {
  readonly applicationId: ApplicationId;
  readonly userId: UserId;
  readonly state: PersonStandingState;
  /** The SP's id of the account. */
  readonly remoteId?: string;
  /** What happened last, or what is wrong. */
  readonly sentence?: string;
  /** The event of the last request. */
  readonly eventId?: EventId;
  readonly updatedAt?: number;
  /** Since when a change waits, how often it was tried, and when it is tried next. */
  readonly waitingSince?: number;
  readonly attempts?: number;
  readonly dueAt?: number;
  /** The staged removal that keeps it back. */
  readonly heldBy?: string;
}

/** Which people are wanted, in the order of application and person. */
export interface StandingFilter {
  readonly applicationId?: ApplicationId;
  readonly userId?: UserId;
  readonly state?: PersonStandingState;
  /** Only people whose id is behind this one. */
  readonly after?: string;
  readonly take: number;
}

interface Row {
  application_id: string;
  user_id: string;
  standing: PersonStandingState;
  remote_id: string | null;
  sentence: string | null;
  event_id: string | null;
  updated_at: unknown;
  marked_at: unknown;
  attempts: unknown;
  due_at: unknown;
  held_by: string | null;
}

/** A change in line stands still while its application is paused or held; a parked mark waits for somebody. */
const STANDING = `case when s.held_by is not null then 'held'
  when l.status = 'attention' then 'failed'
  when (s.user_id is not null and s.parked = ?) or l.status = 'waiting' or l.user_id is null then
    case when n.hold_reason is not null or n.paused_at is not null then 'held'
         when l.creating = ? or l.in_doubt is not null then 'in-progress' else 'waiting' end
  when l.status = 'deactivated' then 'deactivated' else 'in-step' end`;

/** Lists how people stand: everybody who has an account at an application or for whom something waits there. */
export async function listStandingsOfPeople(reader: Reader, filter: StandingFilter): Promise<PersonStanding[]> {
  const which = filter.applicationId === undefined ? 'user_id = ?' : 'application_id = ?';
  const about = filter.applicationId ?? filter.userId ?? '';
  const rows = await rowsOf<Row>(
    reader,
    `select * from (
       select t.application_id, t.user_id, ${STANDING} as standing, l.remote_id, l.sentence, l.event_id, l.updated_at,
              case when s.parked = ? then s.marked_at end as marked_at, s.attempts,
              case when s.parked = ? then s.due_at end as due_at, s.held_by
         from (select application_id, user_id from links where ${which}
               union select application_id, user_id from stale where ${which}) t
         left join links l on l.application_id = t.application_id and l.user_id = t.user_id
         left join stale s on s.application_id = t.application_id and s.user_id = t.user_id
         left join lanes n on n.application_id = t.application_id
     ) stands
      where (? = '' or user_id = ?) and (? = '' or standing = ?) and user_id > ?
      order by user_id, application_id limit ?`,
    [
      ...[false, true, false, false, about, about],
      ...[filter.userId ?? '', filter.userId ?? '', filter.state ?? '', filter.state ?? '', filter.after ?? ''],
      filter.take,
    ],
  );
  return rows.map(read);
}

function read(row: Row): PersonStanding {
  return compact<PersonStanding>({
    applicationId: row.application_id as ApplicationId,
    userId: row.user_id as UserId,
    state: row.standing,
    remoteId: textOrNone(row.remote_id),
    sentence: textOrNone(row.sentence),
    eventId: (row.event_id ?? undefined) as EventId | undefined,
    updatedAt: wholeOrNone(row.updated_at),
    waitingSince: wholeOrNone(row.marked_at),
    attempts: row.attempts === null ? undefined : whole(row.attempts),
    dueAt: wholeOrNone(row.due_at),
    heldBy: textOrNone(row.held_by),
  });
}

/** Finds events by their ids; ids without an event are left out. */
export async function findEventsById(reader: Reader, ids: readonly EventId[]): Promise<ReadonlyMap<EventId, AnyEvent>> {
  const found = new Map<EventId, AnyEvent>();
  for (const part of chunks(ids)) {
    const rows: EventRow[] = await reader('events').whereIn('id', part);
    for (const row of rows) found.set(row.id as EventId, readEvent(row));
  }
  return found;
}
