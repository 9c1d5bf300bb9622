import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { UserFrame, type UserSummary } from './frame';
import { userHref } from './index';
import { ProfileFields, type ProfileValues } from './profile-fields';
import { Deed, PostButton } from './show-sign-in';

/** What the Details tab of a person shows. */
export interface UserDetailsPageProps {
  readonly chrome: Chrome;
  readonly user: UserSummary;
  readonly values: ProfileValues;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** A person's properties, and what can be done with the account. */
export function UserDetailsPage({ chrome, user, values, errors = {}, message }: UserDetailsPageProps): VNode {
  return (
    <UserFrame
      chrome={chrome}
      user={user}
      tab="details"
      problem={message !== undefined || Object.keys(errors).length > 0}
    >
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action={userHref(user.id)} class="stack">
        <CsrfField token={chrome.csrfToken} />
        <Card id="details" title="Details" lead="Changes go out to the person’s applications at once.">
          <ProfileFields values={values} errors={errors} />
          <div class="row">
            <button class="btn main">Save User</button>
          </div>
        </Card>
      </form>
      <Card id="account" title="Account">
        <div class="stack s4 danger-zone">
          {user.state === 'suspended' ? (
            <Deed
              title="Unsuspend"
              text="The person can sign in again, and the accounts become active where they have access."
            >
              <PostButton chrome={chrome} user={user} path="unsuspension" label="Unsuspend User" />
            </Deed>
          ) : (
            <Deed
              title="Suspend"
              text="Signs the person out everywhere and deactivates the accounts in the applications."
            >
              <a class="btn" href={userHref(user.id, 'suspension')}>
                Suspend User
              </a>
            </Deed>
          )}
          <Deed
            title="Delete"
            text="Removes the person from Passo. The next page says what happens in each application."
          >
            <a class="btn quiet bad" href={userHref(user.id, 'deletion')}>
              Delete User
            </a>
          </Deed>
        </div>
      </Card>
    </UserFrame>
  );
}
