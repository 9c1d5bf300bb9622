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
  const { signedOut } = chrome.words.gate;
  const open = rows?.filter(({ state }) => state !== 'signed-out').length ?? 0;
  return (
    <GateLayout chrome={chrome} title={signedOut.title} wide={rows !== undefined} here={chrome.path}>
      <div class="stack s3">
        <h1>{signedOut.heading}</h1>
        {rows === undefined ? (
          <p>{signedOut.closedHere}</p>
        ) : (
          <p>{open === 0 ? signedOut.closedAll : signedOut.closedSome}</p>
        )}
      </div>
      {rows === undefined ? null : <SignOutList rows={rows} />}
      <a class="btn main" href="/login">
        {signedOut.again}
      </a>
    </GateLayout>
  );
}
