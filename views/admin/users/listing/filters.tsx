import type { VNode } from 'preact';
import { Field, Select } from '../../../parts/field';

/** The filters of the list as they stand in the address; absent means any. */
export interface UserListFilter {
  readonly q?: string;
  readonly state?: string;
  readonly role?: string;
  readonly group?: string;
  readonly application?: string;
  readonly problem?: string;
  readonly sort?: string;
  /** Further columns, by name, with a comma between them. */
  readonly columns?: string;
}

/** A choice of a filter. */
export interface ListChoice {
  readonly value: string;
  readonly label: string;
}

/** What the filters can be set to. */
export interface UserListChoices {
  readonly groups: readonly ListChoice[];
  readonly applications: readonly ListChoice[];
}

const ANY: ListChoice = { value: '', label: 'Any' };

const ROLES: readonly ListChoice[] = [
  ANY,
  { value: 'user', label: 'User' },
  { value: 'auditor', label: 'Read-only auditor' },
  { value: 'helpdesk', label: 'Help desk' },
  { value: 'admin', label: 'Admin' },
  { value: 'owner', label: 'Owner' },
];

const PROBLEMS: readonly ListChoice[] = [
  { value: '', label: 'With or without' },
  { value: 'attention', label: 'Account needs attention' },
  { value: 'no-group', label: 'In no User Group' },
  { value: 'password', label: 'Password expired or temporary' },
  { value: 'no-second-factor', label: 'No second factor' },
  { value: 'never', label: 'Never signed in' },
];

const SORTS: readonly ListChoice[] = [
  { value: '', label: 'Username' },
  { value: '-username', label: 'Username, from the end' },
  { value: 'email', label: 'Email' },
  { value: '-last-sign-in', label: 'Last sign-in, newest first' },
  { value: 'last-sign-in', label: 'Last sign-in, oldest first' },
  { value: '-added', label: 'Added, newest first' },
  { value: 'added', label: 'Added, oldest first' },
];

const COLUMNS: readonly ListChoice[] = [
  { value: '', label: 'Email, state, last sign-in' },
  { value: 'groups', label: 'and User Groups' },
  { value: 'job', label: 'and department, job title' },
  { value: 'groups,job', label: 'and both' },
];

/** The filters of the list of people: a GET form, so that a view can be sent to a colleague. */
export function UserFilters(props: { readonly filter: UserListFilter; readonly choices: UserListChoices }): VNode {
  const { filter, choices } = props;
  return (
    <form class="filters" action="/admin/users" role="search" aria-label="Filter people">
      {filter.state === undefined ? null : <input type="hidden" name="state" value={filter.state} />}
      <Field name="q" label="Name, username or email" type="search" value={filter.q} />
      <Select name="group" label="User Group" value={filter.group} options={[ANY, ...choices.groups]} />
      <Select
        name="application"
        label="Application"
        value={filter.application}
        options={[ANY, ...choices.applications]}
      />
      <Select name="problem" label="Problem" value={filter.problem} options={PROBLEMS} />
      <Select name="role" label="Role" value={filter.role} options={ROLES} />
      <Select name="sort" label="Sorted by" value={filter.sort} options={SORTS} />
      <Select name="columns" label="Columns" value={filter.columns} options={COLUMNS} />
      <button class="btn">Apply</button>
    </form>
  );
}
