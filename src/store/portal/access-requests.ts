import { compact } from '../../core/compact';
import type { ApplicationId, UserId } from '../../core/ids';
import type { AccessRequest, AccessRequestId, AccessRequestState } from '../../core/portal/access-request';
import { textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

interface AccessRequestRow {
  id: string;
  user_id: string;
  application_id: string | null;
  wanted: string;
  reason: string;
  state: AccessRequestState;
  answer: string | null;
  decided_by: string | null;
  decided_at: unknown;
  created_at: unknown;
}

function read(row: AccessRequestRow): AccessRequest {
  return compact<AccessRequest>({
    id: row.id as AccessRequestId,
    userId: row.user_id as UserId,
    applicationId: (row.application_id ?? undefined) as ApplicationId | undefined,
    wanted: row.wanted,
    reason: row.reason,
    state: row.state,
    answer: textOrNone(row.answer),
    decidedBy: textOrNone(row.decided_by),
    decidedAt: wholeOrNone(row.decided_at),
    createdAt: whole(row.created_at),
  });
}

/** Keeps a new request. */
export async function insertAccessRequest(tx: Tx, request: AccessRequest): Promise<void> {
  await tx('access_requests').insert({
    id: request.id,
    user_id: request.userId,
    application_id: request.applicationId ?? null,
    wanted: request.wanted,
    reason: request.reason,
    state: request.state,
    created_at: request.createdAt,
  });
}

/** How a request ends. */
export interface Decision {
  readonly state: Exclude<AccessRequestState, 'open'>;
  /** What was given, where the request did not say it itself. */
  readonly applicationId?: ApplicationId;
  readonly answer?: string;
  readonly by: string;
  readonly at: number;
}

/**
 * Ends a request that is open.
 * @returns false when it was decided already
 */
export async function saveDecision(tx: Tx, id: AccessRequestId, decision: Decision): Promise<boolean> {
  const changed = await tx('access_requests')
    .where({ id, state: 'open' })
    .update({
      state: decision.state,
      answer: decision.answer ?? null,
      decided_by: decision.by.slice(0, 256),
      decided_at: decision.at,
      ...(decision.applicationId === undefined ? {} : { application_id: decision.applicationId }),
    });
  return changed > 0;
}

/** Finds a request. */
export async function findAccessRequest(reader: Reader, id: AccessRequestId): Promise<AccessRequest | undefined> {
  const row: AccessRequestRow | undefined = await reader('access_requests').where({ id }).first();
  return row && read(row);
}

/** Lists a person's requests, the newest first. */
export async function listAccessRequestsOfUser(reader: Reader, userId: UserId, take = 50): Promise<AccessRequest[]> {
  const rows: AccessRequestRow[] = await reader('access_requests')
    .where({ user_id: userId })
    .orderBy('id', 'desc')
    .limit(take);
  return rows.map(read);
}

/** Lists those requests of a person that wait. */
export async function listOpenAccessRequestsOfUser(reader: Reader, userId: UserId): Promise<AccessRequest[]> {
  const rows: AccessRequestRow[] = await reader('access_requests').where({ user_id: userId, state: 'open' });
  return rows.map(read);
}

/** Counts what a person asked for since a moment (milliseconds), whatever became of it. */
export async function countAccessRequestsSince(reader: Reader, userId: UserId, since: number): Promise<number> {
  const [row] = (await reader('access_requests')
    .where({ user_id: userId })
    .where('created_at', '>', since)
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}

/** Which requests are wanted. `after` is the last one of the page before. */
export interface AccessRequestFilter {
  readonly open: boolean;
  readonly after?: { readonly createdAt: number; readonly id: string };
  readonly skip: number;
  readonly take: number;
}

/** Lists requests: those that wait with the oldest first, those that were decided with the newest first. */
export async function listAccessRequests(reader: Reader, filter: AccessRequestFilter): Promise<AccessRequest[]> {
  const { after } = filter;
  const rows: AccessRequestRow[] = await reader('access_requests')
    .modify((query) => {
      if (after !== undefined) {
        const sign = filter.open ? '>' : '<';
        void query.where((either) => {
          void either.where('created_at', sign, after.createdAt);
          void either.orWhere((same) => void same.where('created_at', after.createdAt).where('id', sign, after.id));
        });
      }
      if (filter.open) void query.where({ state: 'open' }).orderBy('created_at').orderBy('id');
      else void query.whereNot({ state: 'open' }).orderBy('created_at', 'desc').orderBy('id', 'desc');
    })
    .offset(filter.skip)
    .limit(filter.take);
  return rows.map(read);
}

/** Counts the requests that wait for an admin, or those that were decided. */
export async function countAccessRequests(reader: Reader, open = true): Promise<number> {
  const query = open
    ? reader('access_requests').where({ state: 'open' })
    : reader('access_requests').whereNot({ state: 'open' });
  const [row] = (await query.count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}
