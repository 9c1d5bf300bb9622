import type { Response } from 'express';
import { listPeople, type ListedPerson } from '../../../../store/boards/people';
import { csvLine, sendDownload } from '../../../download';
import type { WebContext } from '../../../web-context';
import type { ReadUserFilter } from './filter';

const PIECE = 500;

const HEAD = [
  ...['username', 'email', 'firstname', 'lastname', 'displayName', 'department', 'jobTitle', 'employeeIdentifier'],
  ...['state', 'role', 'groups', 'added', 'lastSignIn'],
];

/** Sends everybody who matches as CSV; the names of the columns are those an import from a file takes. */
export async function exportPeople(web: WebContext, response: Response, filter: ReadUserFilter): Promise<void> {
  const day = new Date(web.context.clock()).toISOString().slice(0, 10);
  await sendDownload(response, {
    name: `passo-users-${day}.csv`,
    type: 'text/csv; charset=utf-8',
    pieces: piecesOf(web, filter),
  });
}

async function* piecesOf(web: WebContext, { query, sort, falling }: ReadUserFilter): AsyncGenerator<string> {
  yield csvLine(HEAD);
  for (let skip = 0; ; skip += PIECE) {
    const { people } = await listPeople(web.context.db, query, { sort, falling, skip, take: PIECE });
    if (people.length > 0) yield people.map(lineOf).join('');
    if (people.length < PIECE) break;
  }
}

function lineOf({ user, groups }: ListedPerson): string {
  const moment = (at: number | undefined): string => (at === undefined ? '' : new Date(at).toISOString());
  return csvLine([
    user.username,
    user.email,
    user.firstname ?? '',
    user.lastname ?? '',
    user.displayName ?? '',
    user.department ?? '',
    user.jobTitle ?? '',
    user.employeeIdentifier ?? '',
    user.state,
    user.role,
    groups.join('; '),
    moment(user.createdAt),
    moment(user.lastSignInAt),
  ]);
}
