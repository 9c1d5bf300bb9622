import type { VNode } from 'preact';
import type { UserState } from '../../../src/core/user';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Who } from '../../parts/avatar';
import { Badge } from '../../parts/badge';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Icon } from '../../parts/icon';
import { Pager } from '../../parts/pager';
import { CsrfField } from '../../parts/csrf-field';
import { safeHref, withQuery } from '../../parts/safe-href';
import { Tabs } from '../../parts/tabs';
import { Time } from '../../parts/time';
import { counted, figure } from '../../parts/words';
import { BulkBar } from './listing/bulk';
import { UserFilters, type UserListChoices, type UserListFilter } from './listing/filters';
import { StateBadge } from './state-badge';
import type { UserRole } from '../../../src/core/roles';
import { roleWord } from '../../parts/words';

/** A person in the list. */
export interface UserRow {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly email: string;
  readonly state: UserState;
  readonly role: UserRole;
  readonly passwordExpired: boolean;
  readonly lastSignInAt?: number;
  readonly groups?: readonly string[];
  readonly department?: string;
  readonly jobTitle?: string;
  /** Applications in which the account needs attention. */
  readonly attention?: number;
}

/** What the list of people shows. */
export interface UsersPageProps {
  readonly chrome: Chrome;
  readonly users: readonly UserRow[];
  /** How many match in all. */
  readonly total: number;
  readonly counts: Readonly<Record<UserState, number>>;
  readonly q?: string;
  readonly state?: UserState;
  /** Number of the first person shown, from 1. */
  readonly first: number;
  readonly previous?: string;
  readonly next?: string;
  /** The filters as they stand in the address, and what they can be set to. */
  readonly filter?: UserListFilter;
  readonly choices?: UserListChoices;
  /** Address of the list as a file; absent for whoever may not have it. */
  readonly exportHref?: string;
  /** What whoever looks may do with the ticked people. */
  readonly may?: { readonly add: boolean; readonly join: boolean; readonly suspend: boolean };
}

const STATES: readonly { readonly state?: UserState; readonly label: string }[] = [
  { label: 'All' },
  { state: 'active', label: 'Active' },
  { state: 'staged', label: 'Staged' },
  { state: 'suspended', label: 'Suspended' },
];

const NO_CHOICES: UserListChoices = { groups: [], applications: [] };
/** What narrows nothing, or has a place of its own. */
const KEPT: readonly string[] = ['q', 'state', 'sort', 'columns'];

/** Address of a person's page. */
export function userHref(id: string, tab = ''): string {
  return `/admin/users/${encodeURIComponent(id)}${tab === '' ? '' : `/${tab}`}`;
}

/** The people of the directory. */
export function UsersPage(props: UsersPageProps): VNode {
  const { chrome, users, total, counts, q = '', state, filter = {}, choices = NO_CHOICES } = props;
  const may = props.may ?? { add: true, join: false, suspend: false };
  const narrowed = Object.entries(filter).some(([name, value]) => !KEPT.includes(name) && value !== undefined);
  const ticking = may.join || may.suspend;
  const all = counts.active + counts.staged + counts.suspended;
  const add = (
    <a class="btn main" href="/admin/users/new">
      <Icon name="plus" />
      Add User
    </a>
  );
  return (
    <AdminLayout chrome={chrome} title="Users" nav="users" crumbs={[{ label: 'Users' }]}>
      <div class="row">
        <h1>Users</h1>
        {may.add ? (
          <span class="push row">
            <a class="btn" href="/admin/users/import">
              Import from a file
            </a>
            {add}
          </span>
        ) : null}
      </div>
      <Card
        id="people"
        title="People"
        end={
          props.exportHref === undefined ? undefined : (
            <a class="btn small" href={safeHref(props.exportHref)} download>
              Export CSV
            </a>
          )
        }
        bare
      >
        <Tabs
          label="Filter people"
          inset
          tabs={STATES.map((entry) => ({
            label: entry.label,
            href: withQuery('/admin/users', { ...filter, q, state: entry.state }),
            current: entry.state === state,
            count: entry.state === undefined ? all : counts[entry.state],
          }))}
        />
        <UserFilters filter={filter} choices={choices} />
        {users.length > 0 ? (
          <form method="post" action="/admin/users/bulk">
            <CsrfField token={chrome.csrfToken} />
            <UserTable users={users} now={chrome.now} ticking={ticking} columns={filter.columns ?? ''} />
            <BulkBar groups={choices.groups} filter={filter} total={total} may={may} />
          </form>
        ) : q === '' && state === undefined && !narrowed ? (
          <Empty icon="user" title="Nobody here yet" text="Add the first person. They get a link to choose a password.">
            {add}
          </Empty>
        ) : (
          <Empty icon="search" title="No match" text="Try part of a name, or show everybody.">
            <a class="btn" href="/admin/users">
              Show everybody
            </a>
          </Empty>
        )}
        <Pager
          summary={
            users.length === 0
              ? counted(total, 'person', 'people')
              : `Showing ${figure(props.first)} to ${figure(props.first + users.length - 1)} of ${counted(total, 'person', 'people')}`
          }
          previous={props.previous}
          next={props.next}
        />
      </Card>
    </AdminLayout>
  );
}

function UserTable(props: {
  readonly users: readonly UserRow[];
  readonly now: number;
  readonly ticking: boolean;
  readonly columns: string;
}): VNode {
  const { users, now, ticking } = props;
  const shown = new Set(props.columns.split(','));
  return (
    <table class="table fold">
      <caption class="vh">People by name</caption>
      <thead>
        <tr>
          {ticking ? (
            <th scope="col">
              <span class="vh">Select</span>
            </th>
          ) : null}
          <th scope="col">Person</th>
          <th scope="col">Company Email</th>
          <th scope="col">State</th>
          {shown.has('groups') ? <th scope="col">User Groups</th> : null}
          {shown.has('job') ? <th scope="col">Department</th> : null}
          {shown.has('job') ? <th scope="col">Job title</th> : null}
          <th scope="col">Last sign-in</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr>
            {ticking ? (
              <td>
                <label class="check tick">
                  <input type="checkbox" name="user" value={user.id} />
                  <span class="vh">
                    Select <bdi>{user.name}</bdi>
                  </span>
                </label>
              </td>
            ) : null}
            <td>
              <Who name={user.name} below={user.username} href={userHref(user.id)} />
            </td>
            <td data-th="Company Email">
              <bdi>{user.email}</bdi>
            </td>
            <td data-th="State">
              <span class="row s2">
                <StateBadge state={user.state} passwordExpired={user.passwordExpired} />
                {user.role === 'user' ? null : <Badge kind="plain">{roleWord(user.role)}</Badge>}
                {user.attention === undefined || user.attention === 0 ? null : (
                  <Badge kind="bad">Needs attention</Badge>
                )}
              </span>
            </td>
            {shown.has('groups') ? (
              <td data-th="User Groups">
                <bdi>{(user.groups ?? []).join(', ') || '–'}</bdi>
              </td>
            ) : null}
            {shown.has('job') ? (
              <td data-th="Department">
                <bdi>{user.department ?? '–'}</bdi>
              </td>
            ) : null}
            {shown.has('job') ? (
              <td data-th="Job title">
                <bdi>{user.jobTitle ?? '–'}</bdi>
              </td>
            ) : null}
            <td data-th="Last sign-in">
              {user.lastSignInAt === undefined ? (
                <span class="muted">never</span>
              ) : (
                <Time at={user.lastSignInAt} now={now} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
