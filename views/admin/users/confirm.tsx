import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Field } from '../../parts/field';
import { userHref } from './index';

/** What will happen at one application. */
export interface ApplicationEffect {
  readonly label: string;
  /** "The account is set inactive." */
  readonly sentence: string;
}

/** The question before a person is suspended or deleted. */
export interface ConfirmUserPageProps {
  readonly chrome: Chrome;
  readonly user: { readonly id: string; readonly name: string; readonly username: string };
  readonly deed: 'suspension' | 'deletion';
  readonly effects: readonly ApplicationEffect[];
  readonly errors?: FieldErrors;
  readonly message?: string;
}

const WORDS = {
  suspension: {
    verb: 'Suspend',
    button: 'Suspend User',
    first: 'The person is signed out everywhere and can’t sign in.',
  },
  deletion: {
    verb: 'Delete',
    button: 'Delete User',
    first: 'The person is removed from Passo with all group memberships. This can’t be undone.',
  },
} as const;

/** Says what happens in each application, then asks. */
export function ConfirmUserPage(props: ConfirmUserPageProps): VNode {
  const { chrome, user, deed, effects, errors = {}, message } = props;
  const words = WORDS[deed];
  const title = `${words.verb} ${user.name}?`;
  return (
    <AdminLayout
      chrome={chrome}
      title={`${words.button}, ${user.name}`}
      nav="users"
      crumbs={[
        { label: 'Users', href: '/admin/users' },
        { label: user.name, href: userHref(user.id) },
        { label: words.button },
      ]}
      problem={message !== undefined || Object.keys(errors).length > 0}
    >
      <h1>
        <bdi>{title}</bdi>
      </h1>
      <ErrorSummary errors={errors} message={message} />
      <Card id="effects" title="What happens">
        <ul class="bullets small">
          <li>{words.first}</li>
          {effects.map(({ label, sentence }) => (
            <li>
              <b>
                <bdi>{label}</bdi>
              </b>
              : {sentence}
            </li>
          ))}
          {effects.length === 0 ? <li>No application is affected.</li> : null}
        </ul>
        <form method="post" action={userHref(user.id, deed)} class="stack s4">
          <CsrfField token={chrome.csrfToken} />
          {deed === 'deletion' ? (
            <Field
              name="username"
              label={`Type ${user.username} to confirm`}
              autocomplete="off"
              exact
              required
              error={errors['username']}
            />
          ) : null}
          <div class="row">
            <a class="btn" href={userHref(user.id)} autofocus={errors['username'] === undefined}>
              Cancel
            </a>
            <button class="btn danger">{words.button}</button>
          </div>
        </form>
      </Card>
    </AdminLayout>
  );
}
