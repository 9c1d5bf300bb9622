import type { VNode } from 'preact';
import { may, PERMISSION_WORDS, PERMISSIONS, ROLE_WORDS, USER_ROLES, type UserRole } from '../../../src/core/roles';
import type { UserState } from '../../../src/core/user';
import type { Chrome } from '../../layout/chrome';
import { Who } from '../../parts/avatar';
import { Badge } from '../../parts/badge';
import { Card } from '../../parts/card';
import { Empty } from '../../parts/empty';
import { SearchBox } from '../../parts/search-box';
import { Time } from '../../parts/time';
import { counted, roleWord } from '../../parts/words';
import { StateBadge } from '../users/state-badge';
import { SettingsFrame } from './frame';
import { settingsHref } from './parts';

/** A person with the role they have. */
export interface AdminRow {
  readonly id: string;
  readonly name: string;
  readonly username: string;
  readonly role: UserRole;
  readonly state: UserState;
  /** It is the person who looks. */
  readonly own: boolean;
  readonly lastSignInAt?: number;
}

/** What the page of admins shows. */
export interface AdminsPageProps {
  readonly chrome: Chrome;
  readonly admins: readonly AdminRow[];
  /** The reader may give and take roles. */
  readonly appoints: boolean;
  readonly q?: string;
  /** Who was found; absent without a search. */
  readonly found?: readonly AdminRow[];
  readonly total?: number;
}

/** The address where the role of a person is changed. */
export function roleHref(id: string): string {
  return `${settingsHref('admins')}/${encodeURIComponent(id)}`;
}

/** Who administers Passo, and what each role may do. */
export function AdminsPage(props: AdminsPageProps): VNode {
  const { chrome, admins, appoints } = props;
  return (
    <SettingsFrame chrome={chrome} part="admins">
      <Card
        id="admins"
        title="Admins"
        lead="Everybody who opens the Administrator Portal. A change counts from the next page the person opens."
        bare
      >
        <People caption="Admins by username" people={admins} now={chrome.now} />
      </Card>
      {appoints ? <Search {...props} /> : null}
      <Roles />
    </SettingsFrame>
  );
}

function Search({ chrome, q, found, total = 0 }: AdminsPageProps): VNode {
  return (
    <Card
      id="give"
      title="Give somebody a role"
      lead="Search a person of the directory, then choose the role."
      end={<SearchBox id="q" action={settingsHref('admins')} label="Name, username or email" value={q} />}
      bare
    >
      {found === undefined ? null : found.length === 0 ? (
        <Empty icon="search" title="No match" text="Try part of a name. New people are added under Users." />
      ) : (
        <>
          <People caption="People who were found" people={found} now={chrome.now} />
          {total > found.length ? (
            <p class="small muted body">
              Showing {found.length} of {counted(total, 'person', 'people')}. Type more of the name.
            </p>
          ) : null}
        </>
      )}
    </Card>
  );
}

function People(props: {
  readonly caption: string;
  readonly people: readonly AdminRow[];
  readonly now: number;
}): VNode {
  return (
    <table class="table fold">
      <caption class="vh">{props.caption}</caption>
      <thead>
        <tr>
          <th scope="col">Person</th>
          <th scope="col">Role</th>
          <th scope="col">State</th>
          <th scope="col">Last sign-in</th>
          <th scope="col">
            <span class="vh">Action</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {props.people.map((person) => (
          <tr>
            <td>
              <Who name={person.name} below={person.own ? `${person.username}, you` : person.username} />
            </td>
            <td data-th="Role">
              <Badge kind={person.role === 'user' ? 'off' : 'plain'}>{roleWord(person.role)}</Badge>
            </td>
            <td data-th="State">
              <StateBadge state={person.state} passwordExpired={false} />
            </td>
            <td data-th="Last sign-in">
              {person.lastSignInAt === undefined ? 'Never' : <Time at={person.lastSignInAt} now={props.now} />}
            </td>
            <td>
              <a class="btn small" href={roleHref(person.id)}>
                Change role<span class="vh"> of {person.name}</span>
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Roles(): VNode {
  const roles = USER_ROLES.filter((role) => role !== 'user');
  return (
    <Card
      id="roles"
      title="What each role may do"
      lead="Everybody uses the User Portal, with or without a role. People who have a role are changed by owners only."
      bare
    >
      <table class="table fold">
        <caption class="vh">Roles and what they may do</caption>
        <thead>
          <tr>
            <th scope="col">May …</th>
            {roles.map((role) => (
              <th scope="col">{ROLE_WORDS[role].name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PERMISSIONS.map((permission) => (
            <tr>
              <td>{PERMISSION_WORDS[permission]}</td>
              {roles.map((role) => (
                <td data-th={ROLE_WORDS[role].name}>{may(role, permission) ? 'Yes' : 'No'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
