import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { SignOutList, type SignOutRow } from '../sso/sign-out-list';

/** What the page after signing out shows. */
export interface SignedOutPageProps {
  readonly chrome: Chrome;
  /** The applications that were concerned, when the sign-out went round them. */
  readonly rows?: readonly SignOutRow[];
}

/** The page after signing out: what is closed, and what may still be open. */
export function SignedOutPage({ chrome, rows }: SignedOutPageProps): VNode {
  const open = rows?.filter(({ state }) => state !== 'signed-out').length ?? 0;
  return (
    <GateLayout chrome={chrome} title="Signed out" wide={rows !== undefined}>
      <div class="stack s3">
        <h1>You are signed out</h1>
        {rows === undefined ? (
          <p>
            Passo is closed in this browser. Applications that you opened may still be open: sign out there as well, or
            close the browser.
          </p>
        ) : (
          <p>
            {open === 0
              ? 'Passo is closed in this browser, and so are the applications that you opened with it.'
              : 'Passo is closed in this browser. Sign out by hand where it says so, or close the browser.'}
          </p>
        )}
      </div>
      {rows === undefined ? null : <SignOutList rows={rows} />}
      <a class="btn main" href="/login">
        Sign in again
      </a>
    </GateLayout>
  );
}
