import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { AppLogo } from '../parts/app-logo';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { Field } from '../parts/field';
import { Named, NAME_PLACE } from '../parts/reading/named';
import { PASSKEY_SCRIPT, PasskeyForm } from './second-factor/passkey-form';

/** What the sign-in page shows. */
export interface LoginPageProps {
  readonly chrome: Chrome;
  /** The application that waits for the person. */
  readonly target?: { readonly label: string; readonly id: string; readonly image?: string };
  /** Id of the sign-on request that goes on after signing in. */
  readonly request?: string;
  /** The checked path to go to after signing in. */
  readonly next?: string;
  /** What was typed as the name. */
  readonly username?: string;
  readonly errors?: FieldErrors;
  /** The one sentence for any wrong pair, a pause or a suspension. */
  readonly message?: string;
  /** How many tries are left. */
  readonly remark?: string;
  /** A passkey alone signs people in here. */
  readonly passkey?: boolean;
  /** What waits for the person takes a password only; a refused try keeps to it. */
  readonly byPassword?: boolean;
}

/** Signing in with a name and a password. Says nothing about which accounts exist. */
export function LoginPage(props: LoginPageProps): VNode {
  const { chrome, target, errors = {}, message } = props;
  const { signIn } = chrome.words.gate;
  const { passkeySignIn } = chrome.words.secondFactor;
  const waiting = (
    <>
      {props.request === undefined ? null : <input type="hidden" name="request" value={props.request} />}
      {props.next === undefined ? null : <input type="hidden" name="next" value={props.next} />}
    </>
  );
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <GateLayout
      chrome={chrome}
      title={signIn.title}
      problem={problem}
      script={props.passkey === true ? PASSKEY_SCRIPT : undefined}
      here={addressOf(props)}
      note={
        <>
          <Named text={signIn.signingInTo({ organisation: NAME_PLACE })} name={chrome.organisation} />
          <br />
          {signIn.neverByMail}
        </>
      }
    >
      <div class="stack s2">
        <h1>{signIn.title}</h1>
        {target === undefined ? null : (
          <p class="lead">
            <AppLogo {...target} tiny />
            <span>
              <Named text={signIn.continueTo({ application: NAME_PLACE })} name={target.label} />
            </span>
          </p>
        )}
      </div>
      {chrome.signInNote === undefined ? null : (
        <p class="small wrap-any">
          <bdi>{chrome.signInNote}</bdi>
        </p>
      )}
      <ErrorSummary errors={errors} message={message} remark={props.remark} />
      <form method="post" action="/login">
        <CsrfField token={chrome.csrfToken} />
        {waiting}
        {props.byPassword === true ? <input type="hidden" name="by" value="password" /> : null}
        <Field
          name="username"
          label={signIn.name}
          value={props.username}
          autocomplete="username"
          exact
          required
          error={errors['username']}
        />
        <Field
          name="password"
          label={signIn.password}
          type="password"
          autocomplete="current-password"
          required
          error={errors['password']}
        />
        <button class="btn main">{signIn.button}</button>
      </form>
      {props.passkey === true ? (
        <PasskeyForm chrome={chrome} action="/login/passkey" use="sign-in" label={passkeySignIn.button}>
          {waiting}
        </PasskeyForm>
      ) : null}
      <p class="small">
        <a href="/password/forgot">{chrome.words.password.forgot.link}</a>
      </p>
    </GateLayout>
  );
}

/** The address of the same page, with what waits for the person. */
function addressOf({ request, next }: LoginPageProps): string {
  const query = new URLSearchParams();
  if (request !== undefined) query.set('request', request);
  if (next !== undefined && next !== '/') query.set('next', next);
  return query.size === 0 ? '/login' : `/login?${query}`;
}
