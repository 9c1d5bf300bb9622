import { whole } from '../dialect';
import type { Reader } from '../tx';

/** How many people a change of the policy would reach. */
export interface PolicyReach {
  /** Who chose a password and is not suspended. */
  readonly ownPassword: number;
  /** Who is not suspended and has no second factor. */
  readonly withoutSecondFactor: number;
  /** Of these, who has a role in the Administrator Portal. */
  readonly adminsWithoutSecondFactor: number;
  /** Sessions of people that are alive. */
  readonly sessions: number;
}

/** Counts whom a change of the policy would reach. */
export async function readPolicyReach(reader: Reader, now: number): Promise<PolicyReach> {
  const [people] = (await reader('users')
    .whereNot({ state: 'suspended' })
    .select(
      reader.raw('sum(case when password_hash is not null and password_temporary = ? then 1 else 0 end) as own', [
        false,
      ]),
    )) as { own: unknown }[];
  const without = (await reader('users')
    .whereNot({ state: 'suspended' })
    .whereNotExists(reader('second_factors').whereRaw('second_factors.user_id = users.id').select('id'))
    .groupBy('role')
    .select('role')
    .count({ total: '*' })) as { role: string; total: unknown }[];
  const [sessions] = (await reader('sessions')
    .whereNotNull('user_id')
    .where('expires_at', '>', now)
    .count({ total: '*' })) as { total: unknown }[];
  const sum = (rows: readonly { total: unknown }[]): number => rows.reduce((total, row) => total + whole(row.total), 0);
  return {
    ownPassword: whole(people?.own ?? 0),
    withoutSecondFactor: sum(without),
    adminsWithoutSecondFactor: sum(without.filter(({ role }) => role !== 'user')),
    sessions: whole(sessions?.total),
  };
}
