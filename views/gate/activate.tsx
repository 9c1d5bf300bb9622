import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { Badge } from '../parts/badge';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { Field } from '../parts/field';
import { NewPasswordField } from './password-fields';

/** What the page behind an activation link shows. */
export interface ActivatePageProps {
  readonly chrome: Chrome;
  readonly token: string;
  readonly name: string;
  readonly username: string;
  readonly passwordRules: string;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Choosing the first password. */
export function ActivatePage(props: ActivatePageProps): VNode {
  const { chrome, errors = {}, message } = props;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <GateLayout chrome={chrome} title="Choose your password" problem={problem}>
      <div class="stack s2">
        <h1>
          Welcome, <bdi>{props.name}</bdi>
        </h1>
        <p class="muted">
          Choose the password of your account at <bdi>{chrome.organisation}</bdi>.
        </p>
      </div>
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action={`/activate/${encodeURIComponent(props.token)}`}>
        <CsrfField token={chrome.csrfToken} />
        <Field
          name="username"
          label="Username"
          value={props.username}
          autocomplete="username"
          readOnly
          help="You sign in with this name or with your email."
        />
        <NewPasswordField rules={props.passwordRules} errors={errors} />
        <button class="btn main">Save password and sign in</button>
      </form>
    </GateLayout>
  );
}

/** The page of a link that was used or has run out. */
export function LinkExpiredPage({ chrome }: { readonly chrome: Chrome }): VNode {
  return (
    <GateLayout chrome={chrome} title="This link does not work any more" problem>
      <div class="stack s3">
        <Badge kind="warn">Link used or too old</Badge>
        <h1>This link does not work any more</h1>
        <p>An activation link works once and for a limited time. Ask your admin for a new one.</p>
      </div>
      <p class="small">
        Have you chosen a password already? <a href="/login">Sign in</a>
      </p>
    </GateLayout>
  );
}
