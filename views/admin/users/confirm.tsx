import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import { AdminLayout } from '../../layout/admin';
import type { Chrome } from '../../layout/chrome';
import { Banner } from '../../parts/banner';
import { Card } from '../../parts/card';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Field } from '../../parts/field';
import { Time } from '../../parts/time';
import { counted } from '../../parts/words';
import { userHref } from './index';

/** What will happen at one application. */
export interface ApplicationEffect {
  readonly label: string;
  /** "The account is set inactive." */
  readonly sentence: string;
  /** What becomes of the account; absent where there is none. */
  readonly account?: 'inactive' | 'removed' | 'by-hand';
}

/** The question before a person is suspended or deleted. */
export interface ConfirmUserPageProps {
  readonly chrome: Chrome;
  readonly user: { readonly id: string; readonly name: string; readonly username: string };
  readonly deed: 'suspension' | 'deletion';
  readonly effects: readonly ApplicationEffect[];
  /** What suspending does, in a line. */
  readonly short?: string;
  /** Deleting has to wait for the suspension. */
  readonly suspendFirst?: boolean;
  /** Deleting has to wait until then (milliseconds since the epoch). */
  readonly waitUntil?: number;
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
  const { chrome, user, deed, effects, short, errors = {}, message } = props;
  const words = WORDS[deed];
  const waits = props.suspendFirst === true || props.waitUntil !== undefined;
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
      {waits ? <Wait {...props} /> : null}
      <Card id="effects" title="What happens" lead={short}>
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
        {waits ? null : <Ask {...props} />}
      </Card>
    </AdminLayout>
  );
}

/** Why it can't be deleted yet, and what comes first. */
function Wait({ chrome, user, suspendFirst, waitUntil = 0 }: ConfirmUserPageProps): VNode {
  if (suspendFirst === true) {
    return (
      <Banner
        kind="info"
        title="Suspend this person first"
        link={{ href: userHref(user.id, 'suspension'), label: 'Suspend User' }}
      >
        Deleting is the second step. The suspension signs the person out and deactivates the accounts, and can be taken
        back with nothing lost.
      </Banner>
    );
  }
  const left = Math.max(1, Math.ceil((waitUntil - chrome.now) / 3_600_000));
  return (
    <Banner
      kind="info"
      title={`This person can be deleted in ${counted(left, 'hour')}`}
      link={{ href: '/admin/settings/sign-in#leaving', label: 'Sign-in policy' }}
    >
      Until then the suspension can be taken back with nothing lost. From{' '}
      <Time at={waitUntil} now={chrome.now} as="exact" /> on this page deletes.
    </Banner>
  );
}

function Ask({ chrome, user, deed, errors = {} }: ConfirmUserPageProps): VNode {
  return (
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
        <button class="btn danger">{WORDS[deed].button}</button>
      </div>
    </form>
  );
}
