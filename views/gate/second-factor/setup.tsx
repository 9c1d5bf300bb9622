import type { VNode } from 'preact';
import type { FieldErrors } from '../../../src/core/errors';
import type { Chrome } from '../../layout/chrome';
import { GateLayout } from '../../layout/gate';
import { CopyField } from '../../parts/copy-field';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Field } from '../../parts/field';
import { Named, NAME_PLACE } from '../../parts/reading/named';
import { PASSKEY_SCRIPT, PasskeyForm } from './passkey-form';

/** Why somebody sets a second factor up, which says whether it can wait and where else to go. */
export type SetupReason =
  | { readonly kind: 'own' }
  /** An application, or its request, wants it. */
  | { readonly kind: 'here' }
  /** The organisation asks; without days it can't wait. */
  | { readonly kind: 'asked'; readonly daysLeft?: number };

/** What the page shows that sets a second factor up. */
export interface SecondFactorSetupProps {
  readonly chrome: Chrome;
  readonly reason: SetupReason;
  readonly app: { readonly picture: string; readonly secret: string };
  /** Passkeys there can be at this address. */
  readonly passkeys: boolean;
  /** "Passkey of Firefox on Windows". */
  readonly passkeyName: string;
  readonly typed: { readonly appName?: string; readonly passkeyName?: string };
  /** The checked path to go to afterwards. */
  readonly next: string;
  readonly errors: FieldErrors;
  readonly message?: string;
}

/** Setting up an authenticator app or a passkey. */
export function SecondFactorSetupPage(props: SecondFactorSetupProps): VNode {
  const { chrome, reason, app, errors, message, next, typed } = props;
  const { setup } = chrome.words.secondFactor;
  const problem = message !== undefined || Object.keys(errors).length > 0;
  const hidden = (
    <>
      <input type="hidden" name="next" value={next} />
      {reason.kind === 'here' ? <input type="hidden" name="here" value="1" /> : null}
    </>
  );
  return (
    <GateLayout chrome={chrome} title={setup.title} problem={problem} wide script={PASSKEY_SCRIPT}>
      <div class="stack s2">
        <h1>{setup.title}</h1>
        <Lead chrome={chrome} reason={reason} />
      </div>
      <ErrorSummary errors={errors} message={message} />
      <section class="stack s3" aria-labelledby="with-app">
        <h2 id="with-app">{setup.appTitle}</h2>
        <p class="small muted">{setup.appLead}</p>
        <p class="small">{setup.scan}</p>
        <p class="centre">
          <img src={pictureOf(app.picture)} width="208" height="208" alt={setup.picture} />
        </p>
        <CopyField id="app-secret" label={setup.secret} value={app.secret} help={setup.secretHelp} />
        <form method="post" action="/mfa/setup/app">
          <CsrfField token={chrome.csrfToken} />
          {hidden}
          <Field
            name="code"
            label={setup.code}
            help={setup.codeHelp}
            autocomplete="one-time-code"
            inputMode="numeric"
            maxLength={16}
            exact
            required
            error={errors['code']}
          />
          <Field
            name="name"
            label={setup.name}
            help={setup.nameHelp}
            value={typed.appName ?? setup.appName}
            autocomplete="off"
            maxLength={128}
            required
            error={errors['name']}
          />
          <button class="btn main">{setup.appButton}</button>
        </form>
      </section>
      <section class="stack s3" aria-labelledby="with-passkey">
        <h2 id="with-passkey">{setup.passkeyTitle}</h2>
        <p class="small muted">{props.passkeys ? setup.passkeyLead : setup.passkeyAddress}</p>
        {props.passkeys ? (
          <PasskeyForm chrome={chrome} action="/mfa/setup/passkey" use="new" label={setup.passkeyButton}>
            {hidden}
            <Field
              name="passkeyName"
              label={setup.name}
              help={setup.nameHelp}
              value={typed.passkeyName ?? props.passkeyName}
              autocomplete="off"
              maxLength={128}
              required
              error={errors['passkeyName']}
            />
          </PasskeyForm>
        ) : null}
      </section>
      <Elsewhere chrome={chrome} reason={reason} next={next} />
    </GateLayout>
  );
}

function Lead({ chrome, reason }: { readonly chrome: Chrome; readonly reason: SetupReason }): VNode {
  const { setup } = chrome.words.secondFactor;
  if (reason.kind === 'own') return <p class="muted">{setup.leadOwn}</p>;
  if (reason.kind === 'here') return <p class="muted">{setup.leadHere}</p>;
  return (
    <p class="muted">
      <Named text={setup.leadAsked({ organisation: NAME_PLACE })} name={chrome.organisation} />{' '}
      {reason.daysLeft === undefined ? setup.due : setup.daysLeft({ days: reason.daysLeft })}
    </p>
  );
}

function Elsewhere(props: { readonly chrome: Chrome; readonly reason: SetupReason; readonly next: string }): VNode {
  const { chrome, reason, next } = props;
  const { setup, step } = chrome.words.secondFactor;
  if (reason.kind === 'own') {
    return (
      <p>
        <a href="/security">{setup.backSecurity}</a>
      </p>
    );
  }
  if (reason.kind === 'here') {
    return (
      <p>
        <a href="/">{setup.backHome}</a>
      </p>
    );
  }
  const { daysLeft } = reason;
  return (
    <form method="post" action={daysLeft === undefined ? '/logout' : '/mfa/later'}>
      <CsrfField token={chrome.csrfToken} />
      <input type="hidden" name="next" value={next} />
      <button class="btn quiet small">
        {daysLeft === undefined ? step.startAgain : setup.later({ days: daysLeft })}
      </button>
    </form>
  );
}

/** A picture of our own drawing, and nothing else. */
function pictureOf(address: string): string | undefined {
  return address.startsWith('data:image/svg+xml;base64,') ? address : undefined;
}
