import type { SignIn } from '../../src/dev/simulator/saml/service-provider';

import { Page, toHtml } from './page';
import { AttributeList, Moment } from './parts';

/** The page of the person who is signed in: what the assertion said about them. */
export function renderMe({ name, signIn }: { name: string; signIn: SignIn }): string {
  return toHtml(
    <Page title="Signed in" name={name} gate>
      <section class="card">
        <span class="badge ok">Signed in</span>
        <h1>
          <bdi>{signIn.nameId}</bdi>
        </h1>
        <dl class="facts">
          <div>
            <dt>NameID format</dt>
            <dd class="mono">{signIn.nameIdFormat || 'not given'}</dd>
          </div>
          <div>
            <dt>Started at</dt>
            <dd>{signIn.startedBy === 'sp' ? 'this application' : 'the identity provider'}</dd>
          </div>
          <div>
            <dt>Signed in</dt>
            <dd>
              <Moment at={signIn.at} />
            </dd>
          </div>
          {signIn.relayState === undefined ? null : (
            <div>
              <dt>RelayState</dt>
              <dd class="mono">{signIn.relayState}</dd>
            </div>
          )}
        </dl>
        <h2>Attributes</h2>
        <AttributeList attributes={signIn.attributes} />
        <form method="post" action="/logout">
          <div class="row">
            <button class="btn">Sign out here</button>
            <a href="/">Status page</a>
          </div>
        </form>
      </section>
    </Page>,
  );
}
