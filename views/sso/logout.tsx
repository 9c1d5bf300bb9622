import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { CsrfField } from '../parts/csrf-field';
import { safeHref } from '../parts/safe-href';
import { SignOutList, type SignOutRow } from './sign-out-list';

/** A logout message on its way through the person's browser. */
export interface LogoutSendPageProps {
  readonly chrome: Chrome;
  readonly applicationLabel: string;
  /** "2 of 3"; absent for the answer to the application that began. */
  readonly place?: string;
  readonly message:
    | { readonly binding: 'redirect'; readonly url: string }
    | { readonly binding: 'post'; readonly action: string; readonly fields: Readonly<Record<string, string>> };
}

/**
 * The page that takes a logout message to an application (saml-bindings sections 3.4 and 3.5). It goes on by itself: a
 * form by script, an address by a header; without either, its button does the same.
 */
export function LogoutSendPage({ chrome, applicationLabel, place, message }: LogoutSendPageProps): VNode {
  const title = place === undefined ? `Back to ${applicationLabel}` : `Signing you out of ${applicationLabel}`;
  return (
    <GateLayout chrome={chrome} title={title} script={message.binding === 'post' ? 'post.js' : undefined}>
      <div class="stack s2">
        <h1>
          {place === undefined ? 'Back to' : 'Signing you out of'} <bdi>{applicationLabel}</bdi>
        </h1>
        <p class="muted">
          {place === undefined ? 'You are signed out of Passo.' : `You are signed out of Passo. Application ${place}.`}{' '}
          If nothing happens, continue by hand.
        </p>
      </div>
      {message.binding === 'redirect' ? (
        <a class="btn main" href={safeHref(message.url)}>
          Continue
        </a>
      ) : (
        <form id="sso-post" method="post" action={safeHref(message.action)}>
          {Object.entries(message.fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <button class="btn main">Continue</button>
        </form>
      )}
    </GateLayout>
  );
}

/** A sign-out whose present application has not sent the browser back with an answer. */
export interface LogoutWaitingPageProps {
  readonly chrome: Chrome;
  /** The path of the sign-out. */
  readonly path: string;
  readonly applicationLabel: string;
  readonly rows: readonly SignOutRow[];
}

/** The page for somebody who comes back without an answer: what is done, and the way on. */
export function LogoutWaitingPage({ chrome, path, applicationLabel, rows }: LogoutWaitingPageProps): VNode {
  return (
    <GateLayout chrome={chrome} title={`${applicationLabel} has not answered`} wide>
      <div class="stack s3">
        <h1>
          <bdi>{applicationLabel}</bdi> has not answered
        </h1>
        <p>You are signed out of Passo. Continue without an answer, and see what is closed and what is not.</p>
      </div>
      <SignOutList rows={rows} />
      <form method="post" action={`${path}/continue`}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn main">Continue</button>
      </form>
    </GateLayout>
  );
}
