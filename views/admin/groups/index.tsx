import type { VNode } from 'preact';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { Icon } from '../../parts/icon';
import { Pager } from '../../parts/pager';
import { SearchBox } from '../../parts/search-box';
import { counted, figure } from '../../parts/words';

/** A user group in the list. */
export interface GroupRow {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly memberCount: number;
  readonly applicationCount: number;
}

/** What the list of user groups shows. */
export interface GroupsPageProps {
  readonly chrome: Chrome;
  readonly groups: readonly GroupRow[];
  readonly q?: string;
}

/** Address of a group's page. */
export function groupHref(id: string, tab = ''): string {
  return `/admin/groups/${encodeURIComponent(id)}${tab === '' ? '' : `/${tab}`}`;
}

/** The user groups. */
export function GroupsPage({ chrome, groups, q = '' }: GroupsPageProps): VNode {
  const add = (
    <a class="btn main" href="/admin/groups/new">
      <Icon name="plus" />
      Add User Group
    </a>
  );
  return (
    <AdminLayout chrome={chrome} title="User Groups" nav="groups" crumbs={[{ label: 'User Groups' }]}>
      <div class="row">
        <h1>User Groups</h1>
        <span class="push">{add}</span>
      </div>
      <Card
        id="groups"
        title="Groups"
        end={<SearchBox id="q" action="/admin/groups" label="Find a group" value={q} />}
        bare
      >
        {groups.length > 0 ? (
          <table class="table fold">
            <caption class="vh">User Groups by name</caption>
            <thead>
              <tr>
                <th scope="col" class="w-half">
                  Group
                </th>
                <th scope="col">Members</th>
                <th scope="col">Applications</th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <tr>
                  <td>
                    <b>
                      <a href={groupHref(group.id)}>
                        <bdi>{group.name}</bdi>
                      </a>
                    </b>
                    {group.description === undefined ? null : (
                      <small>
                        <bdi>{group.description}</bdi>
                      </small>
                    )}
                  </td>
                  <td data-th="Members">{figure(group.memberCount)}</td>
                  <td data-th="Applications">{figure(group.applicationCount)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : q === '' ? (
          <Empty
            icon="group"
            title="No User Groups yet"
            text="Groups give people applications: put people into a group, then give the group an application."
          >
            {add}
          </Empty>
        ) : (
          <Empty icon="search" title="No match" text="Try part of a name, or show every group.">
            <a class="btn" href="/admin/groups">
              Show every group
            </a>
          </Empty>
        )}
        <Pager summary={counted(groups.length, 'group')} />
      </Card>
    </AdminLayout>
  );
}
