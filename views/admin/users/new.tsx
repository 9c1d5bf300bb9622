import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Check } from '../../parts/field';
import { ProfileFields, type ProfileValues } from './profile-fields';

/** What the form for a new person shows. */
export interface NewUserPageProps {
  readonly chrome: Chrome;
  readonly values: ProfileValues;
  /** How the person gets in first; the form's field `first`. */
  readonly first: 'mailed-link' | 'link' | 'temporary-password';
  /** Passo can send mail. */
  readonly mail?: boolean;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Adding a person. */
export function NewUserPage({ chrome, values, first, mail = false, errors = {}, message }: NewUserPageProps): VNode {
  return (
    <AdminLayout
      chrome={chrome}
      title="Add User"
      nav="users"
      crumbs={[{ label: 'Users', href: '/admin/users' }, { label: 'Add User' }]}
      problem={message !== undefined || Object.keys(errors).length > 0}
    >
      <h1>Add User</h1>
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action="/admin/users" class="stack">
        <CsrfField token={chrome.csrfToken} />
        <Card id="details" title="Details" lead="Username and Company Email are needed, the rest can follow.">
          <ProfileFields values={values} errors={errors} />
        </Card>
        <Card id="first-password" title="First password">
          <fieldset>
            <legend class="vh">First password</legend>
            <div class="checks">
              {mail ? (
                <Check
                  type="radio"
                  name="first"
                  value="mailed-link"
                  label="Activation link by email"
                  help="The person gets a mail with a link and chooses a password with it. Until then the account is staged."
                  checked={first === 'mailed-link'}
                />
              ) : null}
              <Check
                type="radio"
                name="first"
                value="link"
                label={mail ? 'Activation link to hand over' : 'Activation link'}
                help="You get a link to hand over. The person chooses a password with it. Until then the account is staged."
                checked={first === 'link'}
              />
              <Check
                type="radio"
                name="first"
                value="temporary-password"
                label="Temporary password"
                help="You get a password to hand over. It has to be changed at the first sign-in."
                checked={first === 'temporary-password'}
              />
            </div>
          </fieldset>
        </Card>
        <div class="row">
          <button class="btn main">Save User</button>
          <a class="btn" href="/admin/users">
            Cancel
          </a>
        </div>
      </form>
    </AdminLayout>
  );
}
