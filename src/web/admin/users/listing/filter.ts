import type { UserListChoices, UserListFilter } from '../../../../../views/admin/users/listing/filters';
import { compact } from '../../../../core/compact';
import { isUlid } from '../../../../core/ids';
import { USER_ROLES, type UserRole } from '../../../../core/roles';
import type { UserState } from '../../../../core/user';
import { listApplications } from '../../../../store/applications';
import type { PeopleFilter, PeopleProblem, PeopleSort } from '../../../../store/boards/people';
import { listGroups } from '../../../../store/groups';
import type { WebContext } from '../../../web-context';

const STATES: readonly string[] = ['staged', 'active', 'suspended'] satisfies readonly UserState[];
const PROBLEMS: readonly string[] = [
  'attention',
  'no-group',
  'password',
  'no-second-factor',
  'never',
] satisfies readonly PeopleProblem[];
const SORTS: readonly string[] = ['username', 'email', 'last-sign-in', 'added'] satisfies readonly PeopleSort[];
const COLUMNS: readonly string[] = ['groups', 'job', 'groups,job'];
const MOST = 200;

/** The filters of an address or of a form, checked: for the page, and for the query. */
export interface ReadUserFilter {
  readonly shown: UserListFilter;
  readonly query: PeopleFilter;
  readonly sort: PeopleSort;
  readonly falling: boolean;
  readonly choices: UserListChoices;
}

/**
 * Reads the filters of the list of people. Values that mean nothing are left out.
 * @param of gives the text of a name, empty where there is none
 */
export async function readUserFilter(web: WebContext, of: (name: string) => string): Promise<ReadUserFilter> {
  const { db, clock } = web.context;
  const among = (name: string, known: readonly string[]): string | undefined =>
    known.includes(of(name)) ? of(name) : undefined;
  const groups = (await listGroups(db)).map(({ id, name }) => ({ value: id, label: name }));
  const applications = await listApplications(db);
  const search = of('q')
    .replace(/\p{Cc}+/gu, ' ')
    .slice(0, MOST)
    .trim();
  const group = isUlid(of('group')) ? groups.find(({ value }) => value === of('group'))?.value : undefined;
  const application = applications.find(({ id, slug }) => of('application') === slug || of('application') === id);
  const sort = SORTS.includes(of('sort').replace(/^-/, '')) ? of('sort') : undefined;
  const state = among('state', STATES) as UserState | undefined;
  const role = among('role', USER_ROLES) as UserRole | undefined;
  const problem = among('problem', PROBLEMS) as PeopleProblem | undefined;
  return {
    shown: compact<UserListFilter>({
      q: search === '' ? undefined : search,
      state,
      role,
      group,
      application: application?.slug,
      problem,
      sort,
      columns: among('columns', COLUMNS),
    }),
    query: compact<PeopleFilter>({
      search: search === '' ? undefined : search,
      state,
      role,
      groupId: group,
      applicationId: application?.id,
      problem,
      now: clock(),
    }),
    sort: (sort?.replace(/^-/, '') ?? 'username') as PeopleSort,
    falling: sort?.startsWith('-') === true,
    choices: { groups, applications: applications.map(({ slug, label }) => ({ value: slug, label })) },
  };
}
