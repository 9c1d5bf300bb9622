import type { ComponentChildren, VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Tabs } from '../../parts/tabs';
import { groupHref } from './index';

/** A group as the head of every tab shows it. */
export interface GroupSummary {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly memberCount: number;
  readonly applicationCount: number;
}

/** The frame of the pages of one group. */
export interface GroupFrameProps {
  readonly chrome: Chrome;
  readonly group: GroupSummary;
  readonly tab: 'details' | 'users' | 'applications';
  readonly problem?: boolean;
  readonly children: ComponentChildren;
}

const TABS = [
  { tab: 'details', path: '', label: 'Details' },
  { tab: 'users', path: 'users', label: 'Users' },
  { tab: 'applications', path: 'applications', label: 'Applications' },
] as const;

/** Name and tabs of a group. */
export function GroupFrame({ chrome, group, tab, problem, children }: GroupFrameProps): VNode {
  const label = TABS.find((entry) => entry.tab === tab)?.label ?? 'Details';
  const counts = { details: undefined, users: group.memberCount, applications: group.applicationCount };
  return (
    <AdminLayout
      chrome={chrome}
      title={`${label}, ${group.name}`}
      nav="groups"
      crumbs={[{ label: 'User Groups', href: '/admin/groups' }, { label: group.name }]}
      problem={problem}
    >
      <div class="stack s2">
        <h1>
          <bdi>{group.name}</bdi>
        </h1>
        {group.description === undefined ? null : (
          <p class="muted">
            <bdi>{group.description}</bdi>
          </p>
        )}
      </div>
      <Tabs
        label={`Pages of ${group.name}`}
        tabs={TABS.map((entry) => ({
          label: entry.label,
          href: groupHref(group.id, entry.path),
          current: entry.tab === tab,
          count: counts[entry.tab],
        }))}
      />
      {children}
    </AdminLayout>
  );
}
