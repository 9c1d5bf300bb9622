import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { CsrfField } from '../parts/csrf-field';
import { Named, namedText, NAME_PLACE } from '../parts/reading/named';
import { safeHref } from '../parts/safe-href';
import { SignOutList, type SignOutRow } from './sign-out-list';

/** A logout message on its way through the person's browser. */
export interface LogoutSendPageProps {
  readonly chrome: Chrome;
  readonly applicationLabel: string;
  /** Which application of how many; absent for the answer to the one that began. */
  readonly place?: { readonly place: number; readonly of: number };
  readonly message:
    | { readonly binding: 'redirect'; readonly url: string }
    | { readonly binding: 'post'; readonly action: string; readonly fields: Readonly<Record<string, string>> };
}

/**
 * The page that takes a logout message to an application (saml-bindings sections 3.4 and 3.5). It goes on by itself: a
 * form by script, an address by a header; without either, its button does the same.
 */
export function LogoutSendPage({ chrome, applicationLabel, place, message }: LogoutSendPageProps): VNode {
  const { signOut } = chrome.words;
  const title = (place === undefined ? signOut.backTo : signOut.signingOutOf)({ application: NAME_PLACE });
  return (
    <GateLayout
      chrome={chrome}
      title={namedText({ text: title, name: applicationLabel })}
      script={message.binding === 'post' ? 'post.js' : undefined}
    >
      <div class="stack s2">
        <h1>
          <Named text={title} name={applicationLabel} />
        </h1>
        <p class="muted">
          {signOut.ofPasso} {place === undefined ? null : `${signOut.place(place)} `}
          {signOut.byHand}
        </p>
      </div>
      {message.binding === 'redirect' ? (
        <a class="btn main" href={safeHref(message.url)}>
          {signOut.continue}
        </a>
      ) : (
        <form id="sso-post" method="post" action={safeHref(message.action)}>
          {Object.entries(message.fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          <button class="btn main">{signOut.continue}</button>
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
  const { signOut } = chrome.words;
  const title = signOut.notAnswered({ application: NAME_PLACE });
  return (
    <GateLayout chrome={chrome} title={namedText({ text: title, name: applicationLabel })} wide>
      <div class="stack s3">
        <h1>
          <Named text={title} name={applicationLabel} />
        </h1>
        <p>{signOut.goOn}</p>
      </div>
      <SignOutList rows={rows} />
      <form method="post" action={`${path}/continue`}>
        <CsrfField token={chrome.csrfToken} />
        <button class="btn main">{signOut.continue}</button>
      </form>
    </GateLayout>
  );
}
