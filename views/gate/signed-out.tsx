import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';

/** The page after signing out: what is closed, and what may still be open. */
export function SignedOutPage({ chrome }: { readonly chrome: Chrome }): VNode {
  return (
    <GateLayout chrome={chrome} title="Signed out">
      <div class="stack s3">
        <h1>You are signed out</h1>
        <p>
          Passo is closed in this browser. Applications that you opened may still be open: sign out there as well, or
          close the browser.
        </p>
      </div>
      <a class="btn main" href="/login">
        Sign in again
      </a>
    </GateLayout>
  );
}
