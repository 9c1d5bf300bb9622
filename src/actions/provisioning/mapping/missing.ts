import type { Application } from '../../../core/application';
import type { User } from '../../../core/user';
import type { ConnectorScim, ScimMapping } from '../../../connectors/definition';
import { isRequired, missingRow } from '../../../scim/user';
import { listGrantedUserIds } from '../../../store/bindings';
import { findUsers } from '../../../store/users';
import { chunks } from '../../../store/dialect';
import type { Deps } from '../../deps';

/** People read at a time. */
const PART = 500;

/**
 * Counts, for each attribute that an application requires, the people with access who have no value for it.
 * @param scim with the table to ask about, stored or as typed
 * @returns by path; empty when nothing is required
 */
export async function countMissing(
  deps: Pick<Deps, 'db' | 'clock'>,
  application: Pick<Application, 'id'>,
  scim: ConnectorScim,
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  const required = requiredRows(scim);
  if (required.length === 0) return counts;
  for await (const users of grantedUsers(deps, application)) {
    for (const { to } of required) counts[to] ??= 0;
    for (const row of required) counts[row.to] = (counts[row.to] ?? 0) + lackingIn(deps, scim, row, users).length;
  }
  return counts;
}

/**
 * Lists the people with access who have no value for one of the attributes that the application requires.
 * @param take the most people that are wanted
 */
export async function listMissing(
  deps: Pick<Deps, 'db' | 'clock'>,
  application: Pick<Application, 'id'>,
  scim: ConnectorScim,
  asked: { readonly to: string; readonly take: number },
): Promise<readonly User[]> {
  const row = requiredRows(scim).find(({ to }) => to === asked.to);
  const found: User[] = [];
  if (row === undefined) return found;
  for await (const users of grantedUsers(deps, application)) {
    found.push(...lackingIn(deps, scim, row, users));
    if (found.length >= asked.take) break;
  }
  return found.slice(0, asked.take);
}

function requiredRows(scim: ConnectorScim): readonly ScimMapping[] {
  return scim.users.filter((row) => isRequired(row) && row.use !== 'import' && !hasEverybody(row));
}

/** Nobody is without these, so nobody has to be read to know it. */
function hasEverybody({ from, expression }: ScimMapping): boolean {
  return expression === undefined && (from === 'username' || from === 'email');
}

/** A display name may come from the formatted name, so that row stands by. */
function lackingIn(
  deps: Pick<Deps, 'clock'>,
  scim: ConnectorScim,
  row: ScimMapping,
  users: readonly User[],
): readonly User[] {
  const now = deps.clock();
  const { required: _required, ...formatted } = scim.users.find(({ to }) => to === 'name.formatted') ?? row;
  const rows: ScimMapping[] = row.to === 'displayName' ? [row, formatted] : [row];
  return users.filter((user) => missingRow(rows, { user, groupNames: [], now }) !== undefined);
}

async function* grantedUsers(
  { db }: Pick<Deps, 'db'>,
  { id }: Pick<Application, 'id'>,
): AsyncGenerator<readonly User[]> {
  for (const part of chunks(await listGrantedUserIds(db, id), PART)) yield await findUsers(db, part);
}
