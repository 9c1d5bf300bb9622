import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Who } from '../../parts/avatar';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Empty } from '../../parts/empty';
import { withQuery } from '../../parts/safe-href';
import { counted, figure } from '../../parts/words';
import { ApplicationFrame } from './frame';
import type { UserGroupsProps } from './props';

const NEW_GROUP = '/admin/groups/new';

/** The User Groups tab (M-064, M-067). What a change does is said before it is saved. */
export function UserGroupsPage(props: UserGroupsProps & { readonly chrome: Chrome }): VNode {
  const { chrome, frame, review } = props;
  return (
    <ApplicationFrame chrome={chrome} frame={frame} tab="user-groups">
      {review === undefined ? null : <Review frame={frame} review={review} />}
      <Groups {...props} />
      <Direct {...props} />
    </ApplicationFrame>
  );
}

function Review(props: {
  readonly frame: UserGroupsProps['frame'];
  readonly review: NonNullable<UserGroupsProps['review']>;
}): VNode {
  const { frame, review } = props;
  const loses = review.removes > 0;
  return (
    <Banner
      kind={loses ? 'warn' : 'info'}
      title={`Not saved yet: this adds ${counted(review.adds, 'person', 'people')} and removes ${figure(review.removes)}`}
      link={{ href: `/admin/applications/${frame.slug}/user-groups`, label: 'Leave it as it is' }}
      role="status"
    >
      {loses ? `People who are removed can’t use ${frame.label} any more${accountsWord(frame)}. ` : null}
      {review.staged === undefined
        ? null
        : `That is more than the limit of ${review.staged}: the accounts stay active until an admin allows it. `}
      Choose save to do it.
    </Banner>
  );
}

function accountsWord(frame: UserGroupsProps['frame']): string {
  return frame.idmState === 'active' ? ', and their accounts there are deactivated' : '';
}

function Groups(props: UserGroupsProps & { readonly chrome: Chrome }): VNode {
  const { chrome, frame, groups, review } = props;
  const action = `/admin/applications/${frame.slug}/user-groups`;
  const link = (
    <a class="btn small" href={withQuery(NEW_GROUP, { application: frame.slug })}>
      Create a new group
    </a>
  );
  const lead = `People in a ticked group can use ${frame.label}. Everybody else can’t.`;
  if (groups.length === 0) {
    return (
      <Card id="groups" title="User Groups" lead={lead} bare>
        <Empty
          icon="group"
          title="No user groups yet"
          text="Access is given by group. Create a group, then tick it here."
        >
          {link}
        </Empty>
      </Card>
    );
  }
  return (
    <form class="card" method="post" action={action} aria-labelledby="groups">
      <CsrfField token={chrome.csrfToken} />
      {review === undefined ? null : <input type="hidden" name="confirmation" value={review.confirmation} />}
      <header>
        <h2 id="groups">User Groups</h2>
        <span class="end">{link}</span>
        <p>{lead}</p>
      </header>
      <table class="table">
        <caption class="vh">User groups and how many people are in each</caption>
        <thead>
          <tr>
            <th scope="col" class="w-most">
              User Group
            </th>
            <th scope="col" class="num">
              Members
            </th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr>
              <td>
                <label class="check">
                  <input type="checkbox" name="group" value={group.id} checked={group.bound} />
                  <span>
                    <bdi>{group.name}</bdi>
                  </span>
                </label>
              </td>
              <td class="num">{figure(group.members)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <footer>
        <button class="btn main" name="action" value="save">
          save
        </button>
        <button class="btn push" name="action" value="preview">
          Show what this changes
        </button>
        {frame.idmState === 'active' ? (
          <button class="btn long" name="action" value="plan">
            <span>
              Preview in <bdi>{frame.label}</bdi>
            </span>
          </button>
        ) : null}
      </footer>
    </form>
  );
}

function Direct(props: UserGroupsProps & { readonly chrome: Chrome }): VNode | null {
  const { chrome, frame, direct, directTotal } = props;
  if (directTotal === 0) return null;
  return (
    <Card
      id="direct"
      title="People assigned directly"
      lead="They have access whatever their groups are. It is given on the person’s page."
      bare
    >
      <table class="table fold">
        <caption class="vh">People assigned directly</caption>
        <thead>
          <tr>
            <th scope="col" class="w-most">
              Person
            </th>
            <th scope="col" class="act">
              <span class="vh">Action</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {direct.map((person) => (
            <tr>
              <td>
                <Who name={person.name} below={person.username} href={`/admin/users/${person.id}/applications`} />
              </td>
              <td class="act">
                <form method="post" action={`/admin/applications/${frame.slug}/user-groups/removal`}>
                  <CsrfField token={chrome.csrfToken} />
                  <input type="hidden" name="user" value={person.id} />
                  <button class="btn small quiet bad">
                    Remove<span class="vh"> {person.name}</span>
                  </button>
                </form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {directTotal > direct.length ? (
        <footer>
          Showing {figure(direct.length)} of {figure(directTotal)}
        </footer>
      ) : null}
    </Card>
  );
}
