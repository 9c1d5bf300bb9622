import type { ComponentChildren, VNode } from 'preact';
import type { Chrome } from '../../layout/chrome';
import { CsrfField } from '../../parts/csrf-field';

/** The script that asks the browser for a passkey. */
export const PASSKEY_SCRIPT = 'passkeys.js';

/** A form whose button asks the browser for a passkey, and then sends what it says. */
export interface PasskeyFormProps {
  readonly chrome: Chrome;
  readonly action: string;
  /** What the passkey is asked for: to be made, to pass the second step, or to sign in alone. */
  readonly use: 'new' | 'step' | 'sign-in';
  readonly label: string;
  readonly main?: boolean;
  readonly children?: ComponentChildren;
}

/** Passkeys want script: without it the page says so, and the button is not there. */
export function PasskeyForm({ chrome, action, use, label, main = false, children }: PasskeyFormProps): VNode {
  const { step } = chrome.words.secondFactor;
  return (
    <>
      <form
        method="post"
        action={action}
        class="needs-script"
        data-passkey={use}
        data-none={step.noPasskeysHere}
        data-stopped={step.passkeyStopped}
      >
        <CsrfField token={chrome.csrfToken} />
        <input type="hidden" name="passkey" value="" />
        {children}
        <button class={main ? 'btn main' : 'btn'}>{label}</button>
        <p class="error" role="alert" hidden />
      </form>
      <noscript>
        <p class="small muted">{step.needsScript}</p>
      </noscript>
    </>
  );
}
