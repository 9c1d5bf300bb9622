import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { Field } from '../parts/field';
import { Named, NAME_PLACE } from '../parts/reading/named';
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
  const { activation } = chrome.words.gate;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <GateLayout
      chrome={chrome}
      title={activation.title}
      problem={problem}
      here={`/activate/${encodeURIComponent(props.token)}`}
    >
      <div class="stack s2">
        <h1>
          <Named text={activation.welcome({ name: NAME_PLACE })} name={props.name} />
        </h1>
        <p class="muted">
          <Named text={activation.lead({ organisation: NAME_PLACE })} name={chrome.organisation} />
        </p>
      </div>
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action={`/activate/${encodeURIComponent(props.token)}`}>
        <CsrfField token={chrome.csrfToken} />
        <Field
          name="username"
          label={activation.username}
          value={props.username}
          autocomplete="username"
          readOnly
          help={activation.usernameHelp}
        />
        <NewPasswordField rules={props.passwordRules} errors={errors} />
        <button class="btn main">{activation.button}</button>
      </form>
    </GateLayout>
  );
}
