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
import { withQuery } from '../../parts/safe-href';
import { SearchBox } from '../../parts/search-box';
import { Tabs } from '../../parts/tabs';
import { Time } from '../../parts/time';
import { counted, figure } from '../../parts/words';
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
}

const STATES: readonly { readonly state?: UserState; readonly label: string }[] = [
  { label: 'All' },
  { state: 'active', label: 'Active' },
  { state: 'staged', label: 'Staged' },
  { state: 'suspended', label: 'Suspended' },
];

/** Address of a person's page. */
export function userHref(id: string, tab = ''): string {
  return `/admin/users/${encodeURIComponent(id)}${tab === '' ? '' : `/${tab}`}`;
}

/** The people of the directory. */
export function UsersPage(props: UsersPageProps): VNode {
  const { chrome, users, total, counts, q = '', state } = props;
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
        <span class="push">{add}</span>
      </div>
      <Card
        id="people"
        title="People"
        end={<SearchBox id="q" action="/admin/users" label="Name, username or email" value={q} keep={{ state }} />}
        bare
      >
        <Tabs
          label="Filter people"
          inset
          tabs={STATES.map((entry) => ({
            label: entry.label,
            href: withQuery('/admin/users', { q, state: entry.state }),
            current: entry.state === state,
            count: entry.state === undefined ? all : counts[entry.state],
          }))}
        />
        {users.length > 0 ? (
          <UserTable users={users} now={chrome.now} />
        ) : q === '' && state === undefined ? (
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

function UserTable({ users, now }: { readonly users: readonly UserRow[]; readonly now: number }): VNode {
  return (
    <table class="table fold">
      <caption class="vh">People by name</caption>
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Company Email</th>
          <th scope="col">State</th>
          <th scope="col">Last sign-in</th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <tr>
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
              </span>
            </td>
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
