import type { ComponentChildren, VNode } from 'preact';
import type { UserState } from '../../../src/core/user';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Avatar } from '../../parts/avatar';
import { Badge } from '../../parts/badge';
import { Facts, type Fact } from '../../parts/facts';
import { Tabs } from '../../parts/tabs';
import { Time } from '../../parts/time';
import { userHref } from './index';
import { StateBadge } from './state-badge';
import type { UserRole } from '../../../src/core/roles';
import { roleWord } from '../../parts/words';

/** A person as the panel beside every tab shows them. */
export interface UserSummary {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly email: string;
  readonly state: UserState;
  readonly role: UserRole;
  readonly passwordExpired: boolean;
  readonly passwordTemporary: boolean;
  readonly hasPassword: boolean;
  readonly createdAt: number;
  readonly lastSignInAt?: number;
  readonly groupCount: number;
  readonly applicationCount: number;
}

/** The frame of the pages of one person. */
export interface UserFrameProps {
  readonly chrome: Chrome;
  readonly user: UserSummary;
  readonly tab: 'details' | 'sign-in' | 'groups' | 'applications' | 'activity' | 'offboarding';
  readonly problem?: boolean;
  /** Name of a further script of the assets folder. */
  readonly script?: string | undefined;
  readonly children: ComponentChildren;
}

const TABS = [
  // Only of somebody who is suspended.
  { tab: 'offboarding', path: 'offboarding', label: 'Offboarding' },
  { tab: 'details', path: '', label: 'Details' },
  { tab: 'sign-in', path: 'sign-in', label: 'Sign-in' },
  { tab: 'groups', path: 'groups', label: 'User Groups' },
  { tab: 'applications', path: 'applications', label: 'Applications' },
  { tab: 'activity', path: 'activity', label: 'Activity' },
] as const;

/** Panel and tabs of a person. */
export function UserFrame({ chrome, user, tab, problem, script, children }: UserFrameProps): VNode {
  const label = TABS.find((entry) => entry.tab === tab)?.label ?? 'Details';
  const counts = {
    details: undefined,
    'sign-in': undefined,
    offboarding: undefined,
    activity: undefined,
    groups: user.groupCount,
    applications: user.applicationCount,
  };
  return (
    <AdminLayout
      chrome={chrome}
      title={`${label}, ${user.name}`}
      nav="users"
      crumbs={[{ label: 'Users', href: '/admin/users' }, { label: user.name }]}
      problem={problem}
      script={script}
    >
      <div class="detail">
        <aside class="card" aria-label="This person">
          <div class="panel">
            <div class="who">
              <Avatar name={user.name} />
              <div>
                <h1>
                  <bdi>{user.name}</bdi>
                </h1>
                <small class="sub">
                  <bdi>{user.username}</bdi>
                </small>
              </div>
            </div>
            <Facts facts={factsOf(user, chrome.now)} />
            <p class="muted small">{meaningOf(user)}</p>
          </div>
        </aside>
        <div class="stack">
          <Tabs
            label={`Pages of ${user.name}`}
            tabs={TABS.filter((entry) => entry.tab !== 'offboarding' || user.state === 'suspended').map((entry) => ({
              label: entry.label,
              href: userHref(user.id, entry.path),
              current: entry.tab === tab,
              count: counts[entry.tab],
            }))}
          />
          {children}
        </div>
      </div>
    </AdminLayout>
  );
}

/** What a person's state means, in a sentence or two. */
function meaningOf(user: UserSummary): string {
  if (user.state === 'suspended') {
    return 'Suspended: can’t sign in, and the accounts in the applications are inactive. Memberships are kept.';
  }
  if (user.state === 'staged') {
    return 'Staged: has not chosen a password yet, so can’t sign in. Accounts in the applications are made all the same.';
  }
  if (user.passwordExpired) {
    return 'The password has run out: the person can sign in only to choose a new one, and the accounts in the applications are inactive until then.';
  }
  return user.passwordTemporary
    ? 'Active: signs in with the temporary password, and has to change it first.'
    : 'Active: can sign in, and the accounts in the applications are active.';
}

function factsOf(user: UserSummary, now: number): Fact[] {
  const password = !user.hasPassword ? 'not set' : user.passwordTemporary ? 'temporary' : 'set';
  return [
    { term: 'State', value: <StateBadge state={user.state} passwordExpired={user.passwordExpired} /> },
    ...(user.role === 'user' ? [] : [{ term: 'Role', value: <Badge kind="plain">{roleWord(user.role)}</Badge> }]),
    { term: 'Password', value: password },
    {
      term: 'Last sign-in',
      value: user.lastSignInAt === undefined ? 'never' : <Time at={user.lastSignInAt} now={now} />,
    },
    { term: 'Added', value: <Time at={user.createdAt} now={now} as="day" /> },
  ];
}
