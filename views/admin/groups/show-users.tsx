import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Who } from '../../parts/avatar';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Empty } from '../../parts/empty';
import { Check } from '../../parts/field';
import { Pager } from '../../parts/pager';
import { SearchBox } from '../../parts/search-box';
import { counted, listed } from '../../parts/words';
import { userHref } from '../users/index';
import { GroupFrame, type GroupSummary } from './frame';
import { groupHref } from './index';

/** A person who is or may become a member. */
export interface MemberRow {
  readonly id: string;
  readonly name: string;
  readonly username: string;
}

/** What the Users tab of a group shows. */
export interface GroupUsersPageProps {
  readonly chrome: Chrome;
  readonly group: GroupSummary;
  /** One page of the members that match. */
  readonly members: readonly MemberRow[];
  readonly matching: number;
  readonly previous?: string;
  readonly next?: string;
  /** What members are searched by: the query's `q`. */
  readonly q?: string;
  /** What people to add are searched by: the query's `find`. */
  readonly find?: string;
  /** The first people outside the group who match `find`. */
  readonly candidates: readonly MemberRow[];
  /** How many match in all, where not all are shown. */
  readonly candidatesTotal?: number;
  /** Names of the applications the group gives. */
  readonly applications: readonly string[];
}

/** The members of a group: taking out (`remove`) and putting in (`add`), both by check boxes. */
export function GroupUsersPage(props: GroupUsersPageProps): VNode {
  const { chrome, group, members, q = '', applications } = props;
  const gives = listed(applications);
  return (
    <GroupFrame chrome={chrome} group={group} tab="users">
      <AddPeople {...props} />
      <Card
        id="members"
        title="Members"
        lead={
          applications.length === 0
            ? 'This group gives no application yet.'
            : `Whoever leaves loses ${gives}, unless another group gives it: single sign-on ends and the account is deactivated.${group.memberCount === 1 ? ' This is the last member: the group stays in the applications, with nobody in it.' : ''}`
        }
        end={<SearchBox id="q" action={groupHref(group.id, 'users')} label="Find a member" value={q} />}
        bare
      >
        {members.length === 0 ? (
          <Empty
            icon="user"
            title={q === '' ? 'Nobody is in this group' : 'No match'}
            text={q === '' ? 'Find people above and add them.' : 'Try part of a name.'}
          />
        ) : (
          <form method="post" action={groupHref(group.id, 'users')}>
            <CsrfField token={chrome.csrfToken} />
            <table class="table fold">
              <caption class="vh">Members by name</caption>
              <thead>
                <tr>
                  <th scope="col">Person</th>
                  <th scope="col" class="act">
                    Remove
                  </th>
                </tr>
              </thead>
              <tbody>
                {members.map((member) => (
                  <tr>
                    <td>
                      <Who name={member.name} below={member.username} href={userHref(member.id)} />
                    </td>
                    <td class="act" data-th="Remove">
                      <label class="check tick">
                        <input type="checkbox" name="remove" value={member.id} />
                        <span class="vh">
                          Remove <bdi>{member.name}</bdi>
                        </span>
                      </label>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
            <div class="foot-bar">
              <button class="btn">Remove from group</button>
            </div>
          </form>
        )}
        <Pager summary={counted(props.matching, 'member')} previous={props.previous} next={props.next} />
      </Card>
    </GroupFrame>
  );
}

function AddPeople(props: GroupUsersPageProps): VNode {
  const { chrome, group, find = '', candidates, q } = props;
  const total = props.candidatesTotal ?? candidates.length;
  return (
    <Card id="add" title="Add people" lead="Find people by name, username or email, and tick those who join.">
      <form class="row" role="search" aria-label="Find people to add" action={groupHref(group.id, 'users')}>
        {q === undefined || q === '' ? null : <input type="hidden" name="q" value={q} />}
        <div class="field grow">
          <label for="find">Name, username or email</label>
          <input class="input" id="find" type="search" name="find" value={find} />
        </div>
        <button class="btn align-end">Find people</button>
      </form>
      {find === '' ? null : candidates.length === 0 ? (
        <p class="small" role="status">
          Nobody outside this group matches. <a href="/admin/users/new">Add a person</a>
        </p>
      ) : (
        <form method="post" action={groupHref(group.id, 'users')} class="stack s4">
          <CsrfField token={chrome.csrfToken} />
          <fieldset>
            <legend>
              {counted(total, 'person', 'people')} outside this group
              {total > candidates.length ? `, the first ${candidates.length} are shown` : ''}
            </legend>
            <div class="choices">
              {candidates.map((person) => (
                <Check
                  name="add"
                  value={person.id}
                  label={<bdi>{person.name}</bdi>}
                  help={<bdi>{person.username}</bdi>}
                  checked={candidates.length === 1}
                />
              ))}
            </div>
          </fieldset>
          <div class="row">
            <button class="btn main">Add to group</button>
          </div>
        </form>
      )}
    </Card>
  );
}
