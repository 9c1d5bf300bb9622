import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { ChangedPasswordFields } from './password-fields';

/** What the page shows that stands between a person and everything else until they change their password. */
export interface ChangePasswordPageProps {
  readonly chrome: Chrome;
  readonly why: 'temporary' | 'expired';
  /** Address the form goes to. */
  readonly action: '/password' | '/security/password';
  /** The user name, for password managers. */
  readonly username: string;
  readonly passwordRules: string;
  /** The checked path to go to afterwards. */
  readonly next?: string;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Choosing a new password after a temporary or expired one. */
export function ChangePasswordPage(props: ChangePasswordPageProps): VNode {
  const { chrome, why, errors = {}, message } = props;
  const { changePassword, passwordFields } = chrome.words.gate;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <GateLayout chrome={chrome} title={changePassword.title} problem={problem}>
      <div class="stack s2">
        <h1>{changePassword.title}</h1>
        <p class="muted">{changePassword[why]}</p>
      </div>
      <ErrorSummary errors={errors} message={message} />
      <form method="post" action={props.action}>
        <CsrfField token={chrome.csrfToken} />
        {props.next === undefined ? null : <input type="hidden" name="next" value={props.next} />}
        <ChangedPasswordFields
          username={props.username}
          currentLabel={why === 'temporary' ? passwordFields.temporary : passwordFields.current}
          rules={props.passwordRules}
          errors={errors}
        />
        <button class="btn main">{changePassword.button}</button>
      </form>
      <form method="post" action="/logout">
        <CsrfField token={chrome.csrfToken} />
        <button class="btn quiet small">{chrome.words.frame.signOut}</button>
      </form>
    </GateLayout>
  );
}
