import type { ApplicationId } from '../../core/ids';
import { rowsOf, whole } from '../dialect';
import type { Tx } from '../tx';

/** Requests to one application, for which room is asked for. */
export interface Reservation {
  readonly applicationId: ApplicationId;
  /** Requests in a second, above 0. */
  readonly perSecond: number;
  /** How many may be sent at once after a rest: at least `count`. */
  readonly burst: number;
  /** How many are about to be sent. */
  readonly count: number;
}

const SECOND = 1_000_000;

/**
 * Reserves room in an application's rate, for all instances of a PostgreSQL database: a bucket that is kept as one
 * moment, up to which what was let through uses the rate up (the generic cell rate algorithm of ITU-T I.371). Whoever
 * asks is let through in the order of asking.
 * @returns how long to wait before sending, in milliseconds
 */
export async function reserve(tx: Tx, { applicationId, perSecond, burst, count }: Reservation): Promise<number> {
  const interval = Math.ceil(SECOND / perSecond);
  const now = `cast(extract(epoch from clock_timestamp()) * ${SECOND} as bigint)`;
  const [row] = await rowsOf<{ ahead: unknown }>(
    tx,
    `insert into paces (application_id, used_until) values (?, ${now} + ?)
     on conflict (application_id) do update set used_until = greatest(paces.used_until, ${now}) + ?
     returning used_until - ${now} as ahead`,
    [applicationId, interval * count, interval * count],
  );
  return Math.max(0, (whole(row?.ahead) - interval * burst) / 1_000);
}
