import type { VNode } from 'preact';
import type { FieldErrors } from '../../src/core/errors';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { Badge } from '../parts/badge';
import { CsrfField } from '../parts/csrf-field';
import { ErrorSummary } from '../parts/error-summary';
import { Field } from '../parts/field';
import { NewPasswordField } from './password-fields';

/** What the page shows on which somebody who forgot their password asks for a link. */
export interface ForgottenPageProps {
  readonly chrome: Chrome;
  /** Links can be asked for; else the page says whom to ask. */
  readonly open: boolean;
  readonly username?: string;
  readonly errors?: FieldErrors;
  readonly message?: string;
}

/** Asking for a link to choose a new password. */
export function ForgottenPage(props: ForgottenPageProps): VNode {
  const { chrome, open, errors = {}, message } = props;
  const { forgot } = chrome.words.password;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  return (
    <GateLayout chrome={chrome} title={open ? forgot.title : forgot.noMailTitle} problem={problem}>
      <div class="stack s2">
        <h1>{open ? forgot.title : forgot.noMailTitle}</h1>
        <p class="muted">{open ? forgot.lead : forgot.noMail}</p>
      </div>
      <ErrorSummary errors={errors} message={message} />
      {open ? (
        <form method="post" action="/password/forgot">
          <CsrfField token={chrome.csrfToken} />
          <Field
            name="username"
            label={forgot.name}
            value={props.username}
            autocomplete="username"
            exact
            required
            error={errors['username']}
          />
          <button class="btn main">{forgot.button}</button>
        </form>
      ) : null}
      <p class="small">
        <a href="/login">{forgot.back}</a>
      </p>
    </GateLayout>
  );
}

/** The one answer to everybody who asks for a link. */
export function LinkSentPage({ chrome }: { readonly chrome: Chrome }): VNode {
  const { sent } = chrome.words.password;
  return (
    <GateLayout chrome={chrome} title={sent.title}>
      <div class="stack s3">
        <h1>{sent.title}</h1>
        <p>{sent.text}</p>
        <p class="muted">{sent.nothing}</p>
      </div>
      <p class="small">
        <a href="/login">{sent.back}</a>
      </p>
    </GateLayout>
  );
}

/** What the page behind a link for a new password shows. */
export interface ResetPageProps {
  readonly chrome: Chrome;
  readonly token: string;
  readonly username: string;
  readonly passwordRules: string;
  readonly errors?: FieldErrors;
}

/** Choosing a new password in the place of a forgotten one. */
export function ResetPage({ chrome, token, username, passwordRules, errors = {} }: ResetPageProps): VNode {
  const { reset } = chrome.words.password;
  return (
    <GateLayout chrome={chrome} title={reset.title} problem={Object.keys(errors).length > 0}>
      <div class="stack s2">
        <h1>{reset.title}</h1>
        <p class="muted">{reset.lead}</p>
      </div>
      <ErrorSummary errors={errors} />
      <form method="post" action={`/password/reset/${encodeURIComponent(token)}`}>
        <CsrfField token={chrome.csrfToken} />
        <Field name="username" label={reset.username} value={username} autocomplete="username" readOnly />
        <NewPasswordField rules={passwordRules} errors={errors} />
        <button class="btn main">{reset.button}</button>
      </form>
    </GateLayout>
  );
}

/** What the page of a link that was used or has run out shows. */
export interface LinkOverPageProps {
  readonly chrome: Chrome;
  readonly purpose: 'activation' | 'reset';
  readonly token: string;
  /** A new one can be sent by mail. */
  readonly open: boolean;
}

/** The page of a link that was used or has run out: a new one is one click away where mail goes out. */
export function LinkOverPage({ chrome, purpose, token, open }: LinkOverPageProps): VNode {
  const { linkOver } = chrome.words.gate;
  const { linkOver: more } = chrome.words.password;
  return (
    <GateLayout chrome={chrome} title={linkOver.title} problem>
      <div class="stack s3">
        <Badge kind="warn">{linkOver.badge}</Badge>
        <h1>{linkOver.title}</h1>
        <p>{purpose === 'reset' ? more.textReset : more.textActivation}</p>
        {open ? null : <p>{more.askAdmin}</p>}
      </div>
      {open ? (
        <form method="post" action="/password/renewal">
          <CsrfField token={chrome.csrfToken} />
          <input type="hidden" name="token" value={token} />
          <button class="btn main">{more.again}</button>
          <p class="small muted">
            {more.againText} <a href="/password/forgot">{more.name}</a>
          </p>
        </form>
      ) : null}
      <p class="small">
        {linkOver.chosenAlready} <a href="/login">{linkOver.signIn}</a>
      </p>
    </GateLayout>
  );
}
