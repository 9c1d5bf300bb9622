import type { ApplicationId, UserId } from '../../core/ids';
import { insertNew, whole } from '../dialect';
import type { Reader, Tx } from '../tx';

/** A tile that somebody opened. */
export interface Launch {
  readonly userId: UserId;
  readonly applicationId: ApplicationId;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** How often a person opened an application from its tile, and when last (milliseconds). */
export interface LaunchCount {
  readonly applicationId: ApplicationId;
  readonly times: number;
  readonly lastAt: number;
}

const COLUMNS = ['user_id', 'application_id', 'times', 'last_at'] as const;

/** What was counted already has a time that is not later than the last one: counting it again changes nothing. */
const CONFLICT =
  '(user_id, application_id) do update set times = launches.times + excluded.times, last_at = excluded.last_at' +
  ' where excluded.last_at > launches.last_at';

/** Counts launches, many in one statement. Counting the same ones again changes nothing. */
export async function saveLaunches(tx: Tx, launches: readonly Launch[]): Promise<void> {
  const rows = new Map<string, { user_id: string; application_id: string; times: number; last_at: number }>();
  for (const { userId, applicationId, at } of launches) {
    const key = `${userId} ${applicationId}`;
    const row = rows.get(key) ?? { user_id: userId, application_id: applicationId, times: 0, last_at: 0 };
    rows.set(key, { ...row, times: row.times + 1, last_at: Math.max(row.last_at, at) });
  }
  await insertNew(tx, 'launches', COLUMNS, [...rows.values()], CONFLICT);
}

/** Lists what a person opened from tiles, the most used first. */
export async function listLaunches(reader: Reader, userId: UserId): Promise<LaunchCount[]> {
  const rows: { application_id: string; times: unknown; last_at: unknown }[] = await reader('launches')
    .where({ user_id: userId })
    .orderBy([
      { column: 'times', order: 'desc' },
      { column: 'last_at', order: 'desc' },
    ])
    .select('application_id', 'times', 'last_at');
  return rows.map((row) => ({
    applicationId: row.application_id as ApplicationId,
    times: whole(row.times),
    lastAt: whole(row.last_at),
  }));
}
