import type { Hold } from '../../core/application';
import type { ApplicationId } from '../../core/ids';
import { MAY_SEND } from '../backup/held-copy';
import { rowsOf, skipLocked, whole, wholeOrNone } from '../dialect';
import type { Reader, Tx } from '../tx';
import { unwanted } from './passwords';

/** An application's lane: one worker at a time serves it, and a hold keeps its changes back. */
export interface Lane {
  readonly applicationId: ApplicationId;
  /** Exchanges that failed in a row, and since when (milliseconds). */
  readonly failures: number;
  readonly failingSince?: number;
  readonly hold?: Hold;
}

const REVOKED = 'revoked ';

interface LaneRow {
  application_id: string;
  lease_until: unknown;
  hold_reason: Hold['reason'] | null;
  hold_sentence: string | null;
  hold_since: unknown;
  next_try_at: unknown;
  failures: number;
}

function read(row: LaneRow): Lane {
  const applicationId = row.application_id as ApplicationId;
  const failing = row.hold_since === null ? {} : { failingSince: whole(row.hold_since) };
  if (row.hold_reason === null) return { applicationId, failures: row.failures, ...failing };
  const hold: Hold = {
    reason: row.hold_reason,
    sentence: row.hold_sentence ?? '',
    since: whole(row.hold_since),
    nextTryAt: whole(row.next_try_at),
  };
  return { applicationId, failures: row.failures, ...failing, hold };
}

/** Opens an application's lane, or frees it of a hold. */
export async function openLane(tx: Tx, applicationId: ApplicationId): Promise<void> {
  const free = { hold_reason: null, hold_sentence: null, hold_since: null, next_try_at: 0, failures: 0 };
  await tx('lanes')
    .insert({ application_id: applicationId, lease_owner: null, lease_until: 0, ...free })
    .onConflict('application_id')
    .merge(Object.keys(free));
}

/**
 * Leases, in one statement, the application that has due work, no hold before its next try, and was served longest ago. A lane nobody has
 * is free whatever the clock says: it may have been set back since.
 * @param claim times in milliseconds; `owner` names the turn; `except` are left alone even when their lease has run out
 * @returns the lane, or undefined when nothing is due
 */
export async function claimLane(
  tx: Tx,
  claim: { owner: string; now: number; leaseMs: number; except?: readonly ApplicationId[] },
): Promise<Lane | undefined> {
  const except = claim.except ?? [];
  const due = [false, claim.now];
  const others = except.length === 0 ? '' : `and l.application_id not in (${except.map(() => '?').join(', ')})`;
  const rows = await rowsOf<LaneRow>(
    tx,
    `update lanes set lease_owner = ?, lease_until = ? where application_id = (
       select l.application_id from lanes l join applications a on a.id = l.application_id
        where (l.lease_owner is null or l.lease_until <= ?) and l.next_try_at <= ? and a.idm_state = 'active'
          and l.paused_at is null and ${MAY_SEND} ${others}
          and (exists (select 1 from stale s where s.application_id = l.application_id
                       and s.parked = ? and s.held_by is null and s.due_at <= ?)
            or exists (select 1 from stale_groups g where g.application_id = l.application_id
                       and g.parked = ? and g.due_at <= ?))
        order by l.lease_until limit 1 ${skipLocked(tx).replace('update', 'update of l')}
     ) returning *`,
    [claim.owner, claim.now + claim.leaseMs, claim.now, claim.now, ...except, ...due, ...due],
  );
  return rows[0] && read(rows[0]);
}

/**
 * Renews a lease, in one statement.
 * @returns false when another worker has taken the lane: stop at once, and write nothing
 */
export async function renewLease(
  tx: Tx,
  applicationId: ApplicationId,
  lease: { owner: string; until: number },
): Promise<boolean> {
  const renewed = await rowsOf(
    tx,
    'update lanes set lease_until = ? where application_id = ? and lease_owner = ? returning application_id',
    [lease.until, applicationId, lease.owner],
  );
  return renewed.length === 1;
}

/**
 * Takes a lane away from whoever serves it: they can write nothing more. It stays taken until their requests under way
 * have ended or their lease runs out, so that a new turn does not meet them at the SP.
 */
export async function revokeLease(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('lanes')
    .where({ application_id: applicationId })
    .whereNotNull('lease_owner')
    .whereNot('lease_owner', 'like', `${REVOKED}%`)
    .update({ lease_owner: tx.raw(`'${REVOKED}' || lease_owner`) });
}

/** Gives a lane back, in one statement, for the next worker to take at once. */
export async function releaseLane(tx: Tx, applicationId: ApplicationId, owner: string, now: number): Promise<void> {
  await rowsOf(
    tx,
    'update lanes set lease_owner = null, lease_until = ? where application_id = ? and lease_owner in (?, ?)',
    [now, applicationId, owner, `${REVOKED}${owner}`],
  );
}

/**
 * Gives a lane back, in one statement, when nothing of it is due: no person, no group, and no password to be erased.
 * @returns whether it was given back; what becomes due afterwards is for whoever takes it next
 */
export async function releaseIdleLane(
  tx: Tx,
  applicationId: ApplicationId,
  owner: string,
  now: number,
): Promise<boolean> {
  const released = await rowsOf(
    tx,
    `update lanes set lease_owner = null, lease_until = ? where application_id = ? and lease_owner = ?
       and not exists (select 1 from stale where application_id = ? and parked = ? and held_by is null and due_at <= ?)
       and not exists (select 1 from stale_groups where application_id = ? and parked = ? and due_at <= ?)
       and not exists (select 1 from password_pushes where application_id = ? and ${unwanted(now)})
     returning application_id`,
    [now, applicationId, owner, applicationId, false, now, applicationId, false, now, applicationId],
  );
  return released.length === 1;
}

/** Holds an application's changes back until a next try; its first moment and its count of failures are kept. */
export async function holdLane(tx: Tx, applicationId: ApplicationId, hold: Hold, failures: number): Promise<void> {
  await tx('lanes').where({ application_id: applicationId }).update({
    hold_reason: hold.reason,
    hold_sentence: hold.sentence,
    hold_since: hold.since,
    next_try_at: hold.nextTryAt,
    failures,
  });
}

/** Slows a lane down without a hold: the SP asked for it, or has failed too few times to speak of. */
export async function delayLane(
  tx: Tx,
  applicationId: ApplicationId,
  delay: { nextTryAt: number; failures: number; since: number },
): Promise<void> {
  await tx('lanes')
    .where({ application_id: applicationId })
    .update({ next_try_at: delay.nextTryAt, failures: delay.failures, hold_since: delay.since });
}

/** Makes a lane's next try due at once; a hold ends when that try succeeds. */
export async function tryLaneNow(tx: Tx, applicationId: ApplicationId): Promise<void> {
  await tx('lanes').where({ application_id: applicationId }).update({ next_try_at: 0 });
}

/** Finds an application's lane. */
export async function findLane(reader: Reader, applicationId: ApplicationId): Promise<Lane | undefined> {
  const row: LaneRow | undefined = await reader('lanes').where({ application_id: applicationId }).first();
  return row && read(row);
}

/** Lists the lanes that hold their changes back. */
export async function listHeldLanes(reader: Reader): Promise<Lane[]> {
  const rows: LaneRow[] = await reader('lanes').whereNotNull('hold_reason');
  return rows.map(read);
}

/**
 * Finds when the first mark of a person or a group comes due at each application that a worker could take: a lane that is
 * served now is looked at again when its turn ends, and a paused one when it is resumed.
 * @returns milliseconds; applications without a mark are not in the map
 */
export async function findDues(reader: Reader, now: number): Promise<Map<ApplicationId, number>> {
  // The first of each lane by an index: an application with a hundred thousand marks costs as much as one with one.
  const rows = await rowsOf<{ application_id: string; next_try_at: unknown; person: unknown; team: unknown }>(
    reader,
    `select l.application_id, l.next_try_at,
       (select min(s.due_at) from stale s
         where s.application_id = l.application_id and s.parked = ? and s.held_by is null) as person,
       (select min(g.due_at) from stale_groups g where g.application_id = l.application_id and g.parked = ?) as team
       from lanes l join applications a on a.id = l.application_id and a.idm_state = 'active'
      where l.paused_at is null and ${MAY_SEND} and (l.lease_owner is null or l.lease_until <= ?)`,
    [false, false, now],
  );
  const dues = new Map<ApplicationId, number>();
  for (const { application_id, next_try_at, person, team } of rows) {
    const first = Math.min(wholeOrNone(person) ?? Infinity, wholeOrNone(team) ?? Infinity);
    if (first !== Infinity) dues.set(application_id as ApplicationId, Math.max(first, whole(next_try_at)));
  }
  return dues;
}
