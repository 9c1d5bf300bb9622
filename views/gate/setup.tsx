import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { Banner } from '../parts/banner';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { Field } from '../parts/field';
import { NewPasswordField } from './password-fields';

/** What the page of the first run shows. */
export interface SetupPageProps {
  readonly chrome: Chrome;
  /** The one-time token of the printed link. */
  readonly token: string;
  /** What was typed, by field: organisation, username, email, firstname, lastname. */
  readonly values: Readonly<Record<string, string>>;
  readonly errors?: FieldErrors;
  readonly message?: string;
  /** The rules of a password, told before it is typed. */
  readonly passwordRules: string;
  /** The address applications will be given. */
  readonly baseUrl: string;
  /** The address in the browser, when it is another one. */
  readonly browserUrl?: string;
  /** The base URL has no TLS. */
  readonly plainHttp: boolean;
}

/** Naming the organisation and making the first admin, once. */
export function SetupPage(props: SetupPageProps): VNode {
  const { chrome, values, errors = {}, message, baseUrl, browserUrl } = props;
  const { setup } = chrome.words;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <GateLayout
      chrome={chrome}
      title={setup.title}
      problem={problem}
      wide
      here={`/setup?token=${encodeURIComponent(props.token)}`}
    >
      <div class="stack s2">
        <h1>{setup.title}</h1>
        <p class="muted">{setup.lead}</p>
      </div>
      <ErrorSummary errors={errors} message={message} />
      {browserUrl === undefined ? null : (
        <Banner kind="warn" title={setup.otherAddress}>
          {setup.browserShows} <span class="mono">{browserUrl}</span>
          {setup.passoIsSetTo} <span class="mono">{baseUrl}</span>
          {setup.correctBaseUrl}
        </Banner>
      )}
      {props.plainHttp ? (
        <Banner kind="warn" title={setup.plainHttp}>
          {setup.plainHttpText}
        </Banner>
      ) : null}
      <form method="post" action="/setup">
        <CsrfField token={chrome.csrfToken} />
        <input type="hidden" name="token" value={props.token} />
        <Field
          name="organisation"
          label={setup.organisation}
          value={values['organisation']}
          autocomplete="organization"
          help={setup.organisationHelp}
          required
          error={errors['organisation']}
        />
        <div class="field">
          <span class="label">{setup.baseUrl}</span>
          <span class="mono small">{baseUrl}</span>
          <span class="help">{setup.baseUrlHelp}</span>
        </div>
        <div class="grid">
          <Field
            name="firstname"
            label={setup.firstname}
            value={values['firstname']}
            autocomplete="given-name"
            required={false}
            error={errors['firstname']}
          />
          <Field
            name="lastname"
            label={setup.lastname}
            value={values['lastname']}
            autocomplete="family-name"
            required={false}
            error={errors['lastname']}
          />
        </div>
        <Field
          name="username"
          label={setup.username}
          value={values['username']}
          autocomplete="username"
          exact
          required
          error={errors['username']}
        />
        <Field
          name="email"
          label={setup.email}
          type="email"
          value={values['email']}
          autocomplete="email"
          required
          error={errors['email']}
        />
        <NewPasswordField rules={props.passwordRules} errors={errors} />
        <button class="btn main">{setup.title}</button>
      </form>
    </GateLayout>
  );
}
