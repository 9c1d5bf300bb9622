import type { VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { GateLayout } from '../../layout/gate';
import { CsrfField } from '../../parts/csrf-field';
import { ErrorSummary } from '../../parts/error-summary';
import { Field } from '../../parts/field';
import { exactTime } from '../../parts/time';
import { PASSKEY_SCRIPT, PasskeyForm } from './passkey-form';

/** What the second step shows. */
export interface SecondStepProps {
  readonly chrome: Chrome;
  /** After the password, or for a session that had none yet. */
  readonly purpose: 'sign-in' | 'step-up';
  /** What the person has set up. */
  readonly ways: { readonly app: boolean; readonly passkey: boolean };
  readonly by: 'factor' | 'recovery';
  /** The checked path to go to afterwards. */
  readonly next: string;
  readonly message?: string;
  /** Wrong codes may come of a clock that is off: the time here is told. */
  readonly clockHint: boolean;
}

/** The second step: a code, a passkey, or a recovery code. */
export function SecondStepPage(props: SecondStepProps): VNode {
  const { chrome, purpose, ways, by, next, message } = props;
  const { step } = chrome.words.secondFactor;
  const recovery = by === 'recovery';
  const title = recovery ? step.recoveryTitle : step.title;
  const remark = props.clockHint ? step.clock({ time: exactTime(chrome.now) }) : undefined;
  return (
    <GateLayout chrome={chrome} title={title} problem={message !== undefined} script={PASSKEY_SCRIPT} note={step.lost}>
      <div class="stack s2">
        <h1>{title}</h1>
        <p class="muted">{recovery ? step.recoveryLead : purpose === 'sign-in' ? step.leadSignIn : step.leadStepUp}</p>
      </div>
      <ErrorSummary message={message} remark={remark} />
      {recovery ? (
        <form method="post" action="/mfa">
          <CsrfField token={chrome.csrfToken} />
          <input type="hidden" name="next" value={next} />
          <Field
            name="recovery"
            label={step.recovery}
            help={step.recoveryHelp}
            autocomplete="off"
            maxLength={64}
            exact
            required
          />
          <button class="btn main">{step.button}</button>
        </form>
      ) : (
        <>
          {ways.app ? (
            <form method="post" action="/mfa">
              <CsrfField token={chrome.csrfToken} />
              <input type="hidden" name="next" value={next} />
              <Field
                name="code"
                label={step.code}
                help={step.codeHelp}
                autocomplete="one-time-code"
                inputMode="numeric"
                maxLength={16}
                exact
                required
              />
              <button class="btn main">{step.button}</button>
            </form>
          ) : null}
          {ways.passkey ? (
            <div class="stack s3">
              <p class="small muted">{step.passkeyLead}</p>
              <PasskeyForm chrome={chrome} action="/mfa" use="step" label={step.passkeyButton} main={!ways.app}>
                <input type="hidden" name="next" value={next} />
              </PasskeyForm>
            </div>
          ) : null}
        </>
      )}
      <div class="row">
        <a href={stepHref(next, recovery ? 'factor' : 'recovery')} class="small">
          {recovery ? step.back : step.recoveryLink}
        </a>
      </div>
      <form method="post" action={purpose === 'sign-in' ? '/mfa/cancel' : '/logout'}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn quiet small">{step.startAgain}</button>
      </form>
    </GateLayout>
  );
}

function stepHref(next: string, by: SecondStepProps['by']): string {
  return `/mfa?${by === 'recovery' ? 'by=recovery&' : ''}next=${encodeURIComponent(next)}`;
}
