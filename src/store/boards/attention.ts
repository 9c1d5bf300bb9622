import type { ApplicationId } from '../../core/ids';
import { rowsOf, whole } from '../dialect';
import { firstIdAt } from '../events';
import type { Reader } from '../tx';

/** How far the set-up has come, as far as rows tell. */
export interface SetupRows {
  /** A user group or a person was given an application. */
  readonly bound: boolean;
  /** Somebody signed on to an application. */
  readonly signedOn: boolean;
  readonly groups: number;
}

/** Reads how far the set-up has come, without counting what can be many. */
export async function readSetupRows(reader: Reader): Promise<SetupRows> {
  const group: unknown = await reader('group_bindings').first('group_id');
  const person: unknown = await reader('user_bindings').first('user_id');
  const signOn: unknown = await reader('events').where({ name: 'sso_auth', result: 'success' }).first('id');
  const launch: unknown = await reader('launches').first('user_id');
  const [count] = (await reader('user_groups').count({ total: '*' })) as { total: unknown }[];
  return {
    bound: group !== undefined || person !== undefined,
    signedOn: signOn !== undefined || launch !== undefined,
    groups: whole(count?.total),
  };
}

/** Counts differences that wait for somebody to decide, by application. */
export async function countOpenDrift(reader: Reader): Promise<ReadonlyMap<ApplicationId, number>> {
  const rows = (await reader('drift_items')
    .where({ state: 'open' })
    .groupBy('application_id')
    .select('application_id')
    .count({ total: '*' })) as { application_id: string; total: unknown }[];
  return new Map(rows.map((row) => [row.application_id as ApplicationId, whole(row.total)]));
}

/** Sign-ons to applications by their result. */
export interface SignOnCount {
  readonly succeeded: number;
  readonly failed: number;
}

/** Counts sign-ons since a moment, in milliseconds since the epoch. */
export async function countSignOnsSince(reader: Reader, since: number): Promise<SignOnCount> {
  const rows = await rowsOf<{ result: string; total: unknown }>(
    reader,
    'select result, count(*) as total from events where name = ? and id >= ? and at >= ? group by result',
    ['sso_auth', firstIdAt(since - 60_000), since],
  );
  const of = (result: string): number => whole(rows.find((row) => row.result === result)?.total ?? 0);
  return { succeeded: of('success'), failed: of('failure') };
}
