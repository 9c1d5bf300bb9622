import { compact } from '../../core/compact';
import type { ApplicationId, EventId, UserId } from '../../core/ids';
import { fold } from '../../core/ids';
import { chunks, containing, insertNew, textOrNone, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';

/** 'noted': what a change can be put back with, should it be staged. 'settled': nobody waits in it any more. */
export type RemovalState = 'noted' | 'held' | 'allowed' | 'rejected' | 'expired' | 'settled';

/** A change that would take many accounts away, and what was decided about it. */
export interface Removal {
  readonly id: string;
  readonly applicationId: ApplicationId;
  /** The event that caused it; absent for many small changes within an hour. */
  readonly causeEventId?: EventId;
  readonly state: RemovalState;
  /** What was done by whom, and the limit it passed, as one sentence each. */
  readonly reason: string;
  /** How it can be put back, as the action wrote it; absent when nothing can be. */
  readonly undo?: unknown;
  /** People who lost their account by it when it was staged. */
  readonly total: number;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly decidedBy?: string;
  readonly decidedAt?: number;
}

/** 'loses': waits; 'returned': has the account again by now; 'alone': deactivated for a reason of their own; 'keeps': has another grant. */
export type RemovalOutcome = 'loses' | 'returned' | 'alone' | 'keeps';

/** A person of a staged removal. */
export interface RemovalPerson {
  readonly userId: UserId;
  readonly name: string;
  readonly outcome: RemovalOutcome;
  /** The other grants, by name. */
  readonly keepsThrough?: string;
}

interface RemovalRow {
  id: string;
  application_id: string;
  cause_event_id: string | null;
  state: RemovalState;
  reason: string;
  undo: string | null;
  total: unknown;
  created_at: unknown;
  expires_at: unknown;
  decided_by: string | null;
  decided_at: unknown;
}

interface PersonRow {
  user_id: string;
  name: string;
  outcome: RemovalOutcome;
  keeps_through: string | null;
}

function read(row: RemovalRow): Removal {
  return compact<Removal>({
    id: row.id,
    applicationId: row.application_id as ApplicationId,
    causeEventId: (row.cause_event_id ?? undefined) as EventId | undefined,
    state: row.state,
    reason: row.reason,
    undo: row.undo === null ? undefined : (JSON.parse(row.undo) as unknown),
    total: whole(row.total),
    createdAt: whole(row.created_at),
    expiresAt: whole(row.expires_at),
    decidedBy: textOrNone(row.decided_by),
    decidedAt: wholeOrNone(row.decided_at),
  });
}

function readPerson(row: PersonRow): RemovalPerson {
  return compact<RemovalPerson>({
    userId: row.user_id as UserId,
    name: row.name,
    outcome: row.outcome,
    keepsThrough: textOrNone(row.keeps_through),
  });
}

/** Keeps a removal, new or known, as a whole. */
export async function saveRemoval(tx: Tx, removal: Removal): Promise<void> {
  await tx('removals')
    .insert({
      id: removal.id,
      application_id: removal.applicationId,
      cause_event_id: removal.causeEventId ?? null,
      state: removal.state,
      reason: removal.reason,
      undo: removal.undo === undefined ? null : JSON.stringify(removal.undo),
      total: removal.total,
      created_at: removal.createdAt,
      expires_at: removal.expiresAt,
      decided_by: removal.decidedBy ?? null,
      decided_at: removal.decidedAt ?? null,
    })
    .onConflict('id')
    .merge();
}

/** Finds a removal by id. */
export async function findRemoval(reader: Reader, id: string): Promise<Removal | undefined> {
  const row: RemovalRow | undefined = await reader('removals').where({ id }).first();
  return row && read(row);
}

/** Finds an application's removal of one cause, or the one of many small changes, in a state. */
export async function findRemovalOfCause(
  reader: Reader,
  applicationId: ApplicationId,
  causeEventId: EventId | undefined,
  state: RemovalState,
): Promise<Removal | undefined> {
  const row: RemovalRow | undefined = await reader('removals')
    .where({ application_id: applicationId, cause_event_id: causeEventId ?? null, state })
    .first();
  return row && read(row);
}

/** Lists removals in some states, of one application or of all, the newest first. */
export async function listRemovals(
  reader: Reader,
  filter: { readonly states: readonly RemovalState[]; readonly applicationId?: ApplicationId; readonly take: number },
): Promise<Removal[]> {
  const rows: RemovalRow[] = await reader('removals')
    .modify((query) => {
      if (filter.applicationId !== undefined) void query.where({ application_id: filter.applicationId });
    })
    .whereIn('state', [...filter.states])
    .orderBy('id', 'desc')
    .limit(filter.take);
  return rows.map(read);
}

/**
 * Decides a removal that waits.
 * @returns false when somebody else was first
 */
export async function decideRemoval(
  tx: Tx,
  id: string,
  decision: {
    readonly state: 'allowed' | 'rejected' | 'expired' | 'settled';
    readonly by: string;
    readonly at: number;
  },
): Promise<boolean> {
  const decided = await tx('removals')
    .where({ id, state: 'held' })
    .update({ state: decision.state, decided_by: decision.by.slice(0, 256), decided_at: decision.at });
  return decided === 1;
}

/** Forgets what was noted for changes that nobody waits for any more, and were made before a moment. */
export async function deleteOldNotes(tx: Tx, before: number): Promise<number> {
  return tx('removals')
    .where({ state: 'noted' })
    .where('created_at', '<', before)
    .whereNotExists(
      tx('stale')
        .whereRaw('stale.application_id = removals.application_id')
        .whereRaw('stale.correlation_id = removals.cause_event_id')
        .select(tx.raw('1')),
    )
    .delete();
}

/** Adds people to a removal; those who are in it already stay as they are. */
export async function insertRemovalPeople(tx: Tx, removalId: string, people: readonly RemovalPerson[]): Promise<void> {
  const rows = people.map((person) => ({
    removal_id: removalId,
    user_id: person.userId,
    name: person.name.slice(0, 256),
    outcome: person.outcome,
    keeps_through: person.keepsThrough ?? null,
  }));
  const columns = ['removal_id', 'user_id', 'name', 'outcome', 'keeps_through'];
  // Somebody who returned and left again waits again.
  const again =
    '(removal_id, user_id) do update set outcome = excluded.outcome, keeps_through = excluded.keeps_through';
  await insertNew(tx, 'removal_people', columns, rows, again);
}

/** Says what became of people of a removal who waited in it. */
export async function saveOutcomes(
  tx: Tx,
  removalId: string,
  userIds: readonly UserId[],
  outcome: RemovalOutcome,
): Promise<void> {
  for (const part of chunks(userIds)) {
    await tx('removal_people')
      .where({ removal_id: removalId, outcome: 'loses' })
      .whereIn('user_id', part)
      .update({ outcome });
  }
}

/** Finds those of some people who wait, or were allowed to be deactivated and are not yet, and in which removal. */
export async function listRemovalsOfPeople(
  reader: Reader,
  applicationId: ApplicationId,
  userIds: readonly UserId[],
): Promise<{ userId: UserId; removalId: string; state: RemovalState }[]> {
  const found: { userId: UserId; removalId: string; state: RemovalState }[] = [];
  for (const part of chunks(userIds)) {
    const rows: { user_id: string; removal_id: string; state: RemovalState }[] = await reader('removal_people as p')
      .join('removals as r', 'r.id', 'p.removal_id')
      .where({ 'r.application_id': applicationId, 'p.outcome': 'loses' })
      .whereIn('r.state', ['held', 'allowed'])
      .whereIn('p.user_id', part)
      .orderBy('r.id')
      .select('p.user_id', 'p.removal_id', 'r.state');
    for (const row of rows) {
      found.push({ userId: row.user_id as UserId, removalId: row.removal_id, state: row.state });
    }
  }
  return found;
}

/**
 * Lists a page of a removal's people by name; `skip` and `take` count people.
 * @param filter.after begins behind this person; the total counts all the same
 */
export async function listRemovalPeople(
  reader: Reader,
  removalId: string,
  filter: {
    readonly outcome: RemovalOutcome;
    readonly search?: string;
    readonly after?: Pick<RemovalPerson, 'name' | 'userId'>;
    readonly skip: number;
    readonly take: number;
  },
): Promise<{ readonly people: RemovalPerson[]; readonly total: number }> {
  const found = reader('removal_people as p')
    .leftJoin('users as u', 'u.id', 'p.user_id')
    .where({ 'p.removal_id': removalId, 'p.outcome': filter.outcome })
    .modify((query) => {
      for (const word of fold(filter.search ?? '')
        .split(/\s+/)
        .filter(Boolean)) {
        const like = containing(word);
        void query.whereRaw("(u.search_text like ? escape '\\' or lower(p.name) like ? escape '\\')", [like, like]);
      }
    });
  const rows: PersonRow[] = await found
    .clone()
    .modify((query) => {
      const { after } = filter;
      if (after !== undefined) void query.whereRaw('(p.name, p.user_id) > (?, ?)', [after.name, after.userId]);
    })
    .orderBy('p.name')
    .orderBy('p.user_id')
    .offset(filter.skip)
    .limit(filter.take)
    .select('p.user_id', 'p.name', 'p.outcome', 'p.keeps_through');
  const [count] = (await found.clone().count({ total: '*' })) as { total: unknown }[];
  return { people: rows.map(readPerson), total: whole(count?.total) };
}
