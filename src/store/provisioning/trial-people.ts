import type { ApplicationId, UserId } from '../../core/ids';
import { chunks, insertNew, rowsOf, whole } from '../dialect';
import type { Reader, Tx } from '../tx';
import type { Cause } from './stale';

/** Lists everybody a plan has to look at, by id: who may use the application, has an account there, or is marked. */
export async function listInvolvedUserIds(reader: Reader, applicationId: ApplicationId): Promise<UserId[]> {
  const rows = await rowsOf<{ user_id: string }>(
    reader,
    `select m.user_id from group_bindings gb join memberships m on m.group_id = gb.group_id where gb.application_id = ?
     union select ub.user_id from user_bindings ub where ub.application_id = ?
     union select l.user_id from links l where l.application_id = ?
     union select s.user_id from stale s where s.application_id = ?
     order by 1`,
    [applicationId, applicationId, applicationId, applicationId],
  );
  return rows.map((row) => row.user_id as UserId);
}

/** Lists who was marked at an application after a moment, whatever for. */
export async function listMarkedSince(reader: Reader, applicationId: ApplicationId, since: number): Promise<UserId[]> {
  const rows: { user_id: string }[] = await reader('stale')
    .where({ application_id: applicationId })
    .where('marked_at', '>=', since)
    .select('user_id');
  return rows.map((row) => row.user_id as UserId);
}

/** Marks some people at one application, due at once, because a plan is applied. Who is held stays held. */
export async function markPlanned(
  tx: Tx,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
  cause: Cause,
): Promise<void> {
  const rows = userIds.map((userId) => ({
    application_id: applicationId,
    user_id: userId,
    version: 1,
    due_at: cause.now,
    attempts: 0,
    parked: 0,
    correlation_id: cause.correlationId ?? null,
    marked_at: cause.now,
  }));
  const columns = ['application_id', 'user_id', 'version', 'due_at', 'attempts', 'parked'];
  const conflict = `(application_id, user_id) do update set version = stale.version + 1, due_at = excluded.due_at,
    attempts = 0, parked = excluded.parked, correlation_id = excluded.correlation_id, marked_at = excluded.marked_at`;
  await insertNew(tx, 'stale', [...columns, 'correlation_id', 'marked_at'], rows, conflict);
}

/** Counts the people who are still to be served for a cause: due, waiting or held. */
export async function countOfCause(reader: Reader, applicationId: ApplicationId, cause: string): Promise<number> {
  const [row] = (await reader('stale')
    .where({ application_id: applicationId, correlation_id: cause, parked: false })
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** What was done for some people for a cause: the names of the events, with whether accounts were taken over. */
export async function listDone(
  reader: Reader,
  cause: string,
  userIds: readonly UserId[],
): Promise<ReadonlyMap<UserId, { readonly name: string; readonly takenOver: boolean; readonly ok: boolean }[]>> {
  const done = new Map<UserId, { name: string; takenOver: boolean; ok: boolean }[]>();
  for (const part of chunks(userIds)) {
    const rows: { user_id: string; name: string; result: string; payload: string }[] = await reader('events')
      .where({ correlation_id: cause })
      .whereIn('user_id', part)
      .orderBy('id')
      .select('user_id', 'name', 'result', 'payload');
    for (const row of rows) {
      const { takenOver } = JSON.parse(row.payload) as { takenOver?: boolean };
      const id = row.user_id as UserId;
      const one = { name: row.name, takenOver: takenOver === true, ok: row.result === 'success' };
      done.set(id, [...(done.get(id) ?? []), one]);
    }
  }
  return done;
}

/** Lists the people something was done for at an application for a cause. */
export async function listDoneUserIds(reader: Reader, applicationId: ApplicationId, cause: string): Promise<UserId[]> {
  const rows: { user_id: string }[] = await reader('events')
    .where({ correlation_id: cause, application_id: applicationId })
    .whereNotNull('user_id')
    .distinct('user_id');
  return rows.map((row) => row.user_id as UserId);
}
