import type { VNode } from 'preact';
import type { Chrome } from '../layout/chrome';
import { GateLayout } from '../layout/gate';
import { Named, namedText, NAME_PLACE } from '../parts/reading/named';
import { safeHref } from '../parts/safe-href';

/** The Response on its way through the person's browser. */
export interface PostPageProps {
  readonly chrome: Chrome;
  /** A registered address of the service provider. */
  readonly acsUrl: string;
  /** Base64. */
  readonly samlResponse: string;
  readonly relayState?: string;
  readonly applicationLabel: string;
}

/** The form of the HTTP-POST binding (saml-bindings section 3.5.4): a script sends it, and so does its button. */
export function PostPage({ chrome, acsUrl, samlResponse, relayState, applicationLabel }: PostPageProps): VNode {
  const { signOn } = chrome.words;
  const title = signOn.opening({ application: NAME_PLACE });
  return (
    <GateLayout chrome={chrome} title={namedText({ text: title, name: applicationLabel })} script="post.js">
      <div class="stack s2">
        <h1>
          <Named text={title} name={applicationLabel} />
        </h1>
        <p class="muted">{signOn.lead}</p>
      </div>
      <form id="sso-post" method="post" action={safeHref(acsUrl)}>
        <input type="hidden" name="SAMLResponse" value={samlResponse} />
        {relayState === undefined ? null : <input type="hidden" name="RelayState" value={relayState} />}
        <button class="btn main">{signOn.continue}</button>
      </form>
    </GateLayout>
  );
}
