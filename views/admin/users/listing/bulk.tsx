import type { VNode } from 'preact';
import { AdminLayout } from '../../../layout/admin';
import type { Chrome } from '../../../layout/chrome';
import { Card } from '../../../parts/card';
import { CsrfField } from '../../../parts/csrf-field';
import { fieldId } from '../../../parts/field';
import { counted, listed } from '../../../parts/words';
import type { ListChoice, UserListFilter } from './filters';

/** The foot of the list: what is done with the ticked people. It stands within the form of the list. */
export function BulkBar(props: {
  readonly groups: readonly ListChoice[];
  readonly filter: UserListFilter;
  readonly total: number;
  readonly may: { readonly join: boolean; readonly suspend: boolean };
}): VNode | null {
  const { groups, filter, total, may } = props;
  if (!may.join && !may.suspend) return null;
  return (
    <div class="filters">
      <FilterFields filter={filter} />
      {may.join && groups.length > 0 ? (
        <>
          <div class="field">
            <label for={fieldId('join')}>Add the ticked people to</label>
            <select class="input" id={fieldId('join')} name="join">
              <option value="">Choose a User Group</option>
              {groups.map(({ value, label }) => (
                <option value={value}>{label}</option>
              ))}
            </select>
          </div>
          <button class="btn" name="action" value="join">
            Add to group
          </button>
          <button class="btn" name="action" value="join-all">
            Add all {counted(total, 'person', 'people')} who match
          </button>
        </>
      ) : null}
      {may.suspend ? (
        <button class="btn" name="action" value="suspend">
          Suspend the ticked
        </button>
      ) : null}
    </div>
  );
}

/** The question before everybody who matches joins a group. */
export interface JoinPeopleProps {
  readonly chrome: Chrome;
  readonly total: number;
  readonly group: { readonly id: string; readonly name: string };
  /** What the group gives. */
  readonly applications: readonly string[];
  readonly filter: UserListFilter;
}

/** Says how many people join and what they reach then, and asks. */
export function JoinPeoplePage({ chrome, total, group, applications, filter }: JoinPeopleProps): VNode {
  const people = counted(total, 'person', 'people');
  return (
    <AdminLayout
      chrome={chrome}
      title="Add people to a group"
      nav="users"
      crumbs={[{ label: 'Users', href: '/admin/users' }, { label: 'Add people to a group' }]}
    >
      <h1>
        Add {people} to <bdi>{group.name}</bdi>?
      </h1>
      <Card id="effects" title="What happens">
        <ul class="bullets small">
          <li>{people} match the filters now. Those who are in the group already stay in it.</li>
          <li>
            {applications.length === 0 ? (
              'The group gives no application yet.'
            ) : (
              <>
                Whoever joins may use <bdi>{listed(applications)}</bdi>, and gets an account where Identity Management
                is active.
              </>
            )}
          </li>
        </ul>
        <form method="post" action="/admin/users/bulk">
          <CsrfField token={chrome.csrfToken} />
          <FilterFields filter={filter} />
          <input type="hidden" name="join" value={group.id} />
          <input type="hidden" name="confirmation" value={String(total)} />
          <div class="row">
            <a class="btn" href="/admin/users" autofocus>
              Cancel
            </a>
            <button class="btn main" name="action" value="join-all">
              Add {people}
            </button>
          </div>
        </form>
      </Card>
    </AdminLayout>
  );
}

function FilterFields({ filter }: { readonly filter: UserListFilter }): VNode {
  return (
    <>
      {Object.entries(filter).map(([name, value]: [string, string]) => (
        <input type="hidden" name={`filter.${name}`} value={value} />
      ))}
    </>
  );
}

/** The question before several people are suspended. */
export interface SuspendPeopleProps {
  readonly chrome: Chrome;
  readonly people: readonly { readonly id: string; readonly name: string; readonly username: string }[];
  /** What happens in each application, and to how many. */
  readonly effects: readonly { readonly label: string; readonly sentence: string; readonly count: number }[];
  /** Those whom whoever looks may not suspend, with why. */
  readonly left: readonly string[];
}

/** Says what suspending several people does in each application, then asks. */
export function SuspendPeoplePage({ chrome, people, effects, left }: SuspendPeopleProps): VNode {
  const title = `Suspend ${counted(people.length, 'person', 'people')}?`;
  return (
    <AdminLayout
      chrome={chrome}
      title="Suspend people"
      nav="users"
      crumbs={[{ label: 'Users', href: '/admin/users' }, { label: 'Suspend people' }]}
    >
      <h1>{title}</h1>
      <Card id="who" title="Who">
        <ul class="bullets small">
          {people.map(({ name, username }) => (
            <li>
              <bdi>{name}</bdi>{' '}
              <span class="muted">
                <bdi>{username}</bdi>
              </span>
            </li>
          ))}
        </ul>
        {left.map((sentence) => (
          <p class="small">{sentence}</p>
        ))}
      </Card>
      <Card id="effects" title="What happens">
        <ul class="bullets small">
          <li>They are signed out everywhere and can’t sign in.</li>
          {effects.map(({ label, sentence, count }) => (
            <li>
              <b>
                <bdi>{label}</bdi>
              </b>{' '}
              ({counted(count, 'person', 'people')}): {sentence}
            </li>
          ))}
          {effects.length === 0 ? <li>No application is affected.</li> : null}
          <li>They can be let in again, one by one.</li>
        </ul>
        <form method="post" action="/admin/users/bulk">
          <CsrfField token={chrome.csrfToken} />
          {people.map(({ id }) => (
            <input type="hidden" name="user" value={id} />
          ))}
          <div class="row">
            <a class="btn" href="/admin/users" autofocus>
              Cancel
            </a>
            {people.length === 0 ? null : (
              <button class="btn danger" name="action" value="suspend-now">
                Suspend {counted(people.length, 'person', 'people')}
              </button>
            )}
          </div>
        </form>
      </Card>
    </AdminLayout>
  );
}
