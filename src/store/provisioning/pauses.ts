import type { ApplicationId } from '../../core/ids';
import { whole } from '../dialect';
import type { Reader, Tx } from '../tx';
import { revokeLease } from './lanes';

/** Nothing is sent to an application, because somebody said so. */
export interface Pause {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Who paused it, by name. */
  readonly by: string;
  /** 'admin': until it is resumed; 'plan': until the plan is started. */
  readonly why: 'admin' | 'plan';
}

interface PauseRow {
  paused_at: unknown;
  paused_by: string | null;
  paused_why: string | null;
}

/**
 * Pauses an application's lane, and takes it from whoever serves it: they can write and send nothing more.
 * @returns false when it was paused already; the first pause stays then
 */
export async function pauseLane(tx: Tx, applicationId: ApplicationId, pause: Pause): Promise<boolean> {
  const paused = await tx('lanes')
    .where({ application_id: applicationId, paused_at: null })
    .update({ paused_at: pause.at, paused_by: pause.by, paused_why: pause.why });
  if (paused === 1) await revokeLease(tx, applicationId);
  return paused === 1;
}

/**
 * Ends a pause: what waited is due as it was.
 * @returns false when there was none
 */
export async function resumeLane(tx: Tx, applicationId: ApplicationId): Promise<boolean> {
  const resumed = await tx('lanes')
    .where({ application_id: applicationId })
    .whereNotNull('paused_at')
    .update({ paused_at: null, paused_by: null, paused_why: null });
  return resumed === 1;
}

/** Finds an application's pause. */
export async function findPause(reader: Reader, applicationId: ApplicationId): Promise<Pause | undefined> {
  const row: PauseRow | undefined = await reader('lanes')
    .where({ application_id: applicationId })
    .whereNotNull('paused_at')
    .first('paused_at', 'paused_by', 'paused_why');
  if (row === undefined) return undefined;
  const why = row.paused_why === 'plan' ? 'plan' : 'admin';
  return { at: whole(row.paused_at), by: row.paused_by ?? '', why };
}

/** Counts an application's people who wait to be sent: for whom something may be due, and who are not set aside. */
export async function countInLine(reader: Reader, applicationId: ApplicationId): Promise<number> {
  const [row] = (await reader('stale')
    .where({ application_id: applicationId, parked: false })
    .count({ total: '*' })) as { total: unknown }[];
  return whole(row?.total);
}
