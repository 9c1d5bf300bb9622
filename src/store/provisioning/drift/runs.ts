import { compact } from '../../../core/compact';
import type { ApplicationId } from '../../../core/ids';
import { rowsOf, skipLocked, textOrNone, whole, wholeOrNone } from '../../dialect';
import type { Reader, Tx } from '../../tx';

/** The comparison of an application's accounts: the last one, the one that runs, and the next. */
export interface DriftRun {
  readonly applicationId: ApplicationId;
  readonly state: 'idle' | 'running' | 'done' | 'failed';
  /** Accounts and groups compared so far, or in the last run. */
  readonly accounts: number;
  readonly groups: number;
  /** Why the last run failed. */
  readonly sentence?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt?: number;
  readonly finishedAt?: number;
  /** Absent when none is planned. */
  readonly nextAt?: number;
}

/** A comparison that is not planned. */
const NEVER = Number.MAX_SAFE_INTEGER;

interface RunRow {
  application_id: string;
  state: DriftRun['state'];
  progress: string;
  sentence: string | null;
  started_at: unknown;
  finished_at: unknown;
  next_at: unknown;
}

function read(row: RunRow): DriftRun {
  const progress = JSON.parse(row.progress) as { accounts?: number; groups?: number };
  const nextAt = whole(row.next_at);
  return compact<DriftRun>({
    applicationId: row.application_id as ApplicationId,
    state: row.state,
    accounts: progress.accounts ?? 0,
    groups: progress.groups ?? 0,
    sentence: textOrNone(row.sentence),
    startedAt: wholeOrNone(row.started_at),
    finishedAt: wholeOrNone(row.finished_at),
    nextAt: nextAt >= NEVER ? undefined : nextAt,
  });
}

/** Finds an application's comparison. */
export async function findDriftRun(reader: Reader, applicationId: ApplicationId): Promise<DriftRun | undefined> {
  const row: RunRow | undefined = await reader('drift_runs').where({ application_id: applicationId }).first();
  return row && read(row);
}

/** Lists active applications for which no comparison was ever planned. */
export async function listUnplanned(reader: Reader): Promise<ApplicationId[]> {
  const rows = await rowsOf<{ id: string }>(
    reader,
    `select a.id from applications a where a.idm_state = 'active'
       and not exists (select 1 from drift_runs d where d.application_id = a.id)`,
    [],
  );
  return rows.map((row) => row.id as ApplicationId);
}

/** Tells whether a comparison is due that nobody runs. */
export async function findDueRun(reader: Reader, now: number): Promise<boolean> {
  const rows = await rowsOf(
    reader,
    `select 1 as due from drift_runs d join applications a on a.id = d.application_id and a.idm_state = 'active'
      where d.next_at <= ? and (d.lease_owner is null or d.lease_until <= ?) limit 1`,
    [now, now],
  );
  return rows.length > 0;
}

/** Plans the next comparison; undefined plans none. A run under way goes on. */
export async function planRun(tx: Tx, applicationId: ApplicationId, nextAt: number | undefined): Promise<void> {
  await tx('drift_runs')
    .insert({
      application_id: applicationId,
      state: 'idle',
      progress: '{}',
      lease_until: 0,
      next_at: nextAt ?? NEVER,
    })
    .onConflict('application_id')
    .merge(['next_at']);
}

/** Plans the first comparison of an application, unless one is planned already. */
export async function planFirstRun(tx: Tx, applicationId: ApplicationId, nextAt: number | undefined): Promise<void> {
  const row = { state: 'idle', progress: '{}', lease_until: 0, next_at: nextAt ?? NEVER };
  await tx('drift_runs')
    .insert({ application_id: applicationId, ...row })
    .onConflict('application_id')
    .ignore();
}

/**
 * Leases the comparison that is due longest.
 * @param claim times in milliseconds; `owner` names the run
 */
export async function claimRun(
  tx: Tx,
  claim: { owner: string; now: number; leaseMs: number },
): Promise<ApplicationId | undefined> {
  const { owner, now, leaseMs } = claim;
  const rows = await rowsOf<{ application_id: string }>(
    tx,
    `update drift_runs set lease_owner = ?, lease_until = ?, state = 'running', progress = '{}', started_at = ?
      where application_id = (
        select d.application_id from drift_runs d join applications a on a.id = d.application_id
         where d.next_at <= ? and a.idm_state = 'active' and (d.lease_owner is null or d.lease_until <= ?)
         order by d.next_at limit 1 ${skipLocked(tx).replace('update', 'update of d')}
      ) returning application_id`,
    [owner, now + leaseMs, now, now, now],
  );
  return rows[0]?.application_id as ApplicationId | undefined;
}

/**
 * Prolongs a run's lease and keeps how far it is.
 * @returns false when the run is another's now, or the integration is not active any more
 */
export async function renewRun(
  tx: Tx,
  applicationId: ApplicationId,
  lease: { owner: string; until: number },
  progress: { accounts: number; groups: number },
): Promise<boolean> {
  const renewed = await tx('drift_runs')
    .where({ application_id: applicationId, lease_owner: lease.owner })
    .whereExists(tx('applications').select('id').where({ id: applicationId, idm_state: 'active' }))
    .update({ lease_until: lease.until, progress: JSON.stringify(progress) });
  return renewed === 1;
}

/** Ends a run, if it is still this owner's. */
export async function endRun(
  tx: Tx,
  applicationId: ApplicationId,
  owner: string,
  end: { state: 'idle' | 'done' | 'failed'; sentence?: string; finishedAt?: number; nextAt: number | undefined },
): Promise<void> {
  await tx('drift_runs')
    .where({ application_id: applicationId, lease_owner: owner })
    .update({
      lease_owner: null,
      state: end.state,
      sentence: end.sentence ?? null,
      ...(end.finishedAt === undefined ? {} : { finished_at: end.finishedAt }),
      next_at: end.nextAt ?? NEVER,
    });
}
