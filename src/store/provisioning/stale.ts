import type { ApplicationId, UserId } from '../../core/ids';
import { chunks, columnsOf, isPostgres, listed, manyRowsOf, rowsOf, truth, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A mark that a person may be out of step at an application. */
export interface Mark {
  readonly applicationId: ApplicationId;
  readonly userId: UserId;
  /** Rises with every change, so that settling an old version does not lose a new one. */
  readonly version: number;
  readonly dueAt: number;
  readonly attempts: number;
  readonly parked: boolean;
  readonly correlationId?: string;
  readonly markedAt: number;
  /** The staged removal that keeps it back until an admin has decided. */
  readonly heldBy?: string;
}

interface StaleRow {
  application_id: string;
  user_id: string;
  version: unknown;
  due_at: unknown;
  attempts: number;
  parked: unknown;
  correlation_id: string | null;
  marked_at: unknown;
  held_by: string | null;
  takes_away: unknown;
}

/** Why something was marked: the moment, and the event that caused it. */
export interface Cause {
  readonly now: number;
  readonly correlationId?: string;
  /** Access may end by it: whoever is marked so goes before everybody else who waits. */
  readonly takesAway?: boolean;
}

function read(row: StaleRow): Mark {
  return {
    applicationId: row.application_id as ApplicationId,
    userId: row.user_id as UserId,
    version: whole(row.version),
    dueAt: whole(row.due_at),
    attempts: row.attempts,
    parked: truth(row.parked),
    ...(row.correlation_id === null ? {} : { correlationId: row.correlation_id }),
    markedAt: whole(row.marked_at),
    ...(row.held_by === null ? {} : { heldBy: row.held_by }),
  };
}

/** A person marked twice stays one row: only its version rises, and what was parked or waiting is due again. */
const UPSERT = `on conflict (application_id, user_id) do update set
  version = stale.version + 1, due_at = excluded.due_at, attempts = 0, parked = excluded.parked,
  correlation_id = excluded.correlation_id, marked_at = excluded.marked_at,
  takes_away = (stale.takes_away or excluded.takes_away)`;

const WRITTEN = ['application_id', 'user_id', 'version', 'due_at', 'attempts', 'parked', 'correlation_id', 'marked_at'];
const COLUMNS = `(${WRITTEN.join(', ')}, takes_away)`;
const ALL = [...WRITTEN, 'held_by', 'takes_away'];

/**
 * Marks people at every active integration that they reach, have an account at, or are marked at. Called in the
 * transaction of the change, for removals before the grant is taken away or after: an account is reason enough, and so
 * is a mark, because a worker may be creating the account at this moment by what it read before.
 */
export async function markUsersStale(tx: Tx, userIds: readonly UserId[], cause: Cause): Promise<void> {
  for (const part of chunks(userIds, 200)) {
    const holes = part.map(() => '?').join(', ');
    await rowsOf(
      tx,
      `insert into stale ${COLUMNS}
       select t.application_id, t.user_id, 1, ${cause.now}, 0, ?, ?, ${cause.now}, ${takesAway(cause)} from (
         select gb.application_id, m.user_id from group_bindings gb join memberships m on m.group_id = gb.group_id
           where m.user_id in (${holes})
         union select ub.application_id, ub.user_id from user_bindings ub where ub.user_id in (${holes})
         union select l.application_id, l.user_id from links l where l.user_id in (${holes})
         union select s.application_id, s.user_id from stale s where s.user_id in (${holes})
       ) t join applications a on a.id = t.application_id and a.idm_state = 'active'
       where 1 = 1 ${UPSERT}`,
      [false, cause.correlationId ?? null, ...part, ...part, ...part, ...part],
    );
  }
}

/** Marks everybody who reaches an application or has an account there. */
export async function markApplicationStale(tx: Tx, applicationId: ApplicationId, cause: Cause): Promise<void> {
  await rowsOf(
    tx,
    `insert into stale ${COLUMNS}
     select t.application_id, t.user_id, 1, ${cause.now}, 0, ?, ?, ${cause.now}, ${takesAway(cause)} from (
       select gb.application_id, m.user_id from group_bindings gb join memberships m on m.group_id = gb.group_id
         where gb.application_id = ?
       union select ub.application_id, ub.user_id from user_bindings ub where ub.application_id = ?
       union select l.application_id, l.user_id from links l where l.application_id = ?
     ) t where 1 = 1 ${UPSERT}`,
    [false, cause.correlationId ?? null, applicationId, applicationId, applicationId],
  );
}

/** Marks one person at one application, due at once: what "Retry" does. */
export async function markStale(tx: Tx, applicationId: ApplicationId, userId: UserId, cause: Cause): Promise<void> {
  await rowsOf(
    tx,
    `insert into stale ${COLUMNS} values (?, ?, 1, ${cause.now}, 0, ?, ?, ${cause.now}, ${takesAway(cause)}) ${UPSERT}`,
    [applicationId, userId, false, cause.correlationId ?? null],
  );
}

function takesAway(cause: Cause): 'true' | 'false' {
  return cause.takesAway === true ? 'true' : 'false';
}

/** Whoever failed so often takes turns with the others who did: an SP that never answers for them answers nobody then. */
const URGENT_TRIES = 3;
const URGENT = `takes_away and attempts < ${URGENT_TRIES}`;

/**
 * Lists an application's due marks: those of people who may lose access first; of the others those not tried yet, so that
 * what fails does not hold up what is new; and of each what is due longest. Those of people who are held for an admin are
 * left out. An index gives each part in this order, however many there are.
 * @param how.besides people who are being served already
 * @param how.isProbe whoever was tried least comes first, so that one whose request always fails is not each probe
 */
export async function listDue(
  reader: Reader,
  applicationId: ApplicationId,
  now: number,
  take: number,
  { besides = [], isProbe = false }: { readonly besides?: readonly UserId[]; readonly isProbe?: boolean } = {},
): Promise<Mark[]> {
  const others = besides.length === 0 ? '' : ` and user_id not in ${listed(reader)}`;
  const due = `application_id = ? and parked = ? and held_by is null and due_at <= ?${others}`;
  const values = [applicationId, false, now, ...(besides.length === 0 ? [] : [JSON.stringify(besides)]), take];
  const rows = await manyRowsOf<StaleRow>(
    reader,
    columnsOf(ALL, 't'),
    `from (select * from (select * from stale where ${due} and attempts = 0 order by due_at limit ?) fresh
       union all
       select * from (select * from stale where ${due} and attempts > 0 order by attempts, due_at limit ?) tried
       union all
       select * from (select * from stale where ${due} and ${URGENT} order by attempts, due_at limit ?) urgent) t`,
    [...values, ...values, ...values],
  );
  // Who may lose access comes twice. The parts may come in any order, and each in any order of its own.
  return [...new Map(rows.map((row) => [row.user_id, row])).values()]
    .map((row) => ({ ...read(row), place: truth(row.takes_away) && row.attempts < URGENT_TRIES ? 0 : 1 }))
    .sort(
      (one, other) =>
        (isProbe ? one.attempts - other.attempts : 0) ||
        one.place - other.place ||
        one.attempts - other.attempts ||
        one.dueAt - other.dueAt,
    )
    .slice(0, take);
}

/** Tells whether somebody is due who may lose access, besides those who are being served already. */
export async function findAnyUrgent(
  reader: Reader,
  applicationId: ApplicationId,
  now: number,
  besides: readonly UserId[],
): Promise<boolean> {
  const rows = await rowsOf(
    reader,
    `select 1 as found from stale where application_id = ? and parked = ? and held_by is null and due_at <= ?
        and ${URGENT} and user_id not in ${listed(reader)} limit 1`,
    [applicationId, false, now, JSON.stringify(besides)],
  );
  return rows.length > 0;
}

/** Tells whether anybody is due at an application. */
export async function findAnyDue(reader: Reader, applicationId: ApplicationId, now: number): Promise<boolean> {
  const rows = await rowsOf(
    reader,
    'select 1 as found from stale where application_id = ? and parked = ? and held_by is null and due_at <= ? limit 1',
    [applicationId, false, now],
  );
  return rows.length > 0;
}

/** Finds a person's mark at an application. */
export async function findMark(
  reader: Reader,
  applicationId: ApplicationId,
  userId: UserId,
): Promise<Mark | undefined> {
  const row: StaleRow | undefined = await reader('stale')
    .where({ application_id: applicationId, user_id: userId })
    .first();
  return row && read(row);
}

/** Lists the marks that some people have at one application. */
export async function listMarksAmong(
  reader: Reader,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
): Promise<Mark[]> {
  const marks: Mark[] = [];
  for (const part of chunks(userIds)) {
    const rows: StaleRow[] = await reader('stale').where({ application_id: applicationId }).whereIn('user_id', part);
    marks.push(...rows.map(read));
  }
  return marks;
}

/** Takes marks away, each unless a change has raised its version meanwhile. */
export async function settleAll(tx: Tx, marks: readonly Mark[]): Promise<void> {
  const [first] = marks;
  if (first === undefined) return;
  const rows = isPostgres(tx) ? 'json_array_elements(?::json)' : 'json_each(?)';
  const keys = JSON.stringify(marks.map(({ userId, version }) => [userId, version]));
  await rowsOf(
    tx,
    `delete from stale where application_id = ? and (user_id, version) in
       (select value ->> 0, cast(value ->> 1 as bigint) from ${rows})`,
    [first.applicationId, keys],
  );
}

/** Takes a mark away, unless a change has raised its version meanwhile. */
export async function settle(tx: Tx, mark: Mark): Promise<void> {
  await tx('stale').where(keyOf(mark)).delete();
}

/** Puts a mark off, unless a change has made it due again meanwhile. */
export async function postpone(tx: Tx, mark: Mark, dueAt: number): Promise<void> {
  await tx('stale')
    .where(keyOf(mark))
    .update({ due_at: dueAt, attempts: mark.attempts + 1 });
}

/** Has a person wait for something that is no failure of theirs: the attempts stay as they are. */
export async function defer(tx: Tx, mark: Mark, dueAt: number): Promise<void> {
  await tx('stale').where(keyOf(mark)).update({ due_at: dueAt });
}

/** Sets a mark aside until the person or the application changes, or an admin retries it. */
export async function park(tx: Tx, mark: Mark): Promise<void> {
  await tx('stale')
    .where(keyOf(mark))
    .update({ parked: true, attempts: mark.attempts + 1 });
}

function keyOf(mark: Mark): Record<string, string | number> {
  return { application_id: mark.applicationId, user_id: mark.userId, version: mark.version };
}

/** Lists a person's marks. */
export async function listMarksOfUser(reader: Reader, userId: UserId): Promise<Mark[]> {
  const rows: StaleRow[] = await reader('stale').where({ user_id: userId });
  return rows.map(read);
}

/** Lists the marks of some people at one application. */
export async function listMarks(reader: Reader, applicationId: ApplicationId): Promise<Mark[]> {
  const rows: StaleRow[] = await reader('stale').where({ application_id: applicationId });
  return rows.map(read);
}

/** Removes the marks of an application: nothing more is sent to it. */
export async function deleteMarks(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('stale').where({ application_id: applicationId }).delete();
}
