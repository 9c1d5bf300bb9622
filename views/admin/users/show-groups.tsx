import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { Empty } from '../../parts/empty';
import { Check } from '../../parts/field';
import { counted } from '../../parts/words';
import { AccessReview, type AccessReviewProps } from '../groups/access-review';
import { UserFrame, type UserSummary } from './frame';
import { userHref } from './index';

/** A group to tick or untick. */
export interface GroupChoice {
  readonly id: string;
  readonly name: string;
  readonly memberCount: number;
  readonly member: boolean;
}

/** What the User Groups tab of a person shows. */
export interface UserGroupsPageProps {
  readonly chrome: Chrome;
  readonly user: UserSummary;
  readonly groups: readonly GroupChoice[];
  /** What the ticks as they stand would do; set while it is not saved. */
  readonly review?: AccessReviewProps & { readonly confirmation: string };
}

/** The groups of a person as check boxes; the form's field is `groups`. */
export function UserGroupsPage({ chrome, user, groups, review }: UserGroupsPageProps): VNode {
  return (
    <UserFrame chrome={chrome} user={user} tab="groups">
      {review === undefined ? null : <AccessReview {...review} />}
      <Card
        id="groups"
        title="User Groups"
        lead="Groups give access to applications. Leaving the last group of an application deactivates the account there."
        bare={groups.length === 0}
      >
        {groups.length === 0 ? (
          <Empty icon="group" title="No User Groups yet" text="Without a group, no application.">
            <a class="btn main" href="/admin/groups/new">
              Add User Group
            </a>
          </Empty>
        ) : (
          <form method="post" action={userHref(user.id, 'groups')} class="stack">
            <CsrfField token={chrome.csrfToken} />
            {review === undefined ? null : <input type="hidden" name="confirmation" value={review.confirmation} />}
            <fieldset>
              <legend class="vh">
                User Groups of <bdi>{user.name}</bdi>
              </legend>
              <div class="choices">
                {groups.map((group) => (
                  <Check
                    name="groups"
                    value={group.id}
                    label={<bdi>{group.name}</bdi>}
                    help={counted(group.memberCount, 'member')}
                    checked={group.member}
                  />
                ))}
              </div>
            </fieldset>
            <div class="row">
              <button class="btn main" name="action" value="save">
                Save User Groups
              </button>
              <button class="btn" name="action" value="preview">
                Show what this changes
              </button>
            </div>
          </form>
        )}
      </Card>
    </UserFrame>
  );
}
